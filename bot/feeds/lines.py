"""Know boilerplate by its words, and by being on several pages of one host."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REPEATED_PAGES = 3
"""A line that so many different pages of a host held is boilerplate."""
MAX_LINE = 2000
"""Characters of a line that rules look at."""

_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def fold_line(line: str) -> str:
    """Fold a line so that spelling, spacing, case and numbers do not tell two copies apart."""
    plain = unicodedata.normalize("NFKD", line[:MAX_LINE]).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _DIGITS.sub("0", _NOT_WORD.sub(" ", plain).strip())


def line_key(line: str) -> str:
    """Give the key of a line: 16 hex digits, '' for a line without letters."""
    folded = fold_line(line)
    return blake2b(folded.encode(), digest_size=8).hexdigest() if folded else ""


def line_keys(page_text: str) -> frozenset[str]:
    """Give the keys of a page's lines, for the memory of its host."""
    return frozenset(key for line in page_text.split("\n") if (key := line_key(line)))


def repeated_keys(pages: Mapping[str, int], threshold: int = REPEATED_PAGES) -> frozenset[str]:
    """Pick the keys that at least `threshold` different pages of one host held."""
    return frozenset(key for key, count in pages.items() if count >= threshold)


def count_lines(pages: Iterable[frozenset[str]]) -> dict[str, int]:
    """Count for every key how many of the pages held it."""
    counts: dict[str, int] = {}
    for keys in pages:
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
    return counts


