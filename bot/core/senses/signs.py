"""Names of all evidence on the sense of a name; model.toml says what each is worth."""

from __future__ import annotations

from enum import StrEnum

from bot.models import Sense


class Kind(StrEnum):
    """What a name may stand for: a sense that can be asked for, or none of them."""

    ORGANISATION = Sense.ORGANISATION.value
    PLACE = Sense.PLACE.value
    PERSON = Sense.PERSON.value
    THING = "thing"
    """A storm, a film, a fruit, a common word."""


class Sign(StrEnum):
    """A piece of evidence by its name."""

    PIECE = "piece-of-a-longer-name"
    FULL_NAME = "full-name"
    KNOWN = "known-as-such"
    KNOWN_COMMON = "known-as-such-but-a-common-word-too"
    ACCENT = "accent-that-the-known-name-has-not"

    JOINED_BEFORE = "ampersand-before"
    STREET_SIGN = "hyphened-as-on-a-street-sign"
    GIVEN_BEFORE = "given-name-before"
    GIVEN_PARTICLE = "given-name-and-particle-before"
    GIVEN_COMMON_PARTICLE = "given-name-and-common-particle-before"
    GIVEN_ARTICLE = "given-name-and-article-before"
    INITIAL_BEFORE = "initial-before"
    UNKNOWN_BEFORE = "unknown-name-before"
    NAME_PART_BEFORE = "word-of-a-name-before"
    DATING_BEFORE = "word-of-dates-before-a-month"
    NUMBER_BEFORE = "number-before"
    PLACE_MOSTLY = "preposition-mostly-of-places"
    PLACE_OFTEN = "preposition-often-of-places"
    PLACE_SOMETIMES = "preposition-sometimes-of-places"
    PLACE_SELDOM = "preposition-seldom-of-places"
    PLACE_ARTICLE = "preposition-and-article-before"
    PLACE_RARE_ARTICLE = "preposition-and-article-before-where-names-have-none"
    TAKEN = "preposition-that-a-verb-takes"
    INDEFINITE = "indefinite-article-before"
    AT_FIRM = "at-the-firm-of-before"
    REACHED = "verb-of-reaching-before"
    ARTICLE = "article-as-of-places-before"
    ARTICLE_NOUN = "article-before-a-common-noun"
    ARTICLE_ALONE = "article-and-nothing-that-it-belongs-to"
    DETERMINER_ORDINARY = "determiner-before-an-ordinary-word"
    DETERMINER_NOUN = "determiner-before-a-listed-noun"
    DETERMINER = "determiner-before"
    DETERMINER_WEAK = "determiner-that-names-have-too"
    ONE_SUCH = "article-and-adjective-before"
    DESIGNATOR = "what-it-is-before"
    HEAD = "what-belongs-to-it-before"

    AGE_AFTER = "age-after"
    JOINED_AFTER = "ampersand-after"
    DATE_AFTER = "day-after-a-month"
    IS_TITLE = "itself-a-title"
    DEED = "what-it-does-after"
    WILL = "what-it-will-do-after"
    BELONGING = "what-belongs-to-it-after"
    SPEECH = "verb-of-saying-after"
    SPEECH_OF_GIVEN = "verb-of-saying-after-a-given-name"
    PLURAL_VERB = "plural-verb-after"
    POSSESSED = "of-after-a-common-noun"
    OBJECT_AFTER = "article-after-a-common-noun"
    WE_FORM = "verb-of-we-and-infinitive"
    GERUND = "gerund-that-opens-its-clause"
    GENERATION = "junior-after"
    SURNAME_AFTER = "surname-after-a-given-name"
    SURNAME_AMONG_CAPITALS = "surname-after-a-given-name-where-nouns-have-capitals"
    GIVEN_AFTER_NOUN = "given-name-after-a-common-noun"
    CAPITAL_AFTER_WORD = "capital-after-a-word-that-opens-its-sentence"
    UNKNOWN_AFTER = "unknown-name-after"
    CAPITAL_AFTER = "capital-after"
    CAPITAL_UNLISTED = "capital-after-in-a-language-without-lemmas"
    APPOSITION = "what-it-is-after-a-comma"
    LOCATED = "country-after-a-comma"

    LISTED = "known-name-beside-it"
    NEXT_SENTENCE = "what-the-next-sentence-calls-something"
    NEXT_SENTENCE_ALONE = "what-the-next-sentence-calls-it"
    QUOTED = "alone-in-quotes"

    ELSEWHERE = "same-name-elsewhere"
    TOPIC_NEAR = "topic-near"
    TOPIC_FAR = "topic-of-the-article"
    TOPIC_NEAR_UNBACKED = "topic-near-and-nothing-beside"
    TOPIC_FAR_UNBACKED = "topic-of-the-article-and-nothing-beside"
    TOPIC_NEAR_PROPER = "topic-near-a-capital-of-names"
    TOPIC_FAR_PROPER = "topic-of-the-article-and-a-capital-of-names"
    ASKED = "asked-for"
    USUAL = "mostly-stands-for"
    HEADING = "before-a-colon"
    SMALL = "written-small-elsewhere"
    NOUN_BY_PLACE = "common-noun-with-a-capital-by-place"
    WORD_BY_PLACE = "ordinary-word-with-a-capital-by-place"


