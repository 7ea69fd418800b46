"""The tables of names that are made from others: as `make names` would write them now."""

from tests.quality import name_index


def test_the_kept_names_of_cldr_are_those_that_babel_gives() -> None:
    assert (name_index.FOLDER / "cldr.txt").read_text("utf-8") == name_index.cldr(), "make names"


def test_the_kept_index_holds_what_the_tables_name() -> None:
    assert (name_index.FOLDER / "index.txt").read_text("utf-8") == name_index.index(), "make names"
