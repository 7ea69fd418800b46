"""Tell a paywalled stub from a whole article."""

from __future__ import annotations

import re

SHORT = 1_500
"""Characters under which a text with a sign of a paywall is a stub. By hand: a longer text that
names subscribers is an article about them.
"""
VERY_SHORT = 350
"""The same without a sign, where the text breaks off, by hand: a longer one may just end so."""

_SIGNS = re.compile(
    r"""il\s(?:vous\s)?reste\s\d{1,3}(?:[.,]\d+)?\s?%|r[eé]serv[eé]e?s?\s(?:aux|[aà]\snos)\sabonn[eé]s|
    \d{1,3}\s?%\s(?:de\scet\sarticle|of\sthis\sarticle)|
    (?:pour|afin\sde)\slire\sla\ssuite|la\ssuite\s(?:de\scet\sarticle\s)?est\sr[eé]serv[eé]e|
    (?:cet\sarticle|contenu|article)\s(?:est\s)?(?:r[eé]serv[eé]|payant|premium)|d[eé]j[aà]\sabonn[eé]\s?[?:]|
    abonnez-vous\spour\s(?:lire|acc[eé]der|continuer|d[eé]couvrir)|poursuivez\svotre\slecture|
    subscribe\s(?:now\s)?to\s(?:continue|read|keep|unlock|access)|to\s(?:continue|keep)\sreading|
    (?:this|the)\s(?:article|content|story)\sis\s(?:for|only\savailable\sto|reserved\sfor|exclusive\sto)\s
    (?:\w+\s){0,2}(?:subscribers|members)|subscribers?[\s-]only|already\sa\s(?:subscriber|member)\s?\?|
    you(?:[’']ve|\shave)\sreached\syour\s(?:\w+\s){0,3}limit|unlock\sthis\sarticle|start\syour\sfree\strial|
    you\shave\s\d{1,3}\sfree\s(?:articles?|stories|story)\s(?:left|remaining)|log\sin\sto\s(?:read|(?:keep|continue)\sreading)|
    jetzt\sweiterlesen|weiterlesen\smit|(?:bereits|schon)\s(?:abonnent|abonniert|registriert)\w{0,4}\s?\?|nur\sf[uü]r\sabonnenten|diesen\sartikel\sweiterlesen|
    (?:contenuto|articolo)\s(?:[eè]\s)?riservato|abbonati\sper\s(?:leggere|continuare)|per\scontinuare\sa\sleggere|
    gi[aà]\s(?:abbonat|registrat)[oai]\s?\?|\Ariservat[oi]\sagli\sabbonati|
    (?:conte[uú]do|mat[eé]ria|artigo|texto)\s(?:[eé]\s)?exclusiv[oa]\spara\sassinantes|assine\spara\s(?:ler|continuar)|j[aá]\s(?:[eé]\s)?assinante\s?\?|
    (?:alleen|exclusief)\svoor\s(?:abonnees|leden)|om\sverder\ste\slezen|word\s(?:abonnee|lid)\sen\s|al\sabonnee\s?\?|
    (?:bara|endast)\sf[oö]r\sprenumeranter|logga\sin\sf[oö]r\satt\sl[aä]sa|redan\sprenumerant|
    (?:yaln[ıi]zca|sadece)\sabone|devam[ıi]n[ıi]\sokumak\si[cç]in|zaten\sabone|
    masz\sju[zż]\s(?:prenumerat|subskrypcj)|tylko\sdla\s(?:prenumerator|subskrybent)|aby\sczyta[cć]\sdalej|(?:wykup|odblokuj)\sdost[eę]p|
    (?:только|доступ\w*)\s(?:для\s)?подписчик|чтобы\s(?:читать|дочитать)|оформите\sподписку|
    للمشتركين\sفقط|لمواصلة\sالقراءة|اشترك\sل|仅(?:供|限)(?:付费)?(?:会员|订阅)|订阅后(?:继续)?阅读|付费(?:阅读|内容)|
    有料会員(?:限定|の)|会員限定|続きを読むには|残り\s?\d[\d,]{0,6}文字|
    (?:contenido|art[ií]culo|texto)\s(?:es\s)?(?:exclusivo|s[oó]lo)\spara\s(?:nuestros\s)?suscriptores|ya\s(?:eres|es)\ssuscriptor|suscr[ií]bete\spara\s(?:seguir|leer)""",
    re.IGNORECASE | re.VERBOSE,
)
_NEEDED = """
    reste abonn article suite contenu lecture subscri reading member limit trial left remaining log
    weiterlesen registriert lesen riservat abbonat registrat leggere assinant assine leden lezen lid
    prenumer läsa lasa abone okumak subskry dalej dost подписч подписк читать للمشتركين القراءة
    اشترك 仅 订阅 付费 会員 続きを読む 残り suscr
"""
NEEDED = tuple(_NEEDED.split())
"""One of these stands in whatever the signs find; few lines hold any."""
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,3}$")
MAX_FENCE = 160
"""Characters of a paywall's line, by hand: a longer one is a sentence about subscribers."""
MAX_SEEN = 60_000
"""Characters of a page in which signs are looked for, by hand: bounds the cost."""


def is_fence(line: str) -> bool:
    """Tell whether a line says that the rest has to be paid for."""
    if len(line) > MAX_FENCE:
        return False
    # An expression takes every kind of i for one.
    plain = line.casefold().replace("i\u0307", "i").replace("ı", "i")
    if not any(word in plain for word in NEEDED):
        return False
    return _SIGNS.search(line.replace("\u00a0", " ")) is not None


def is_stub(text: str, page_lines: tuple[str, ...], *, locked: bool, promised: int = 0) -> bool:
    """Judge by length and signs: `locked` is what JSON-LD says, `promised` a length it promises."""
    if promised > 400 and len(text) < 0.4 * promised:
        return True
    cut = bool(_CUT.search(text[-16:]))
    if len(text) >= SHORT and not cut:
        return False
    if locked or _SIGNS.search(" ".join(page_lines)[:MAX_SEEN].replace("\u00a0", " ")):
        return True
    return cut and 0 < len(text) < VERY_SHORT
