"""Tell the sentences of an article from what a page hangs around them.

Bylines, datelines, captions, credits, calls to subscribe or read on, and lines that speak to a
language model instead of a reader. Every pattern looks at a bounded head of one sentence.
"""

from __future__ import annotations

import re

from bot.core.language.calendar import days

_HEAD = 300


def _one_of(patterns: str) -> re.Pattern[str]:
    """Compile patterns that are written one a line."""
    return re.compile(
        "|".join(f"(?:{line})" for line in patterns.strip().splitlines()), re.IGNORECASE
    )


_CREDIT = _one_of(
    r"""
©|\(c\)\s|crédits?\b|copyright\b|légende\b|source\s*:|infographie\b|media caption|play video
photos?\b\s*(?:d['’](?:illustration|archives?)|by|credit|:|/|-|–|—)
\(?(?:photo|crédits?|image|picture)[ :]
image\s*(?:source|caption|credit|:)
illustration\s*(?::|-|–|—)
(?:file|archive|handout|stock) (?:photo|image|picture)|getty images
(?:vidéo|video)\s*[:|]
"""
)
_CREDIT_END = _one_of(
    r"""
\((?:photo|crédit|image|picture|ap photo|afp photo)[^()]{0,80}\)\W*\Z
©[^.]{0,60}\W*\Z
/\s?(?:afp|reuters|getty images|sipa|maxppp|epa|ap)\W*\Z
getty images\W*\Z
"""
)
_NAME = r"[A-ZÀ-Ý][\w'’.-]{0,24}"
_LINK_WORD = r"(?:de|du|von|van|et|and|avec|with|le|la|à|in|&)"
_BYLINE = re.compile(
    r"(?i:par|by|von|propos recueillis par|written by|reporting by|editing by|texte|rédigé par|"
    r"article de|de notre (?:envoyée?|correspondante?)\b.{0,40})\s*:?\s+"
    rf"{_NAME}(?:,?\s+(?:{_NAME}|{_LINK_WORD})){{0,9}}\W*\Z"
)
_DAY = "|".join(name.lower() for code in ("fr", "en") for name in days(code))
_CALLS = _one_of(
    rf"""
(?:pour )?(?:lire|voir|écouter|retrouver|découvrir) (?:aussi|également|la suite|plus)\b
(?:à|a) (?:lire|voir|écouter|découvrir)(?:\s+(?:aussi|également|sur|dans)\b|\s*:|\W*\Z)|lire\s*:
lisez (?:aussi|également)|(?:relire|revoir|notre dossier|notre article)\b
abonnez[- ]vous|s['’]abonner|je m['’]abonne|inscrivez[- ]vous|s['’]inscrire|je m['’]inscris
suivez[- ](?:nous|le direct|toute|l['’]actualité|notre)|rejoignez[- ]nous|partage[zr]\b
téléchargez (?:notre|l['’]appli)|cliquez (?:ici|sur)|recevez\b|connectez[- ]vous
(?:cet |l['’] ?)article (?:est |vous est |réservé|complet|.{{0,80}}est apparu)
(?:cet article|ce contenu|la suite|le reste) .{{0,40}}(?:réservée?|abonn)
(?:il vous reste|vous avez lu) \d|(?:déjà|pas encore) abonné
retrouvez (?:tou(?:s|te)|nos|notre|ici|l['’]intégralité|plus|sur)
(?:en poursuivant|en continuant) votre|nous utilisons des cookies|ce site utilise
soutenez[- ]nous|faites un don|réagissez|commentez|(?:les )?commentaires|publicité\b
(?:ne ratez|ne manquez|pour ne rien)\b|(?:temps|durée) de lecture|lecture \d
(?:publié|posté|mis à jour|modifié|créé) (?:le|à|il y a|par|{_DAY}|aujourd|hier)\b.{{0,60}}\Z
(?:la rédaction|newsletter|notre newsletter|nos newsletters)\W*(?:\Z|:)
sur le même (?:sujet|thème)
(?:read|see|watch|listen|click|continue) (?:more|also|next|on|here|the full|our|now|reading)\b
(?:more|related|recommended|most read|trending|also read|also on|read)\s*(?::|\Z)
(?:more|related) (?:stories|articles|coverage|reading|on this)\b
subscribe\b|sign up\b|sign in\b|log in\b|join (?:us|our|the conversation)\b
follow (?:us|our|the|@)
get (?:our|the|all|your) .{{0,40}}(?:newsletter|inbox|updates|alerts|stories|app)\b
(?:you['’]ve|you have) (?:\d|read|reached|one|two)\b|already a (?:subscriber|member)
(?:this|the) (?:article|story|content|post) .{{0,120}}(?:subscribers|members|appeared first on)
(?:this|the) (?:article|story|content|post) .{{0,120}}(?:originally|first appeared|was amended)
the post .{{0,200}} appeared first
support (?:us|our|independent)|donate\b|become a (?:member|subscriber)
download (?:our|the) app|our (?:free )?newsletter\b|the (?:free )?newsletter\W*\Z
we use cookies|by (?:clicking|continuing|using|signing)|(?:accept|manage) (?:all )?cookies
advertisement\b|sponsored\b|share (?:this|on|via)\b|comments?\b\s*\(?\d*\)?\Z|leave a comment
(?:published|updated|posted|last updated|first published)\s*(?::|(?:on |at )?(?:\d|{_DAY}))
\d+ min(?:ute)?s? (?:read|de lecture)|all rights reserved|tous droits réservés|don['’]t miss\b
"""
)
_ANYWHERE = _one_of(
    r"""
abonnez[- ]vous|inscrivez[- ]vous à (?:notre|nos)|notre newsletter|our newsletter
sign up (?:for|to) (?:our|the)|subscribe (?:to (?:our|the)|for unlimited|now)
réservée?s? (?:à nos|aux) abonnés|appeared first on|est apparu en premier sur
cliquez ici|click here|tous droits réservés|all rights reserved
notre politique de confidentialité|follow us on|suivez[- ]nous sur
"""
)
_MODEL = _one_of(
    r"""
\b(?:ignore[zr]?|disregard|forget|oublie[zr]?)\b.{0,40}\b(?:instructions?|prompts?|rules)\b
\b(?:ignore[zr]?|oublie[zr]?)\b.{0,40}\b(?:consignes?|directives?|règles)\b
\b(?:system|assistant|user)\s*:|</?\s*(?:system|assistant|article|instructions?)\b|\[/?inst\]|<\|
\byou are (?:now )?(?:an?|the) .{0,30}(?:assistant|model|ai|bot)\b
\b(?:as an ai|language model|modèle de langage|large language)\b
\b(?:respond|reply|answer) (?:only|with (?:only|exactly|the words?))\b
\brépond(?:s|ez|re) (?:uniquement|seulement|par les? mots?)\b
\b(?:your|the|this) (?:summary|output|answer|response) (?:must|should|has to)\b
\b(?:votre|ton|le) résumé (?:doit|devra)\b
\b(?:write|output|print|say) (?:only|exactly|instead)\b
\b(?:écri(?:s|vez)|affiche[zr]?) (?:uniquement|exactement|à la place)\b
"""
)
_AGENCY = r"(?:AFP|AP|Reuters|REUTERS|ANSA|dpa|DPA|EFE|Belga|ATS|PA|UPI|Xinhua|TASS|Bloomberg)"
_PLACE = r"[A-ZÀ-Ý][A-ZÀ-Ý'’. -]{2,40}"
_DATELINE = re.compile(
    r"(?:"
    r"(?:[A-ZÀ-Ý][\w'’.-]*(?:[ /,]+[\w'’.-]+){0,8},?\s*)?"
    rf"\(\s*{_AGENCY}(?:\s*[/,-]\s*\w+)?\s*\)\s*(?:[-–—:]+|\.\s?[-–—])\s*|"
    rf"{_PLACE}(?:,\s*[\w'’. ]{{2,30}}){{0,2}}\s*(?:—|–|--|-)\s+|"
    rf"{_AGENCY}\s*[-–—:]+\s+"
    r")"
)
_DATELINE_REACH = 90


def is_furniture(sentence: str) -> bool:
    """Tell whether a sentence is page furniture and never part of a summary."""
    head = sentence[:_HEAD].strip(" \t\u00a0•▪►▶>→-–—*|\"'«»“”[(")
    if _CALLS.match(head) or _ANYWHERE.search(head) or _BYLINE.match(head):
        return True
    return bool(_CREDIT.match(head) or _CREDIT_END.search(sentence[-120:]))


def addresses_model(text: str) -> bool:
    """Tell whether a text gives orders to a language model instead of news to a reader."""
    return bool(_MODEL.search(text))


def dateline(sentence: str) -> int:
    """Return the length of the dateline that a sentence opens with, 0 when there is none."""
    found = _DATELINE.match(sentence[:_DATELINE_REACH])
    if not found:
        return 0
    rest = sentence[found.end() :].lstrip()
    return len(sentence) - len(rest) if rest[:1].isupper() or rest[:1] in '«“"' else 0
