"""Where sentences end, and that no text makes the splitter slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.sentences import split_sentences

# A bar marks where one sentence ends and the next begins; ⏎ stands for a newline.
PARTED = """
M. Durand est arrivé à 8 h 30.|Mme Lopez l'attendait avec le Dr Petit.
Voir l'art. 12 et la p. 45, p. ex. la note.|Le reste suit.
César est mort en 44 av. J.-C. à Rome.|Auguste lui succède.
Le général de Lattre de T. était là.|Il a signé.
J. K. Rowling et George W. Bush se sont vus.|Personne ne l'a su.
La ville compte 1.200 habitants et 3.5 % de chômeurs.|C'est peu.
Le prix est de 12,50 euros.|2026 sera meilleur.
Le paquebot a quitté Venise.|Selon le port, tout va bien.
Qui sait ?|Personne !|Vraiment ?!|Oui.
Il hésite... puis repart.|Il hésite…|Elle attend.
« Je pars. »|Il claque la porte.
Il a dit : « Je pars. »|Puis il est sorti.
« Vous venez ? » a-t-elle demandé.|Il a souri.
Il a crié « Au feu ! » et il a couru.|Rien.
"Je reste", dit-il.|"Tu as tort."|Elle rit.
Le texte est coupé […] puis reprend.|Fin.
Le texte [...] continue ici.|Fin.
(Le public rit.)|Puis il se tait.
Le n° 7 et le no. 8 sont vendus.|Le 9 reste.
Écrire à jean.petit@exemple.fr ou voir https://www.exemple.fr/a.b?c=dix.|Merci.
Le site www.Exemple.Com ferme.|Dommage.
Le vol AF.447 est parti à 9.30.|Il est arrivé.
Les avocats, médecins, etc. protestent.|Le ministre écoute.
St. Louis beat the U.S. Navy 3-2.|Mr. Smith and Mrs. Jones cheered.
He lives in the U.S.|He likes it.
The U.N. Security Council met at 5 p.m. on Monday.|It was short.
Sen. Bob Casey voted on Nov. 3.|Gov. Wolf did not.
Apple Inc. said so.|The answer is no.|No. 10 declined to comment.
"Why?" he asked.|Nobody answered.
She said: “We won.”|Then she left.
Am 3. Oktober feiert z. B. Berlin.|Dr. Meyer kommt.
¿Quién lo sabe?|¡Nadie!|Así es.
今日は晴れ。|明日は雨。
هل هذا صحيح؟|نعم.
Première ligne sans point⏎|Deuxième ligne.
1. Premier point.⏎|2. Deuxième point.
"""


@pytest.mark.parametrize("line", PARTED.strip().splitlines())
def test_sentences_end_where_a_reader_ends_them(line: str) -> None:
    text = line.replace("|", " ").replace("⏎", "\n")
    wanted = line.replace("⏎", "").split("|")
    assert [text[start:end] for start, end in split_sentences(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "à Venise.Selon le port.Le reste suit.",
            ["à Venise.", "Selon le port.", "Le reste suit."],
        ),
        ('c\'est fini."Je pars", dit-il.', ["c'est fini.", '"Je pars", dit-il.']),
        ("week-end.À Paris, rien.", ["week-end.", "À Paris, rien."]),
        ("en 2019.L'équipe suit.", ["en 2019.", "L'équipe suit."]),
        ("La société ASP.NET grandit.", ["La société ASP.NET grandit."]),
        ("Quoi\u00a0? Rien\u202f! Bon.", ["Quoi\u00a0?", "Rien\u202f!", "Bon."]),
        ("Il dit «\u00a0Oui.\u00a0» Elle part.", ["Il dit «\u00a0Oui.\u00a0»", "Elle part."]),
    ],
)
def test_missing_and_special_blanks(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == wanted


@given(st.text(alphabet='aéB. !?…"«»()[]\n\u00a0。Z1,', max_size=200))
def test_spans_are_in_order_and_cover_all_that_is_not_blank(text: str) -> None:
    spans = split_sentences(text)
    flat = [place for span in spans for place in span]
    assert flat == sorted(flat)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    between = "".join(
        text[a:b] for a, b in zip([0, *flat[1::2]], [*flat[::2], len(text)], strict=True)
    )
    assert not between.strip()


@pytest.mark.parametrize(
    "piece",
    ["a.", ".", "A. ", '"', '. "', "e\u0301", "? ", ".\u00a0»", "«", "M. ", "1. ", "[...] ", "x\n"],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    split_sentences(text)
    assert time.process_time() - begun < 6
