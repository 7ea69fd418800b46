"""Cards as Discord messages: within the limits, and feed text is only ever text."""

import re
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cards import Action, Card, Field, Item, Span, Style, text
from bot.commands.declared.spec import parse_press
from bot.core.language.graphemes import whole_end
from bot.platforms.common.addresses import web_link
from bot.platforms.common.cutting import cut_text, text_width
from bot.platforms.discord.markup import escape_markdown, names_address, write_markdown
from bot.platforms.discord.render import marker_of, render, thread_name, unmarked_id
from tests.fakes.discord_spec import pings, refusal
from tests.hostile import HOSTILE

MESSAGE = ("POST", "/channels/{channel_id}/messages")
LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((https?://[^\s()]+)\)")

OPENED = re.compile(r"(?<!\\)(?:\\\\)*\]\(")
CODE = re.compile(r"(?<!\\)`[^`]*`")


def shown(markdown: str) -> str:
    """Take Discord's escapes away again."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown)


def hostile_card(line: str) -> Card:
    piece = (
        Span(line),
        Span(line, Style.STRONG),
        Span(line, url=f"https://ok.example/{line[:50]}"),
    )
    return Card(
        title=text(line),
        url="https://outlet.example/article?id=1",
        body=(piece, text(line, Style.QUOTE), text(line, Style.CODE)),
        items=(Item(piece, piece, (Action(line, "mute", "1"),)),),
        fields=(Field(line, text(line)), Field("Watch", piece)),
        actions=(Action(line, "why", "1"), Action(line, url=line)),
        footer=text(line),
        image=line,
        tone="alert",
        ephemeral=False,
    )


def test_an_alert_is_an_embed_with_buttons():
    card = Card(
        title=text("Séisme", Style.STRONG),
        url="https://outlet.example/a",
        body=(text("Un résumé."), (Span("« ", Style.QUOTE), Span("mot", Style.STRONG))),
        fields=(Field("Source", text("Outlet")),),
        actions=(Action("Why?", "why", "17"), Action("Open", url="https://outlet.example/a")),
        mention="42",
        tone="alert",
    )
    message = render(card, marker="0123456789ab")
    embed = message["embeds"][0]
    assert embed["title"] == "Séisme"
    assert embed["url"] == "https://outlet.example/a"
    assert embed["description"] == "Un résumé.\n> « **mot**"
    assert embed["fields"] == [{"name": "Source", "value": "Outlet", "inline": True}]
    assert message["content"] == "<@&42>"
    assert message["allowed_mentions"] == {"parse": [], "roles": ["42"]}
    why, link = message["components"][0]["components"]
    assert marker_of(why["custom_id"]) == "0123456789ab"
    assert parse_press(unmarked_id(why["custom_id"])).arguments == {"alert": "17"}
    assert link["url"] == "https://outlet.example/a"
    assert refusal(*MESSAGE, message) == ""


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_text_is_shown_as_text(line):
    message = render(hostile_card(line), marker="0123456789ab")
    assert refusal(*MESSAGE, message) == ""
    assert pings(message) == []
    assert message["content"] == ""
    assert_harmless(message)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
@example("|[")
def test_any_text_is_shown_as_text(line):
    message = render(hostile_card(line))
    assert refusal(*MESSAGE, message) == ""
    assert_harmless(message)


def assert_harmless(message):
    embed = message["embeds"][0]
    markdown = [embed.get("title", ""), embed.get("description", "")]
    markdown += [part for field in embed.get("fields", []) for part in field.values() if part]
    for written in filter(lambda part: isinstance(part, str), markdown):
        # A code span goes before a link: a bracket in it opens none.
        part = CODE.sub(lambda span: re.sub(r"[\[\]]", "", span[0]), written)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\x00-\x08]", part)
        assert not re.search(r"<[@#:]|<t:|<id:|<a?:", part)
        links = LINK.findall(part)
        # A backslash before the bracket or the parenthesis makes plain text of them.
        assert len(OPENED.findall(part)) == len(links)
        for label, address in links:
            assert address.startswith(("https://ok.example/", "https://outlet.example/"))
            assert not names_address(shown(label))
        without = CODE.sub("", LINK.sub("", part))
        assert not re.search(r"(?<!\\)://", without)
        assert not re.search(r"(?<!\\)[_~|#@\[\]<]", without)
        assert not re.search(r"^\s*(?:[-+] |\d+[.)] )", without, re.MULTILINE)
    if embed.get("url"):
        assert not names_address(shown(embed["title"]))


def test_a_channel_is_shown_as_discord_shows_channels():
    here = Span("#général", Style.STRONG, channel="discord:101")
    card = Card(
        title=text("Abonnements"),
        items=(Item(text("Ciment"), (here, Span(" · tout de suite", Style.EMPHASIS))),),
        fields=(Field("Salon", (Span("#général", channel="discord:101"),)),),
    )
    embed = render(card)["embeds"][0]
    assert embed["description"] == "Ciment\n**<#101>** *· tout de suite*"
    assert embed["fields"][0]["value"] == "<#101>"
    assert write_markdown((here,), 9) == "…"


@pytest.mark.parametrize(
    "channel",
    ["", "slack:C1", "console", "discord:", "discord:1> <@&2>", "discord:٣", "discord:" + "1" * 21],
)
def test_any_other_channel_is_its_name_as_text(channel):
    assert write_markdown((Span("<#123> #là", channel=channel),), 99) == r"\<\#123\> \#là"


def test_a_title_that_names_an_address_is_no_link():
    card = Card(title=text("Log in at paypal.com now"), url="https://evil.example/x")
    embed = render(card)["embeds"][0]
    assert embed["title"] == "Log in at paypal.com now"
    assert "url" not in embed
    assert embed["description"] == "evil.example [→](https://evil.example/x)"


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("paypal.com", True),
        ("see www.bbc.co.uk/news", True),
        ("https://x", True),
        ("paypal。com", True),
        ("ｐａｙｐａｌ．ｃｏｍ", True),
        ("192.168.1.1", True),
        ("mail me@example.org", True),
        ("bücher.example", True),
        ("The U.S. and the U.K.", False),
        ("Croissance de 3.5 % en 2026", False),
        ("M. Dupont, Mme. Durand", False),
        ("Fin... puis rien", False),
    ],
)
def test_what_looks_like_an_address(words, is_one):
    assert names_address(words) is is_one


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x(1)?q=a b", "https://a.example/x(1)?q=a%20b"),
        ("HTTPS://A.example:8443/é", "https://a.example:8443/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://paypal.com@evil.example/", "https://evil.example/"),
        ("https://a.example/%zz", "https://a.example/%25zz"),
        ("https://a.example/\u202e\x00b", "https://a.example/b"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("https://[", ""),
        ("https://a b/", ""),
        ("https://a.example:99999/", ""),
        ("https://a.example/" + "x" * 3000, ""),
    ],
)
def test_links_are_http_and_written_so_that_they_fit(url, link):
    assert web_link(url) == link


def test_an_article_without_a_web_link_is_posted_without_a_link():
    message = render(Card(title=text("Un titre"), url="ftp://a.example/x"))
    assert message["embeds"][0] == {"title": "Un titre", "color": message["embeds"][0]["color"]}


def test_long_texts_end_with_a_sentence():
    sentence = "Une phrase complète de longueur moyenne. "
    body = cut_text(sentence * 40, 300)
    assert text_width(body) <= 300
    assert body.endswith("moyenne.")
    assert cut_text("mot " * 100, 50).endswith("mot…")
    assert cut_text("x" * 100, 50) == "x" * 49 + "…"


@pytest.mark.parametrize("character", ["👩‍👩‍👧", "🇫🇷", "e\u0301", "👍🏽", "❤\ufe0f", "각", "ก็"])
def test_no_cut_inside_a_character(character):
    line = character * 50
    for room in range(20, 40):
        kept = cut_text(line, room).removesuffix("…")
        assert kept == character * (len(kept) // len(character))
    assert whole_end(character, 1) in (0, 1)


def test_a_link_stands_whole_or_not_at_all():
    line = (Span("avant "), Span("le lien", url="https://a.example/" + "x" * 80), Span(" après"))
    for room in range(8, 140):
        markdown = write_markdown(line, room)
        assert text_width(markdown) <= room
        assert markdown.count("](") == len(LINK.findall(markdown))


def test_a_link_may_hold_brackets():
    line = (Span("lien", url="https://a.example/x_(1)"),)
    assert write_markdown(line, 100) == "[lien](https://a.example/x_%281%29)"
    embed = render(Card(title=text("Titre"), url="https://a.example/x_(1)"))["embeds"][0]
    assert embed["url"] == "https://a.example/x_(1)"


def test_limits_hold_for_a_card_of_everything():
    long = "Ceci est une phrase. " * 500
    row = Item(text(long), text(long), (Action("Delete", "unwatch", "1"),))
    card = Card(
        title=text(long),
        body=(text(long),) * 5,
        items=tuple(
            replace(row, actions=(Action("Delete", "unwatch", str(number)),))
            for number in range(40)
        ),
        fields=tuple(Field(long, text(long)) for _ in range(40)),
        actions=tuple(Action(str(number), "why", str(number)) for number in range(10)),
        footer=text(long),
        page=2,
        pages=9,
    )
    message = render(card, turn=lambda page: f"wb:search:p{page}:x")
    assert refusal(*MESSAGE, message) == ""
    assert len(message["components"]) == 5
    assert [button["label"] for button in message["components"][-1]["components"]] == ["◀", "▶"]


def test_pages_turn_within_their_ends():
    first = render(Card(title=text("1"), page=1, pages=2), turn=lambda page: f"wb:feeds:p{page}:")
    back, forth = first["components"][0]["components"]
    assert back["disabled"]
    assert forth == {**forth, "custom_id": "wb:feeds:p2:", "disabled": False}
    assert first["embeds"][0]["footer"] == {"text": "1/2"}


def test_buttons_of_rows_carry_their_number():
    items = tuple(Item(text(f"Veille {n}"), (), (Action("✕", "unwatch", str(n)),)) for n in (7, 8))
    message = render(Card(title=text("Veilles"), items=items))
    assert message["embeds"][0]["description"] == "**1 ·** Veille 7\n**2 ·** Veille 8"
    assert [b["label"] for b in message["components"][0]["components"]] == ["1 · ✕", "2 · ✕"]


def test_twin_and_overlong_buttons_are_left_out():
    actions = (Action("a", "why", "1"), Action("b", "why", "1"), Action("c", "why", "x" * 100))
    assert len(render(Card(title=text("x"), actions=actions))["components"][0]["components"]) == 1


def test_a_mention_that_is_no_id_is_left_out():
    message = render(Card(title=text("x"), mention="everyone> @here"))
    assert message["content"] == ""
    assert "roles" not in message["allowed_mentions"]


def test_thread_names_are_plain_and_short():
    assert thread_name("a\nb\x00 *c*") == "a b *c*"
    assert text_width(thread_name("mot " * 100)) <= 100
    assert thread_name("\x00") == "…"


def test_escapes_are_shown_as_they_stood():
    for line in ("C# et C++", "10:30", "a_b", "1. un", "- tiret", ":smile:", "> cité", "50 %"):
        assert shown(escape_markdown(line)) == line
    assert escape_markdown("10 : 30") == "10 : 30"


@pytest.mark.parametrize(
    "filler", ["\u0301", "a.", "\n", " ", "[", "👩\u200d", "<@1>", "a\u0315\u0300"]
)
def test_huge_text_takes_no_time(filler):
    line = "x" + filler * (100_000 // len(filler))
    started = time.process_time()
    message = render(hostile_card(line))
    assert time.process_time() - started < 6
    assert refusal(*MESSAGE, message) == ""
