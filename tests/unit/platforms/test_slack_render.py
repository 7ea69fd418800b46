"""Cards as Slack messages: within every limit, and nothing in feed text counts as markup."""

import random
import time
import unicodedata
from typing import Any

import pytest

from bot.cards import Action, Card, Field, Item, Span, Style, text
from bot.commands.declared.spec import Invocation, parse_press
from bot.platforms.common.addresses import web_link
from bot.platforms.common.cutting import text_width
from bot.platforms.slack.answering.home import home_view
from bot.platforms.slack.answering.modals import result_view
from bot.platforms.slack.cut import cut_units
from bot.platforms.slack.render import TOTAL, block_weight, card_blocks, render, render_plain
from bot.platforms.slack.safe_links import linkable_pieces
from tests.fakes.slack import leaves, pings, title_of
from tests.fakes.slack_schemas import block_errors, view_errors

PIECES = [
    "<!channel>", "<!here>", "<!everyone>", "@here", "@channel", "<@U0123456>", "<#C0123456>",
    "<!subteam^S0123456|@desk>", "<https://evil.example|https://bank.example>", "&lt;!channel&gt;",
    "*bold*", "_it_", "~gone~", "`code`", "```block```", "> quote", "• item", "1. list", ":tada:",
    "https://bank.example/login", "www.bank.example", "bank。example", "[bank](https://evil.example)",
    "\u202egnp.exe", "\u2066left\u2069", "a\u200bb", "\ufeff", "\x00", "\x1b[31m", "\u2028",
    "👩‍👩‍👧‍👦", "🇫🇷🇩🇪", "e\u0301", "Z" + "\u0336" * 60, "مرحبا", "क्षि", "\ud800", "word " * 400,
    "x" * 10_000, "🎉" * 4000, "Fin. " * 900, "&<>", "\n\n\n", "\t", "",
]  # fmt: skip


def hostile(seed: int) -> Card:
    """Make a card of feed text at its worst."""
    pick = random.Random(seed)

    def words() -> str:
        return " ".join(pick.choices(PIECES, k=pick.randint(0, 4)))

    def link() -> str:
        url = pick.choice(
            ["https://evil.example/", "javascript:", "http://", "https://a@b.example/"]
        )
        return url + words()

    return Card(
        title=text(words(), Style.STRONG),
        url=link(),
        body=tuple(
            (Span(words(), pick.choice(list(Style))), Span(words(), url=link()))
            for _ in range(pick.randint(0, 5))
        ),
        items=tuple(
            Item(text(words(), url=link()), text(words()), (Action(words(), "story", "1"),))
            for _ in range(pick.choice([0, 0, 0, 3, 3, 60]))
        ),
        fields=tuple(Field(words(), text(words(), url=link())) for _ in range(pick.randint(0, 4))),
        actions=tuple(Action(words(), "why", str(n)) for n in range(pick.randint(0, 7))),
        footer=text(words()),
        image=link(),
        tone="alert",
        mention=words(),
        ephemeral=False,
        pages=pick.randint(1, 3),
    )


def texts(message: Any) -> list[str]:
    values = [leaf.get("text") for leaf in leaves(message["blocks"])]
    return [value for value in values if isinstance(value, str)]


@pytest.mark.parametrize("seed", range(200))
def test_hostile_text_stays_text(seed: int) -> None:
    card = hostile(seed)
    groups = {"S0123456"} if "S0123456" in card.mention else set()
    for message in (render(card, Invocation("latest")), render_plain(card)):
        assert block_errors(message["blocks"]) == []
        assert 1 <= text_width(message["text"]) <= 4000 * 5
        found = [ping for ping in pings(message) if not any(group in ping for group in groups)]
        assert found == []
        assert sum(map(block_weight, message["blocks"])) <= TOTAL
        for leaf in leaves(message["blocks"]):
            if leaf.get("type") == "link":
                assert "bank" not in leaf["text"] or "bank.example/" in leaf["url"]
                assert "@" not in leaf["url"].partition("//")[2].partition("/")[0]
        for words in [*texts(message), message["text"]]:
            assert not set(words) & set("\u202e\u2066\u2069\u200b\ufeff\x00\x1b")
    if seed % 20:
        return
    assert view_errors(result_view(card, "fr")) == []
    assert (
        view_errors(home_view({"watches": card, "health": card, "subscriptions": card}, "en")) == []
    )


def test_a_channel_is_shown_as_slack_shows_channels() -> None:
    where = (Span("#une", Style.STRONG, channel="slack:C0123"), Span(" · tout de suite"))
    made = render(Card(title=text("Abonnements"), body=(where,), fields=(Field("Salon", where),)))
    reference = {"type": "channel", "channel_id": "C0123"}
    assert block_errors(made["blocks"]) == []
    assert [leaf for leaf in leaves(made["blocks"]) if leaf.get("type") == "channel"] == [
        reference,
        reference,
    ]
    assert made["text"] == "Abonnements\n#une · tout de suite\nSalon: #une · tout de suite"


