"""Tell the sentences of an article from what a page hangs around them.

Bylines, datelines, captions, credits, calls to subscribe or read on, and lines that speak to a
language model instead of a reader. Every pattern looks at a bounded head of one sentence.
"""

from __future__ import annotations

import re

_HEAD = 300

_CREDIT = re.compile(
    r"(?:©|\(c\)\s|crédits?\b|photos?\b\s*(?:d'illustration|by|credit|:|/|-|–|—)|copyright\b|"
    r"image\s*(?:source|caption|credit|:)|illustration\s*(?::|-|–|—)|légende\b|source\s*:|"
    r"(?:file|archive|handout) (?:photo|image|picture)|getty images|vidéo\s*[:|]|video\s*[:|]|"
    r"infographie\b|media caption|play video|\(?(?:photo|crédits?|image|picture)[ :])",
    re.IGNORECASE,
)
_CREDIT_END = re.compile(
    r"(?:\((?:photo|crédit|image|picture|ap photo|afp photo)[^()]{0,80}\)|"
    r"©[^.]{0,60}|/\s?(?:afp|reuters|getty images|sipa|maxppp|epa|ap)|getty images)\W*\Z",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-Ý][\w'’.-]{0,24}"
_BYLINE = re.compile(
    rf"(?:(?i:par|by|von|propos recueillis par|de notre (?:envoyée?|correspondante?)\b.{{0,40}}|"
    rf"written by|reporting by|editing by|texte|rédigé par|article de)\s*:?\s+)"
    rf"{_NAME}(?:,?\s+(?:{_NAME}|de|du|von|van|et|and|avec|with|le|la|à|in|&)){{0,9}}\W*\Z"
)
_CALLS = re.compile(
    r"(?:(?:pour )?(?:lire|voir|écouter|retrouver|découvrir) (?:aussi|également|la suite|plus)\b|"
    r"(?:à|a) (?:lire|voir|écouter|découvrir)(?: aussi| également| sur| dans)?\b|"
    r"lisez (?:aussi|également)|(?:relire|revoir|notre dossier|notre article)\b|lire\s*:|"
    r"abonnez[- ]vous|s['’]abonner|je m['’]abonne|inscrivez[- ]vous|s['’]inscrire|je m['’]inscris|"
    r"suivez[- ](?:nous|le direct|toute|l['’]actualité|notre)|rejoignez[- ]nous|partagez\b|partager\b|"
    r"téléchargez (?:notre|l['’]appli)|cliquez (?:ici|sur)|recevez\b|connectez[- ]vous|"
    r"(?:cet|l['’]) ?article (?:est |vous est |réservé|complet|.{0,80}est apparu)|"
    r"(?:cet article|ce contenu|la suite|le reste) .{0,40}(?:réservée?|abonn)|"
    r"(?:il vous reste|vous avez lu) \d|(?:déjà|pas encore) abonné|"
    r"retrouvez (?:tou(?:s|te)|nos|notre|ici|l['’]intégralité|plus|sur)|"
    r"(?:en poursuivant|en continuant) votre|nous utilisons des cookies|ce site utilise|"
    r"soutenez[- ]nous|faites un don|réagissez|commentez|(?:les )?commentaires|publicité\b|"
    r"(?:ne ratez|ne manquez|pour ne rien)\b|(?:temps|durée) de lecture|lecture \d|"
    r"(?:publié|posté|mis à jour|modifié|créé) (?:le|à|il y a|par|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|aujourd|hier)\b.{0,60}\Z|"
    r"(?:la rédaction|newsletter|notre newsletter|nos newsletters)\b|sur le même (?:sujet|thème)|"
    r"(?:read|see|watch|listen|click) (?:more|also|next|on|here|the full|our|now)\b|"
    r"(?:more|related|recommended|most read|trending|also read|also on|read)\s*(?::|\Z)|"
    r"(?:more|related) (?:stories|articles|coverage|reading|on this)\b|"
    r"subscribe\b|sign up\b|sign in\b|log in\b|join (?:us|our|the conversation)\b|follow (?:us|our|the|@)|"
    r"get (?:our|the|all|your) .{0,40}(?:newsletter|inbox|updates|alerts|stories|app)\b|"
    r"(?:you(?:'|’)ve|you have) (?:\d|read|reached|one|two)\b|already a (?:subscriber|member)|"
    r"(?:this|the) (?:article|story|content|post) .{0,120}(?:subscribers|members|appeared first on|"
    r"originally published|first appeared|was amended)|the post .{0,200} appeared first|"
    r"support (?:us|our|independent)|donate\b|become a (?:member|subscriber)|download (?:our|the) app|"
    r"we use cookies|by (?:clicking|continuing|using|signing)|(?:accept|manage) (?:all )?cookies|"
    r"advertisement\b|sponsored\b|share (?:this|on|via)\b|comments?\b\s*\(?\d*\)?\Z|leave a comment|"
    r"(?:published|updated|posted|last updated|first published)\s*(?::|on|at|\d|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday)|\d+ min(?:ute)?s? (?:read|de lecture)|"
    r"all rights reserved|tous droits réservés|don(?:'|’)t miss\b|(?:our|the) (?:free )?newsletter\b)",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"abonnez[- ]vous|inscrivez[- ]vous à (?:notre|nos)|notre newsletter|sign up (?:for|to) (?:our|the)|"
    r"subscribe (?:to|for|now)|réservé(?:e|s|es)? (?:à nos|aux) abonnés|appeared first on|"
    r"est apparu en premier sur|cliquez ici|click here|tous droits réservés|all rights reserved|"
    r"our newsletter|notre politique de confidentialité|follow us on|suivez[- ]nous sur",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"(?:ignore|disregard|forget|oublie[zr]?|ignore[zr])\b.{0,40}\b(?:instructions?|prompts?|consignes?|"
    r"directives?|rules|règles)\b|"
    r"\b(?:system|assistant|user)\s*:|</?\s*(?:system|assistant|article|instructions?)\b|"
    r"\byou are (?:now )?(?:an?|the) .{0,30}(?:assistant|model|ai|bot)\b|"
    r"\b(?:as an ai|language model|modèle de langage|large language)\b|"
    r"\b(?:respond|reply|answer|répond(?:s|ez|re)|réponds) (?:only|with|uniquement|seulement|par|avec)\b|"
    r"\b(?:your|the|this) (?:summary|output|answer|response) (?:must|should|has to)\b|"
    r"\b(?:votre|ton|le) résumé (?:doit|devra)\b|\b(?:write|output|print|say|écri(?:s|vez)|affiche[zr]?) "
    r"(?:only|exactly|instead|uniquement|exactement|à la place)\b|\[/?inst\]|<\|",
    re.IGNORECASE,
)
_AGENCY = r"(?:AFP|AP|Reuters|REUTERS|ANSA|dpa|DPA|EFE|Belga|ATS|PA|UPI|Xinhua|TASS|Bloomberg)"
_DATELINE = re.compile(
    rf"(?:"
    rf"(?:[A-ZÀ-Ý][\w'’.-]*(?:[ /,]+[\w'’.-]+){{0,8}},?\s*)?"
    rf"\(\s*{_AGENCY}(?:\s*[/,-]\s*\w+)?\s*\)\s*(?:[-–—:]+|\.\s?[-–—])\s*|"
    rf"[A-ZÀ-Ý][A-ZÀ-Ý'’. -]{{2,40}}(?:,\s*[\w'’. ]{{2,30}}){{0,2}}\s*(?:—|–|--|-)\s+|"
    rf"{_AGENCY}\s*[-–—:]+\s+"
    rf")"
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
