"""Lines that are boilerplate by their words, lines that are not, and the memory of a host."""

import pytest

from bot.feeds.extract.body import boilerplate as lines

BOILERPLATE = """
À lire aussi : Le canal manque de bras
A lire aussi
Lire aussi | Un barrage de castors
LIRE AUSSI : Un barrage
Lire la suite
Lire notre enquête sur les marchés
À lire également Le port reprend
Sur le même sujet
Pour aller plus loin
Vous aimerez aussi
Les plus lus
Article réservé aux abonnés
Inscrivez-vous à notre newsletter
Abonnez-vous pour 1 € par mois
Recevez chaque matin l’essentiel de l’actualité
Newsletter
Newsletter La Matinale : tout savoir avant 7 heures
Partager
Partager sur Facebook
Réagissez à cet article
Écoutez cet article
Publicité
La suite après cette publicité
Publié le 12 mars 2026 à 7h42
Mis à jour le 12/03/2026
Temps de lecture : 3 min
Par Hélène Castaing
Photo : Paul Lenoir
(Photo Clara Estève)
Des passants devant un écran, mercredi. (Photo AFP)
Le chantier en novembre. © Ville de Bellecombe
Une rue de la capitale. PARK/AGENCE LUMEN
Les grues du terminal. PHOTO LOUIS MADEC
Crédit photo : Mairie
© Le Courrier
Tous droits réservés
Read more: The bridge stays shut
READ MORE
Related: A short history of ferries
Don't miss
Most read
Recommended for you
Picked for you
Sign up for our newsletter
Subscribe now
Get the latest updates right in your inbox
Share this article
Advertisement
Story continues below advertisement
Follow us on Facebook
Click here to read it
By Tom Ashdown
Reporting by J. Han; editing by K. Moor
Photograph: Island Museum
The stove in the kitchen. Photograph: Island Museum
Image copyright Reuters
All rights reserved
Published Monday, November 18, 2019 8:22AM EST
We use cookies to improve your experience
Lesen Sie auch: Die Brücke
Newsletter abonnieren
Lee también: El puente
Suscríbete a nuestro boletín
Leggi anche
Leia mais
Anzeige
"""

TEXT = """
Le dirigeant nord‑coréen, vêtu d’un long manteau sombre, a suivi la scène.
Par ailleurs, le conseil doit se réunir vendredi.
Par 214 voix contre 96, les dockers ont voté la reprise.
« À lire ce rapport, tout va bien », a lancé la députée.
La photo a été prise mardi, à l’aube, depuis la côte.
Le quotidien a publié en 2019 une enquête sur les écluses, que la mairie a contestée.
Photographe de métier, elle a vécu vingt ans à Bort.
By contrast, the county has spent nothing since May.
By Friday the river had fallen by two metres, and the school was open again.
Read the small print, said the judge, and laughed.
More than 300 people were led out of the theatre.
More on the point is the cost, which nobody would name.
Related costs came to £90,000 a day, hauliers said.
Share prices fell by 4% after the ruling.
Subscribers to the fund lost nine tenths of their money.
Sign of the times: the last ferry leaves at eight.
The ad was seen by two million people.
The picture was taken on Tuesday by a passing driver.
Top of the table, they have not lost since March.
Reuters was told that the talks had broken up.
There are 61 of them.
Copyrighted works were copied, the writers say.
Des abonnés au gaz ont reçu deux factures.
La newsletter n’existe plus depuis que son auteur a quitté la ville pour élever des chèvres.
"""


@pytest.mark.parametrize("line", BOILERPLATE.strip().split("\n"))
def test_boilerplate_is_known_by_its_words(line):
    assert lines.is_boilerplate(line)
    assert lines.is_boilerplate(line.replace(" ", "\u00a0"))


@pytest.mark.parametrize("line", TEXT.strip().split("\n"))
def test_sentences_are_no_boilerplate(line):
    assert not lines.is_boilerplate(line)


def test_keys_do_not_see_case_spaces_accents_or_numbers():
    assert lines.line_key("Plus de 300 commentaires") == lines.line_key(
        "PLUS DE\u00a012 COMMENTAIRES !"
    )
    assert lines.line_key("Un été") == lines.line_key("un ete")
    assert lines.line_key("Un été") != lines.line_key("un hiver")
    assert lines.line_key(" -- ") == ""


def test_lines_of_three_pages_are_repeated():
    pages = [
        lines.keys_of(("La Boussole du matin", f"Article {word}", ""))
        for word in ("un", "deux", "trois")
    ]
    counts = lines.count_lines(pages)
    assert lines.repeated_keys(counts) == {lines.line_key("La Boussole du matin")}
    assert lines.repeated_keys(counts, 1) == frozenset(counts)
    assert lines.repeated_keys({}) == frozenset()


def test_keys_are_short_and_stable():
    (key,) = lines.keys_of(["Tous les jeudis"])
    assert len(key) == 16
    assert key == lines.keys_of(["tous les jeudis."]).__iter__().__next__()


@pytest.mark.parametrize("line", ["16 h 40", "16:40", "9:05 a.m.", "14:30 Uhr", "07:12 (GMT)"])
def test_the_time_of_a_post_is_no_text(line: str) -> None:
    assert lines.is_boilerplate(line)


@pytest.mark.parametrize("line", ["16:40 the ferry sails", "16", "3:2", "At 16:40 it rained."])
def test_a_line_that_only_begins_like_a_time_is_text(line: str) -> None:
    assert not lines.is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Reklama",
        "Реклама",
        "広告",
        "إعلان",
        "اقرأ أيضا: x",
        "延伸阅读：",
        "あわせて読みたい：",
        "Czytaj także: x",
        "Читайте также:",
        "（责任编辑：林疏桐）",
        "【三枝 澪】",
        "Lo más leído",
    ],
)
def test_boilerplate_of_other_languages_is_known(line: str) -> None:
    assert lines.is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    ["Реклама стоит дорого.", "広告費が増えた。", "直播间里有两千人。", "2026年的春天来得早。"],
)
def test_a_sentence_that_begins_like_it_is_text(line: str) -> None:
    assert not lines.is_boilerplate(line)