_START = re.compile(
    r"""^[\W_]{0,4}(?:
    # calls to read something else
      (?:[aà]\s(?:lire|voir|[eé]couter|d[eé]couvrir)(?:\s(?:aussi|[eé]galement|sur|dans|ailleurs|:).*)?
      | (?:re)?(?:lire|lisez|voir|voyez|d[eé]couvrir|d[eé]couvrez)\s?(?:aussi|[eé]galement|plus|la\ssuite|notre|nos)\b.*
      | (?:lire|voir|[eé]couter|regarder|lisez|retrouvez)\s:.*
      | (?:sur\sle\sm[eê]me\s(?:sujet|th[eè]me)|pour\saller\splus\sloin|nos\slecteurs\sont\saussi|les\splus\slus)\b.*
      | (?:dans\sla\sm[eê]me\srubrique|[aà]\sne\spas\s(?:manquer|rater)|ailleurs\ssur\sle\sweb|contenus?\ssponsoris)\b.*
      | (?:article|contenu)s?\s(?:li[eé]s?|associ[eé]s?|recommand[eé]s?|sponsoris[eé]s?|partenaires?)\b.*
      | vous\s(?:aimerez|pourriez)\s(?:aussi|[eé]galement|aimer)\b.*
      | (?:read|see|watch|listen|also\sread|related|see\salso|more|further\sreading|recommended)\s?(?::|-\s|–|—).*
      | (?:read|see)\s(?:more|also|next|the\sfull\sstory|our\sfull)\b.*
      | (?:also\s(?:read|see|on)|don[’']?t\smiss|must\sread|you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested)|up\snext|most\s(?:read|popular|viewed))\b.{0,120}
      | (?:related|recommended|more)\s(?:articles?|stories|story|news|coverage|reading|content|posts?|topics?|from|for\syou|on\sthis)\b.{0,120}
      | (?:lesen\ssie\s(?:auch|hier|mehr)|mehr\szum\sthema|auch\sinteressant|das\sk[oö]nnte\ssie|mehr\s(?:dazu|lesen))\b.*
      | (?:lee(?:r)?\s(?:tambi[eé]n|m[aá]s)|ver\stambi[eé]n|te\spuede\sinteresar|noticias\srelacionadas|lea\stambi[eé]n|leia\s(?:mais|tamb[eé]m))\b.*
      | (?:leggi\sanche|ti\spotrebbe\sinteressare|leggi\stutto)\b.*)
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(
    r"""^[\W_]{0,4}(?:
      (?:inscrivez[\s-]vous|abonnez[\s-]vous|je\sm[’']abonne|s[’']abonner|s[’']inscrire|d[eé]j[aà]\sabonn|cr[eé]ez\s(?:un|votre)\scompte|connectez[\s-]vous|recevez\s(?:chaque|tous|toute|les|l[’']essentiel|notre|nos|gratuitement|le\smeilleur|par)|suivez[\s-](?:nous|toute|l[’']actu|notre)|t[eé]l[eé]chargez\s(?:l[’']|notre)|rejoignez[\s-]nous|partagez?(?:r)?\s(?:cet|l[’']|sur|cette)|commenter|r[eé]agir|laisse[rz]\sun\scommentaire|votre\s(?:adresse\s)?e-?mail|en\scliquant\ssur|en\svous\sinscrivant|vous\spouvez\s(?:[aà]\stout\smoment\s)?vous\sd[eé]sinscrire)\b.*
    | (?:newsletters?|la\snewsletter|l[’']infolettre|infolettre)\b.{0,160}
    | (?:sign\s?up|subscribe|register\snow|log\s?in|join\s(?:us|our|the\sconversation|now)|get\s(?:the|our|your)\s(?:latest|day[’']s|best|free|daily|morning|top)|follow\s(?:us|me|her|him|them)\b|(?:like|find)\sus\son|click\shere|download\s(?:the|our)|enter\syour\semail|by\ssigning\sup|by\ssubscribing|already\sa\s(?:subscriber|member)|thank\syou\sfor\s(?:signing|subscribing)|support\sour|share\sthis|share\son|tweet\sthis|email\sthis|print\sthis|leave\sa\s(?:comment|reply)|view\scomments|join\sthe\sdiscussion|have\sa\s(?:tip|story)|got\sa\s(?:tip|story)|keep\san\seye\son\syour\sinbox|there\swas\san\serror\sprocessing|start\syour\s(?:day|free)|unlimited\saccess|we\suse\scookies|this\s(?:site|website)\suses\scookies)\b.*
    | (?:jetzt\s(?:abonnieren|anmelden|registrieren)|melden\ssie\ssich|abonnieren\ssie|newsletter\sabonnieren|teilen\ssie|folgen\ssie\suns|artikel\steilen)\b.*
    | (?:suscr[ií]b(?:ete|ase|irse)|reg[ií]strate|s[ií]gu?enos|s[ií]guenos|comparte\s(?:esta|este|en)|reciba\s|recibe\s(?:cada|nuestra|las|en)|assine|inscreva-se|cadastre-se|siga-nos|compartilhe|iscriviti|seguici|condividi)\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_LABELS = re.compile(
    r"""^[\W_]{0,4}(?:
      (?:advertisement|advertising|ad|sponsored(?:\scontent)?|promoted|publicit[eé]|pub|anzeige|werbung|publicidad|pubblicit[aà]|continue\sreading(?:\s(?:below|the\smain\sstory))?|story\scontinues(?:\sbelow(?:\sadvertisement)?)?|la\ssuite\sapr[eè]s\s(?:la\spub|cette\spub).{0,20}|article\scontinues(?:\sbelow)?)
    | (?:share|tweet|print|email|e-mail|save|comments?|comment\snow|copy\slink|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram|messenger|flipboard|partager|imprimer|envoyer|enregistrer|copier\sle\slien|r[eé]agir|commentaires?|teilen|drucken|merken|compartir|imprimir|explore\sfurther|listen|play|close|fermer|loading\W*|menu|search|rechercher|top|sorry|thank\syou|thanks|view\sgallery|show\smore|voir\splus|afficher\splus|lire\splus|en\ssavoir\splus|read\smore|learn\smore|tags?|mots?[\s-]cl[eé]s?|topics?|filed\sunder|see\smore|more|\d+\s(?:comments?|shares?|commentaires?|partages?|likes?))
    )[\W_]{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTION = re.compile(
    r"""^[\W_]{0,3}(?:
      (?:photo(?:graph)?s?|foto|image|picture|cr[eé]dits?(?:\sphotos?)?|illustration|photo\scredit|image\scredit|picture\scredit|image\ssource|source\sphoto|bild|quelle|fuente|l[eé]gende|vid[eé]o)\s?(?::|by\b|par\b|/|-\s|©|courtesy).{0,300}
    | (?:©|\(c\)\s|ⓒ|copyright\b).{0,300}
    | .{0,400}(?:\(\s?(?:photo|image|cr[eé]dit|foto|picture|ap\sphoto|file\sphoto)\b[^()]{0,150}\)|/\s?(?:afp|reuters|ap|getty(?:\simages)?|sipa|epa|dpa|maxppp|belga|keystone)\s?\)?|\b(?:getty\simages|shutterstock|istock(?:photo)?|maxppp|archives?\safp|via\sap|sipa\spress|bestimage))[\W_]{0,3}
    | .{0,300}(?:©|ⓒ)\s?[^.]{0,80}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT = re.compile(
    r"""^[\W_]{0,3}(?:
      (?:publi[eé]e?|mis\s[aà]\sjour|modifi[eé]|publicado|actualizado|ver[oö]ffentlicht|aktualisiert|stand|published|updated|last\s(?:updated|modified)|posted|first\spublished|created)\s?(?::|le\b|on\b|at\b|am\b|el\b|à\b|by\b|il\s)?.{0,12}\d.{0,90}
    | (?:par|by|von|por|propos\srecueillis\spar|r[eé]daction)\s[^.!?]{2,80}
    | (?:temps\sde\slecture|lecture|reading\stime|lesezeit|dur[eé]e)\s?:?\s?\d.{0,20}
    | \d{1,3}\s(?:min(?:utes?)?)\s(?:de\slecture|read|lesezeit)
    | (?:additional\s)?(?:report(?:ing|ed)|writing|edit(?:ing|ed)|compiled)\s(?:by|with|and\swriting\sby)\b.{0,500}
    | .{0,120}\bcontributed\sto\sthis\s(?:report|story|article).{0,60}
    | (?:reach|e-?mail|contact)\s(?:the\s)?(?:reporters?|authors?|writer|[A-Z]\w+\s[A-Z]\w+)\b.{0,250}
    | (?:tous\s)?droits\sr[eé]serv[eé]s.{0,120} | all\srights\sreserved.{0,200} | alle\srechte\svorbehalten.{0,100}
    | (?:correction|clarification|editor[’']s\snote)s?\s?:\s.{0,40}\bnewsletter\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_TALKS_ABOUT = re.compile(
    r"""\b(?:notre\snewsletter|nos\snewsletters|our\s(?:free\s|daily\s|weekly\s)*newsletters?|la\snewsletter\s(?:du|de\sla|hebdo|quotidienne)|votre\sbo[iî]te\s(?:mail|de\sr[eé]ception)|(?:in|to)\syour\sinbox|(?:apparu|publi[eé])\sen\spremier\ssur|appeared\sfirst\son|politique\sde\s(?:confidentialit[eé]|cookies)|privacy\spolicy|terms\sof\s(?:use|service)|conditions\sg[eé]n[eé]rales\sd[’']utilisation|(?:nous|ce\ssite)\sutilis(?:ons|e)\sdes\scookies|accepter?\sles\scookies|accept\s(?:all\s)?cookies|uses?\scookies|your\semail\saddress|votre\sadresse\s(?:e-?mail|[eé]lectronique)|reproduction\sinterdite|ne\srien\smanquer|d[eé]sinscri(?:re|ption|vant)|unsubscribe)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def is_boilerplate(line: str) -> bool:
    """Tell whether a line's words alone show that it is no part of an article."""
    line = line[:MAX_LINE].replace("\u00a0", " ").replace("\u202f", " ")
    if _LABELS.match(line) or _ABOUT.match(line) or _CAPTION.match(line):
        return True
    if len(line) < 400 and (_START.match(line) or _ASKS.match(line)):
        return True
    return len(line) < 500 and bool(_TALKS_ABOUT.search(line))


def keys_of(lines: Iterable[str]) -> frozenset[str]:
    """Give the keys of separate lines."""
    return frozenset(key for line in lines if (key := line_key(line)))