_ALL = tuple(Kind)
_SENSES = (Kind.ORGANISATION, Kind.PLACE, Kind.PERSON)

_SPEAKING = {
    (Kind.THING,): (
        Sign.PIECE, Sign.ACCENT, Sign.DATING_BEFORE, Sign.NUMBER_BEFORE, Sign.INDEFINITE,
        Sign.ARTICLE_NOUN, Sign.ARTICLE_ALONE, Sign.DETERMINER_ORDINARY,
        Sign.DETERMINER_NOUN, Sign.DETERMINER, Sign.DETERMINER_WEAK, Sign.ONE_SUCH,
        Sign.DATE_AFTER, Sign.IS_TITLE, Sign.PLURAL_VERB, Sign.POSSESSED,
        Sign.OBJECT_AFTER, Sign.WE_FORM, Sign.GERUND, Sign.GIVEN_AFTER_NOUN,
        Sign.CAPITAL_AFTER_WORD, Sign.QUOTED, Sign.TOPIC_NEAR_PROPER,
        Sign.TOPIC_FAR_PROPER, Sign.SMALL, Sign.NOUN_BY_PLACE, Sign.WORD_BY_PLACE,
    ),
    (Kind.PERSON,): (
        Sign.FULL_NAME, Sign.GIVEN_BEFORE, Sign.GIVEN_PARTICLE,
        Sign.GIVEN_COMMON_PARTICLE, Sign.GIVEN_ARTICLE, Sign.INITIAL_BEFORE,
        Sign.UNKNOWN_BEFORE, Sign.AGE_AFTER, Sign.SPEECH, Sign.SPEECH_OF_GIVEN,
        Sign.GENERATION, Sign.SURNAME_AFTER, Sign.SURNAME_AMONG_CAPITALS,
    ),
    _SENSES: (
        Sign.KNOWN, Sign.DEED, Sign.WILL, Sign.TOPIC_NEAR_UNBACKED,
        Sign.TOPIC_FAR_UNBACKED, Sign.ASKED,
    ),
    (Kind.ORGANISATION, Kind.PERSON): (
        Sign.KNOWN_COMMON,
    ),
    (Kind.ORGANISATION,): (
        Sign.JOINED_BEFORE, Sign.NAME_PART_BEFORE, Sign.TAKEN, Sign.AT_FIRM,
        Sign.JOINED_AFTER,
    ),
    (Kind.PLACE,): (
        Sign.STREET_SIGN, Sign.PLACE_MOSTLY, Sign.PLACE_OFTEN, Sign.PLACE_SOMETIMES,
        Sign.PLACE_SELDOM, Sign.PLACE_ARTICLE, Sign.PLACE_RARE_ARTICLE, Sign.REACHED,
        Sign.ARTICLE, Sign.LOCATED, Sign.HEADING,
    ),
    _ALL: (
        Sign.DESIGNATOR, Sign.HEAD, Sign.BELONGING, Sign.APPOSITION, Sign.LISTED,
        Sign.NEXT_SENTENCE, Sign.NEXT_SENTENCE_ALONE, Sign.ELSEWHERE, Sign.TOPIC_NEAR,
        Sign.TOPIC_FAR, Sign.USUAL,
    ),
    (Kind.PERSON, Kind.ORGANISATION): (
        Sign.UNKNOWN_AFTER, Sign.CAPITAL_AFTER, Sign.CAPITAL_UNLISTED,
    ),
}  # fmt: skip

PAIRS = tuple(
    (sign, kind) for kinds, signs in _SPEAKING.items() for sign in signs for kind in kinds
)
"""Every sign with each kind that it can speak for: the rows of model.toml."""
