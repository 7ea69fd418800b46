"""The texts of the commands in English and French: names and one line of description.

Names keep to what Discord allows (lower case, no blanks, 32 characters), descriptions to 100.
"""

from __future__ import annotations

from collections.abc import Mapping

Named = tuple[Mapping[str, str], Mapping[str, str]]


def _both_languages(name: str, name_fr: str, english: str, french: str) -> Named:
    return {"en": name, "fr": name_fr}, {"en": english, "fr": french}


ROOT_DESCRIPTION = {
    "en": "News alerts: watch words, follow stories, ask what happened",
    "fr": "Alertes d'actualité : surveiller des mots, suivre des sujets, interroger l'archive",
}

TEXTS: Mapping[str, Named] = {
    "latest": _both_languages(
        "latest",
        "dernières",
        "Show the newest stories of your watches",
        "Montrer les derniers sujets de vos veilles",
    ),
    "search": _both_languages(
        "search",
        "chercher",
        "Search everything that was read, newest first",
        "Chercher dans tout ce qui a été lu, du plus récent au plus ancien",
    ),
    "watch": _both_languages(
        "watch",
        "surveiller",
        "Watch for words, a country, a person or an organisation",
        "Surveiller des mots, un pays, une personne ou une organisation",
    ),
    "unwatch": _both_languages(
        "unwatch",
        "ne-plus-surveiller",
        "Delete a watch and its subscriptions",
        "Supprimer une veille et ses abonnements",
    ),
    "watches": _both_languages(
        "watches",
        "veilles",
        "List the watches with what each one looks for",
        "Lister les veilles et ce que chacune cherche",
    ),
    "test": _both_languages(
        "test",
        "essayer",
        "Try a query on past news: how many alerts, from which sources",
        "Essayer une requête sur l'archive : combien d'alertes, de quelles sources",
    ),
    "subscribe": _both_languages(
        "subscribe",
        "abonner",
        "Send the alerts of a watch or a feed to a channel",
        "Envoyer les alertes d'une veille ou d'un flux dans un salon",
    ),
    "unsubscribe": _both_languages(
        "unsubscribe",
        "désabonner",
        "Stop the alerts of a watch in a channel",
        "Arrêter les alertes d'une veille dans un salon",
    ),
    "subscriptions": _both_languages(
        "subscriptions",
        "abonnements",
        "List which channel follows what",
        "Lister ce que suit chaque salon",
    ),
    "story": _both_languages(
        "story",
        "sujet",
        "Show a story: every outlet that tells it, in order of time",
        "Montrer un sujet : tous les médias qui en parlent, dans l'ordre",
    ),
    "why": _both_languages(
        "why",
        "pourquoi",
        "Explain an alert, or tell what became of the article at an address",
        "Expliquer une alerte, ou dire ce qu'est devenu l'article d'une adresse",
    ),
    "trend": _both_languages(
        "trend",
        "tendance",
        "Show how much was written about a watch, day by day",
        "Montrer jour par jour combien d'articles touchent une veille",
    ),
    "digest": _both_languages(
        "digest",
        "récapitulatif",
        "Post now what waits for the next digest of this channel",
        "Publier maintenant ce qui attend le prochain récapitulatif de ce salon",
    ),
    "mute": _both_languages(
        "mute",
        "silence",
        "Silence a watch for a while",
        "Mettre une veille en silence pour un temps",
    ),
    "feeds": _both_languages(
        "feeds",
        "flux",
        "List the feeds with their state and next poll",
        "Lister les flux, leur état et leur prochaine lecture",
    ),
    "feed-add": _both_languages(
        "feed-add",
        "flux-ajouter",
        "Add a feed; nothing old is posted",
        "Ajouter un flux ; rien d'ancien n'est publié",
    ),
    "feed-remove": _both_languages(
        "feed-remove",
        "flux-retirer",
        "Stop reading a feed",
        "Ne plus lire un flux",
    ),
    "health": _both_languages(
        "health",
        "santé",
        "Show what fails, what is held back and since when",
        "Montrer ce qui échoue, ce qui est retenu et depuis quand",
    ),
    "settings": _both_languages(
        "settings",
        "réglages",
        "Show or change language and time zone",
        "Voir ou changer la langue et le fuseau horaire",
    ),
    "help": _both_languages(
        "help",
        "aide",
        "Explain the commands",
        "Expliquer les commandes",
    ),
}

