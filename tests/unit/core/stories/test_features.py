"""A sketch holds everything that comparing an article needs, and survives storing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.core.language.document import Document
from bot.core.stories import features
from bot.core.stories.features import Label, Sketch, make_sketch, unpack_sketches
from bot.core.stories.terms import TermKind
from bot.core.stories.title_templates import Template
from bot.models import Article

WHEN = datetime(2026, 1, 5, 6, tzinfo=UTC)
FIRE = "Trois personnes meurent dans l'incendie d'un immeuble à Marseille"
WIRE = (
    "Un incendie a ravagé dans la nuit un immeuble vétuste du quartier. Trois locataires ont péri "
    "dans les flammes, a indiqué le commandant des marins-pompiers, Paul Santini. Une quarantaine "
    "d'habitants ont été relogés dans un gymnase voisin."
)


def article(ident: str, title: str, *, text: str = "", lead: str = "", **more: str) -> Article:
    language = more.pop("language", "fr")
    return Article(ident, "One", title, lead, text, more.pop("url", ""), language, WHEN, **more)  # type: ignore[arg-type]


def sketch(title: str = FIRE, **more: str) -> Sketch:
    return make_sketch(article("é1", title, **more))


def test_a_sketch_survives_storing() -> None:
    one = sketch(text=WIRE, guid="g", url="https://a.example/1")
    again = Sketch.from_bytes(one.to_bytes())
    assert again.to_bytes() == one.to_bytes()
    assert (again.article, again.source, again.language) == ("é1", "One", "fr")
    assert again.identities == one.identities
    assert again.published == WHEN
    for name in ("keys", "kinds", "weights", "in_title", "shares", "body", "title", "wording"):
        assert np.array_equal(getattr(again, name), getattr(one, name)), name


@pytest.mark.parametrize("ident", ["a\0b", "\0", "\0\0\0", "\x00\x01\x1b[31m"])
def test_what_parts_the_names_of_a_stored_sketch_may_stand_in_one(ident: str) -> None:
    one = make_sketch(article(ident, FIRE))
    again = Sketch.from_bytes(one.to_bytes())
    assert (again.source, again.language) == ("One", "fr")
    assert again.article == ident.replace("\0", "\ufffd")
    (label,) = unpack_sketches([one.to_bytes()]).labels
    assert label == Label.of(again)._replace(identities=list(again.identities))


@pytest.mark.parametrize("data", [b"", b"\x00" * 60, b"\x63rest", b"\x01short"])
def test_an_unknown_version_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="version"):
        Sketch.from_bytes(data)


def test_a_cut_off_sketch_is_refused() -> None:
    data = sketch(text=WIRE).to_bytes()
    with pytest.raises(ValueError):  # noqa: PT011
        Sketch.from_bytes(data[:-40])


STORED = [
    sketch(text=WIRE, guid="g", url="https://a.example/1"),
    sketch("", language=""),
    make_sketch(article("\ud800\0", "Lens bat Nice 2-0", lead=WIRE, language="日本")),
    sketch("Rain", language="en", guid="h"),
]


def unworded(one: Sketch) -> bytes:
    """Pack as the version before did: without a wording, with a shorter head."""
    data = one.to_bytes()
    return b"\x01" + data[1:26] + data[30 : len(data) - 4 * len(one.wording)]


def test_many_are_unpacked_like_each_alone() -> None:
    packed = [one.to_bytes() for one in STORED] + [unworded(one) for one in STORED[::-1]]
    many, each = unpack_sketches(packed), list(map(Sketch.from_bytes, packed))
    assert [label._replace(identities=tuple(label.identities)) for label in many.labels] == [
        Label.of(one) for one in each
    ]
    for name in ("keys", "kinds", "weights", "in_title", "shares", "fingerprint"):
        wanted = np.concatenate([getattr(one, name) for one in each])
        assert (getattr(many, name).dtype, getattr(many, name).tolist()) == (
            wanted.dtype,
            wanted.tolist(),
        ), name
    assert many.lengths.tolist() == [len(one.keys) for one in each]
    assert many.print_lengths.tolist() == [len(one.fingerprint) for one in each]


def test_where_the_keys_of_each_language_stand() -> None:
    many = unpack_sketches([one.to_bytes() for one in STORED])
    found = {name: (many.keys[at].tolist(), texts) for name, at, texts in many.by_language()}
    for name, (keys, texts) in found.items():
        of = [one for one in STORED if one.language == name]
        assert (keys, texts) == ([key for one in of for key in one.keys.tolist()], len(of))
    assert len(found) == len({one.language for one in STORED})


@pytest.mark.parametrize("cut", [1, 2, 7, 40, 200])
def test_of_many_one_that_is_cut_off_is_refused(cut: int) -> None:
    packed = [sketch(text=WIRE).to_bytes()] * 3
    with pytest.raises(ValueError):  # noqa: PT011
        unpack_sketches([packed[0], packed[1][:-cut], packed[2]])


def test_of_many_one_with_a_name_too_many_is_refused() -> None:
    damaged = sketch().to_bytes().replace(b"One", b"O\0e")
    with pytest.raises(ValueError, match="damaged"):
        unpack_sketches([damaged])


def test_without_a_title_the_first_sentence_is_one() -> None:
    opening = "Un séisme de magnitude 6,4 secoue la côte nord du Chili"
    rest = " Les habitants d'Arica sont sortis dans la rue."
    titled = sketch(opening, text=rest.strip())
    untitled = sketch("", text=f"{opening}.{rest}")
    assert set(titled.title.tolist()) == set(untitled.title.tolist())
    assert (untitled.in_title > 0).sum() == (titled.in_title > 0).sum()


def test_keys_are_sorted_and_distinct_and_everything_stands_beside_them() -> None:
    one = sketch(text=WIRE)
    assert np.array_equal(one.keys, np.unique(one.keys))
    sizes = {len(getattr(one, name)) for name in ("kinds", "weights", "in_title", "shares")}
    assert sizes == {len(one.keys)}
    assert (one.in_title <= one.weights).all()


def test_what_the_title_says_weighs_there_and_what_the_text_says_does_not() -> None:
    one = sketch(text="Le gymnase du quartier accueille les familles.")
    words = {one.words[key] for key in one.keys[one.in_title > 0].tolist()}
    assert "Marseille" in words
    assert "gymnase" not in words


def test_words_that_were_cut_already_give_the_same_sketch() -> None:
    long = article("1", FIRE, lead="Un immeuble brûle.", text=WIRE * 40)
    assert make_sketch(long, Document(long).rows).to_bytes() == make_sketch(long).to_bytes()


def test_an_article_is_known_by_guid_address_and_title() -> None:
    bare, whole = sketch(), sketch(guid="g", url="https://a.example/1")
    assert set(bare.identities) < set(whole.identities)
    assert len(whole.identities) == 3
    assert set(sketch(FIRE.upper()).identities) == set(bare.identities)


def test_a_title_that_comes_back_daily_identifies_nothing() -> None:
    rolling = sketch("La météo de ce lundi")
    assert rolling.template is Template.ROLLING
    assert rolling.identities == ()


def test_a_text_that_names_a_thousand_things_keeps_the_weightiest() -> None:
    crowd = " ".join(f"Zorb{chr(97 + n // 26)}{chr(97 + n % 26)}al" for n in range(600))
    one = sketch("x", lead=crowd, text=crowd)
    assert len(one.keys) <= features.MOST_TERMS


def test_what_lies_behind_the_limit_of_a_text_changes_nothing() -> None:
    text = (WIRE * 40)[: features.TEXT_LIMIT - 1] + " "
    assert sketch(text=text).to_bytes() == sketch(text=text + "Une fin bien différente.").to_bytes()


@pytest.mark.parametrize(("language", "kept"), [("fr-FR", "fr"), ("EN", "en"), ("x1", "")])
def test_a_language_is_reduced_to_its_code(language: str, kept: str) -> None:
    assert sketch(language=language).language == kept


def test_kinds_of_what_is_named_are_told() -> None:
    kinds = set(sketch("Au Mali, 318 blessés lundi, selon Kenvarov").kinds.tolist())
    assert {TermKind.PLACE, TermKind.NUMBER, TermKind.TIME, TermKind.NAME} <= kinds


def test_time_is_kept_to_the_second() -> None:
    later = Article("1", "One", FIRE, "", "", "", "fr", WHEN + timedelta(seconds=1))
    assert make_sketch(later).at == sketch().at + 1