@pytest.mark.parametrize(
    "channel", ["", "discord:101", "console", "slack:", "slack:U1", "slack:C1> <!here>"]
)
def test_any_other_channel_is_its_name_as_text(channel: str) -> None:
    made = render(Card(title=text("x"), body=((Span("<#C0123>", channel=channel),),)))
    assert pings(made) == []
    assert made["blocks"][1]["elements"][0]["elements"] == [{"type": "text", "text": "<#C0123>"}]


def test_a_title_links_but_no_address_in_it_does() -> None:
    card = Card(title=text("Hacked: bank.example shut"), url="https://news.example/a")
    elements = render(card)["blocks"][0]["elements"][0]["elements"]
    shown = [(element["type"], element["text"]) for element in elements]
    assert shown == [("link", "Hacked: "), ("text", "bank.example "), ("text", "shut")]
    only = Card(title=text("https://bank.example"), url="https://news.example/a")
    elements = render(only)["blocks"][0]["elements"][0]["elements"]
    assert [element["type"] for element in elements] == ["text", "text", "link"]
    assert elements[-1]["text"] == "news.example"


def test_an_outlet_named_after_its_host_is_a_link() -> None:
    assert linkable_pieces("lemonde.fr", "https://www.lemonde.fr/a") == [("lemonde.fr", True)]
    assert linkable_pieces("lemonde.fr", "https://lemonde.fr.evil.example/") == [
        ("lemonde.fr", False)
    ]


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://a.example/é?q=<x>|y", "https://a.example/%C3%A9?q=%3Cx%3E%7Cy"),
        ("https://user:pw@a.example:8080/x", "https://a.example:8080/x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://a.example/" + "x" * 5000, ""),
        ("https://[broken/", ""),
        ("https://a.example:99999/", ""),
    ],
)
def test_only_web_addresses_are_linked(url: str, made: str) -> None:
    assert web_link(url) == made


def test_the_configured_group_is_the_only_ping() -> None:
    for mention in ("S0123456", "<!subteam^S0123456|@desk>"):
        first = render(Card(title=text("Alert"), mention=mention))["blocks"][0]
        assert first["elements"][0]["elements"] == [
            {"type": "usergroup", "usergroup_id": "S0123456"}
        ]
    for mention in ("here", "<!channel>", "U0123456", "everyone"):
        assert title_of(render(Card(title=text("Alert"), mention=mention))) == "Alert"


def test_a_long_list_says_how_many_are_left_out() -> None:
    items = tuple(
        Item(text(f"Story {n}"), text("Words. " * 40), (Action("Open", "story", str(n)),))
        for n in range(60)
    )
    made = card_blocks(Card(title=text("Latest"), items=items, actions=(Action("Help", "help"),)))
    assert len(made) <= 50
    shown = sum("Story" in str(block) for block in made)
    (note,) = [block for block in made if block["type"] == "context"]
    assert note["elements"][0]["text"] == f"+{60 - shown}"
    assert made[-1]["type"] == "actions"


def test_buttons_hold_all_that_runs_them() -> None:
    card = Card(
        title=text("Story"),
        actions=(Action("Why?", "why", "12"), Action("Site", url="https://a.example/")),
        page=2,
        pages=3,
    )
    asked = Invocation("search", {"query": "Corée du Nord", "days": 30}, 2)
    buttons = [leaf for leaf in leaves(card_blocks(card, asked)) if leaf.get("type") == "button"]
    read = [parse_press(button["value"]) for button in buttons if "value" in button]
    assert read == [
        Invocation("why", {"alert": "12"}),
        Invocation("search", asked.arguments, 1),
        Invocation("search", asked.arguments, 3),
    ]


def test_cuts_at_a_sentence_else_a_word() -> None:
    assert (
        cut_units("One is here. Two is there. Three is far away.", 32)
        == "One is here. Two is there. …"
    )
    assert cut_units("alpha beta gamma delta", 16) == "alpha beta …"
    assert cut_units("short", 5) == "short"
    assert cut_units("abc", 1) == "…"


@pytest.mark.parametrize(
    "char", ["👩‍👩‍👧‍👦", "🇫🇷", "é", "👍🏽", "क्षि", "🏴\U000e0067\U000e007f", "각"]
)
def test_never_cuts_inside_a_character(char: str) -> None:
    whole = unicodedata.normalize("NFD", char) if char == "é" else char
    for limit in range(3, 3 * text_width(whole) + 3):
        kept = cut_units(whole * 4, limit)
        assert text_width(kept) <= limit
        kept = kept.removesuffix(" …")
        assert kept in {"…", "", *(whole * count for count in range(1, 5))}


@pytest.mark.parametrize("unit", PIECES)
def test_time_grows_with_length_only(unit: str) -> None:
    words = (unit or " ") * (100_000 // max(len(unit), 1))
    began = time.process_time()
    render(Card(title=text(words), url="https://a.example/", body=(text(words),)))
    assert time.process_time() - began < 4
