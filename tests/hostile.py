"""Lines that try to ping, format, hide a link's goal or break a limit: what feeds may send."""

from __future__ import annotations

_MENTIONS = (
    "@everyone",
    "@here",
    "<@123456789012345678>",
    "<@!123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "<id:customize>",
    "</news:123456789012345678>",
    "<t:1700000000:R>",
    "<:smile:123456789012345678>",
    "<a:wave:123456789012345678>",
    ":skull:",
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S0123>",
    "<@U0123ABC>",
    "<#C0123ABC|general>",
    "<!date^1392734382^{date}|x>",
)
_LINKS = (
    "[bank](https://evil.example)",
    "[https://bank.example](https://evil.example)",
    "<https://evil.example|bank.example>",
    "<mailto:a@evil.example|me>",
    "https://evil.example/login",
    "www.paypal.com",
    "paypal.com/secure",
    "paypal。com",
    "hxxp://evil.example ftp://evil.example javascript:alert(1)",
    "![img](https://evil.example/x.png)",
    "[a\\](https://evil.example)",
    "[x](<https://evil.example>)",
    "discord.gg/abcdef",
)
_FORMATS = (
    "**bold** __under__ *it* _it_ ~~gone~~ ||spoiler||",
    "```\ncode\n```",
    "`code`",
    "``a`b``",
    "# Heading",
    "-# small",
    "> quoted\n>>> all",
    "- item\n* item\n1. item",
    "a\\*b\\_c\\",
    "*unbalanced _and ~~more ||here `there",
    "&lt;!channel&gt; &amp; <b>x</b>",
    "| a | b |\n|---|---|",
)
_SHAPES = (
    "\u202eesrever\u202c",
    "\u2066isolate\u2069",
    "zero\u200bwidth\u2060\ufeff",
    "@\u200beveryone <\u200b@1>",
    "nul\x00byte\x01\x1b[31m",
    "Z\u0351\u0327a\u0321l" + "\u0300\u0301\u0315" * 200 + "go",
    "👩\u200d👩\u200d👧\u200d👦" * 60,
    "🇫🇷" * 140,
    "क\u094d\u200dष",
    "سلام\u200cها",
    "\ud83d lone surrogate",
    "\u00a0\u2003\u3000",
    "\u2028line\u2029para\u0085next\r\nend\r",
    "",
    "\n\n\n",
    "\t",
    "\u3164\u115f\uffa0",
)
_SIZES = (
    "x" * 10_000,
    "mot " * 2_500,
    "Une phrase. " * 900,
    "*" * 10_000,
    "<@1>" * 2_500,
    "\\" * 10_001,
    "]" * 5_000,
    "e\u0301" * 5_000,
    "😀" * 5_000,
    "\n" * 10_000,
    "https://evil.example/" + "a" * 9_000,
)

SEEDS = (*_MENTIONS, *_LINKS, *_FORMATS, *_SHAPES, *_SIZES)


def _mixed() -> list[str]:
    """Put short lines into sentences, into each other and at the edges of a limit."""
    short = [line for line in SEEDS if 0 < len(line) < 80]
    framed = [f"Le titre {line} continue." for line in short]
    nested = [f"{line}{other}" for line, other in zip(short, reversed(short), strict=True)]
    edges = [f"{'x' * (250 - number % 7)}{line}" for number, line in enumerate(short)]
    return [*framed, *nested, *edges]


HOSTILE = (*SEEDS, *_mixed())
"""More than 200 lines, each once in every place of a card."""