OPTION_TEXTS: Mapping[str, Named] = {
    "query": _both_languages(
        "query",
        "requête",
        'Words, or an expression: Wagner AND (Mali OR Niger), "a phrase", elect*',
        'Des mots, ou une expression : Wagner AND (Mali OR Niger), "une phrase", élect*',
    ),
    "watch": _both_languages("watch", "veille", "Name of a watch", "Nom d'une veille"),
    "days": _both_languages("days", "jours", "How many days back", "Combien de jours en arrière"),
    "name": _both_languages("name", "nom", "Name to show", "Nom à afficher"),
    "aliases": _both_languages(
        "aliases",
        "alias",
        "Also find other names, demonyms and acronyms (on by default)",
        "Trouver aussi les autres noms, gentilés et sigles (oui par défaut)",
    ),
    "sense": _both_languages(
        "sense",
        "sens",
        "What a name with several meanings stands for",
        "Ce que désigne un nom à plusieurs sens",
    ),
    "languages": _both_languages(
        "languages",
        "langues",
        "Only articles in these languages, such as fr,en",
        "Seulement les articles dans ces langues, par exemple fr,en",
    ),
    "sources": _both_languages(
        "sources",
        "sources",
        "Only articles of these feeds, names parted by commas",
        "Seulement les articles de ces flux, noms séparés par des virgules",
    ),
    "urgent": _both_languages(
        "urgent",
        "urgent",
        "Break through quiet hours",
        "Passer outre les heures de silence",
    ),
    "off": _both_languages(
        "off",
        "sans",
        "Forms to leave out, parted by commas, as the card of the watch lists them",
        "Formes à écarter, séparées par des virgules, comme la veille les énumère",
    ),
    "extra": _both_languages(
        "extra",
        "aussi",
        "Forms of your own to find as well, parted by commas",
        "Vos propres formes à trouver aussi, séparées par des virgules",
    ),
    "channel": _both_languages(
        "channel",
        "salon",
        "Channel, this one if left out",
        "Salon, celui-ci par défaut",
    ),
    "mode": _both_languages("mode", "rythme", "When alerts come", "Quand viennent les alertes"),
    "at": _both_languages(
        "at",
        "heure",
        "Local time of a daily digest, such as 08:00",
        "Heure locale du récapitulatif quotidien, par exemple 08:00",
    ),
    "quiet": _both_languages(
        "quiet",
        "calme",
        "Quiet hours, such as 22:00-07:00",
        "Heures de silence, par exemple 22:00-07:00",
    ),
    "timezone": _both_languages(
        "timezone",
        "fuseau",
        "Time zone, such as Europe/Paris",
        "Fuseau horaire, par exemple Europe/Paris",
    ),
    "mention": _both_languages(
        "mention",
        "mention",
        "Role or group to call with each alert",
        "Rôle ou groupe à appeler à chaque alerte",
    ),
    "burst": _both_languages(
        "burst",
        "rafale",
        "More alerts than this become one digest, such as 5/10m",
        "Au-delà, les alertes forment un récapitulatif, par exemple 5/10m",
    ),
    "updates": _both_languages(
        "updates",
        "suites",
        "Post again when other outlets add to a story",
        "Publier aussi quand d'autres médias complètent un sujet",
    ),
    "language": _both_languages(
        "language", "langue", "Language to write in", "Langue des messages"
    ),
    "feed": _both_languages(
        "feed", "flux", "A whole feed instead of a watch", "Un flux entier, sans veille"
    ),
    "story": _both_languages("story", "sujet", "Number of a story", "Numéro d'un sujet"),
    "alert": _both_languages(
        "alert",
        "alerte",
        "Number of an alert, or an article's address",
        "Numéro d'une alerte, ou adresse d'un article",
    ),
    "duration": _both_languages(
        "duration",
        "durée",
        "How long, such as 8h or 3d",
        "Combien de temps, par exemple 8h ou 3d",
    ),
    "url": _both_languages("url", "adresse", "Address of the feed", "Adresse du flux"),
    "interval": _both_languages(
        "interval",
        "intervalle",
        "How often to read it, such as 10m",
        "Fréquence de lecture, par exemple 10m",
    ),
    "full_text": _both_languages(
        "full_text",
        "texte_entier",
        "Fetch the page when the feed has little text",
        "Lire la page quand le flux contient peu de texte",
    ),
    "command": _both_languages("command", "commande", "Name of a command", "Nom d'une commande"),
}
