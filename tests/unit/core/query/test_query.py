import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.query.query import Query, parse_query
from bot.core.query.tree import And, Atom, InField, Near, Not, Or, SameSentence
from bot.errors import QueryError
from bot.i18n import translator_for


def shape(node):
    """Write a tree shortly: words bare, operators as lists."""
    match node:
        case Atom(text, kind):
            return text if kind in {"word", "phrase"} else f"{kind}:{text}"
        case And(parts):
            return ["and", *map(shape, parts)]
        case Or(parts):
            return ["or", *map(shape, parts)]
        case Not(part):
            return ["not", shape(part)]
        case InField(name, part):
            return [name, shape(part)]
        case Near(left, right, distance, ordered):
            return ["onear" if ordered else "near", distance, shape(left), shape(right)]
        case SameSentence(left, right):
            return ["sent", shape(left), shape(right)]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Corée du Nord", "Corée du Nord"),
        ("Jean-Luc Paris - Nice", "Jean-Luc Paris - Nice"),
        ("Mission: Impossible", "Mission: Impossible"),
        ("near me and you", "near me and you"),
        ("a AND b", ["and", "a", "b"]),
        ("a b OR c", ["or", ["and", "a", "b"], "c"]),
        ('"a b" c', ["and", "a b", "c"]),
        ("« a b » c", ["and", "a b", "c"]),
        ("a -b", ["and", "a", ["not", "b"]]),
        ("a NOT (b OR c)", ["and", "a", ["not", ["or", "b", "c"]]]),
        ("a NOT NOT b", ["and", "a", "b"]),
        ("a NEAR/5 b", ["near", 5, "a", "b"]),
        ("a NEAR b", ["near", 10, "a", "b"]),
        ("a ONEAR/2 b c", ["and", ["onear", 2, "a", "b"], "c"]),
        ("a SENT (b OR c)", ["sent", "a", ["or", "b", "c"]]),
        ("coré*", "prefix:coré"),
        ("=Wagner", "exact:Wagner"),
        ('="Le Point"', "exact:Le Point"),
        ("title:a b", ["and", ["title", "a"], "b"]),
        ('titre:"a b" lang:fr', ["and", ["title", "a b"], ["lang", "fr"]]),
        ("author:(a OR b) x", ["and", ["author", ["or", "a", "b"]], "x"]),
    ],
)
def test_how_an_expression_is_read(text, tree):
    assert shape(parse_query(text).root) == tree


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 0, "empty"),
        ('a "b', 2, "not closed"),
        ("a AND", 5, "missing"),
        ("AND a", 0, "nothing to join"),
        ("a OR OR b", 5, "nothing to join"),
        ("(a", 0, "not closed"),
        ("a)", 1, "closes nothing"),
        ("a ()", 3, "nothing before"),
        ("NOT a", 0, "not hold"),
        ("a OR NOT b", 5, "not hold"),
        ("foo:bar", 0, "no field"),
        ("a * b", 2, "two letters"),
        ("a*b", 1, "end of a word"),
        ("(a AND b) NEAR/3 c", 10, "beside NEAR/3"),
        ("a NEAR/ b", 2, "no number"),
        ("a AND &", 6, "no word"),
        ("title:", 0, "no value"),
        ("=a*", 1, "exact"),
        ("a " * 600, 1000, "characters"),
        (" OR ".join("abcdefghij" * 7), 0, "More than"),
    ],
)
def test_errors_say_where_and_what_to_write(text, position, said):
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert said in str(caught.value)
    assert caught.value.fix
    assert str(caught.value).endswith(".")
    french = caught.value.told(translator_for("fr"))
    assert all(own != other for own, other in zip(french, caught.value.told(str), strict=True))


@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                ["a", "AND", "OR", "NOT", "(", ")", '"', "-", "=", "*", "NEAR/2", "SENT", "title:"]
            ),
            max_size=12,
        ).map(" ".join),
        st.text(alphabet='aé ()"-=*:«»/ORNEATD1', max_size=30),
    )
)
def test_anything_is_read_or_refused_with_a_place(text):
    read, refused = _read(text)
    if refused:
        assert 0 <= refused.position <= len(text)
        assert refused.fix
    else:
        assert str(read.told)
        assert read.told.put(translator_for("fr"))


def _read(text):
    try:
        return parse_query(text), None
    except QueryError as error:
        return None, error


def test_depth_is_bounded():
    with pytest.raises(QueryError, match="nested"):
        parse_query("(" * 200 + "a" + ")" * 200)
    assert parse_query("(" * 20 + "a" + ")" * 20 + " b")


def test_atoms_are_what_is_looked_for_in_texts():
    read = parse_query('Kim (missile OR "bombe H") source:"Le Monde" title:Mali')
    assert [atom.text for atom in read.atoms] == ["Kim", "missile", "bombe H", "Mali"]


def test_an_expression_is_told_in_two_languages():
    read = parse_query("Kim (missile OR bombe) NOT foot")
    assert str(read.told) == "“Kim” and (“missile” or “bombe”) and not “foot”"
    french = read.told.put(translator_for("fr")).replace("\u00a0", " ")
    assert french == "« Kim » et (« missile » ou « bombe ») et pas « foot »"
    near = parse_query("a ONEAR/3 b title:c")
    assert "followed within 3 words by" in str(near.told)
    assert "dans le titre" in near.told.put(translator_for("fr"))
    assert isinstance(near, Query)
