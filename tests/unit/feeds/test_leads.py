"""Links that only lead on are led to where they say; all others stay as they are."""

from __future__ import annotations

import base64
import time
from urllib.parse import quote

import pytest

from bot.feeds.leads import hides_target, is_wall, named_target, word_set
from bot.feeds.urls import canonical_url, led_url

TARGET = "https://quai.example/2026/pont?id=7&v=3"
Q = quote(TARGET, safe="")
B64 = base64.urlsafe_b64encode(TARGET.encode()).decode().rstrip("=")


def google_news(target: str, more: bytes = b"") -> str:
    """Pack an address as Google News did until 2024."""
    size = len(target)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    packed = b"\x08\x13\x22" + length + target.encode() + more
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


LONG = "https://quai.example/" + "pont-" * 40 + "ferme"
LED = [
    (f"https://www.google.com/url?q={Q}&sa=U&ved=2ah&usg=AOv", TARGET),
    (f"https://www.google.fr/url?rct=j&sa=t&url={Q}&ct=ga&cd=CAEYACoU&usg=AOv", TARGET),
    (f"https://www.google.co.uk/url?url={Q}&q={Q}", TARGET),
    (f"https://news.google.com/rss/articles/{google_news(TARGET)}?oc=5", TARGET),
    (
        "https://news.google.com/rss/articles/" + google_news(TARGET, b"\xd2\x01\x04http"),
        TARGET,
    ),
    (f"https://news.google.com/articles/{google_news(LONG)}?hl=fr&gl=FR", LONG),
    (f"https://news.google.com/read/{google_news(TARGET)}", TARGET),
    (f"https://news.google.com/__i/rss/rd/articles/{google_news(TARGET)}", TARGET),
    (f"https://l.facebook.com/l.php?u={Q}&h=AT0&s=1", TARGET),
    (f"https://lm.facebook.com/l.php?u={Q}", TARGET),
    (f"https://l.instagram.com/?u={Q}&e=AT", TARGET),
    (f"https://www.youtube.com/redirect?event=video&q={Q}", TARGET),
    (f"https://out.reddit.com/t3_abc?url={Q}&token=AQ", TARGET),
    (f"https://t.umblr.com/redirect?z={Q}&t=abc", TARGET),
    (f"https://vk.com/away.php?to={Q}", TARGET),
    (f"https://www.linkedin.com/redir/redirect?url={Q}&urlhash=x", TARGET),
    (f"https://eur03.safelinks.protection.outlook.com/?url={Q}&data=05&sdata=x", TARGET),
    (f"https://slack-redir.net/link?url={Q}", TARGET),
    (f"https://duckduckgo.com/l/?uddg={Q}&rut=x", TARGET),
    (
        f"https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU={quote(TARGET, safe='')}/RK=2/RS=x-",
        TARGET,
    ),
    (f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url={Q}&c=1", TARGET),
    (f"https://www.bing.com/ck/a?!&&p=abc&u=a1{B64}&ntb=1", TARGET),
    (f"https://href.li/?{TARGET}", TARGET),
    (f"https://anonym.to/?{TARGET}", TARGET),
    (f"https://disq.us/url?url={Q}&cuid=1", TARGET),
    (f"https://forum.example.org/goto.php?url={Q}", TARGET),
    (f"https://www.portal.example/redirect/?target={Q}&from=rss", TARGET),
    (f"https://out.portal.example/x?dest={Q}", TARGET),
    (f"https://click.mail.example/?u={B64}", TARGET),
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__quai.example_2026_pont-3Fid-3D7&d=DwM",
        "https://quai.example/2026/pont?id=7",
    ),
    (
        "https://urldefense.com/v3/__https://quai.example/2026/pont__;!!abc",
        "https://quai.example/2026/pont",
    ),
    (
        f"https://www.google.com/url?q={quote(f'https://l.facebook.com/l.php?u={Q}', safe='')}",
        TARGET,
    ),
]


@pytest.mark.parametrize(("url", "target"), LED, ids=range(len(LED)))
def test_a_redirector_is_passed_by_where_its_link_says_where_it_leads(url: str, target: str):
    assert led_url(url) == target
    assert canonical_url(url) == canonical_url(target)


@pytest.mark.parametrize(
    "url",
    [
        TARGET,
        f"https://web.archive.org/web/2026/{TARGET}",
        f"https://archive.example/save?url={Q}",
        f"https://translate.google.com/translate?sl=fr&u={Q}",
        f"https://www.facebook.com/sharer/sharer.php?u={Q}",
        f"https://t.me/share/url?url={Q}",
        f"https://twitter.com/intent/tweet?url={Q}",
        f"https://validator.example/check?uri={Q}",
        f"https://a.example/login/redirect?to={Q}",
        f"https://a.example/article?source={Q}",
        f"https://a.example/story?url={Q}",
        "https://a.example/go?url=/inside",
        "https://a.example/go?url=javascript:alert(1)",
        f"https://a.example/go?url={Q}&to=https://other.example/",
        f"https://evil.example/rss/articles/{google_news(TARGET)}",
        f"https://google.com.evil.example/url/x?q={Q}",
        "https://news.google.com/rss/articles/CBMiQVVfeXFMTm9wZQ?oc=5",
        "https://news.google.com/rss/articles/" + google_news(TARGET)[:20],
        "https://news.google.com/rss/search?q=pont",
        "https://www.google.com/search?q=https://quai.example/",
        "https://urldefense.com/v3/__https://quai.example/a*b__;Iw!!abc",
        "https://t.co/AbC123",
        "https://[bad/url?q=https://a.example/",
        "",
    ],
)
def test_what_shows_something_of_its_own_or_says_nothing_stays(url: str):
    assert named_target(url) == ""


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("https://t.co/AbC123", True),
        ("https://bit.ly/3xYz", True),
        ("https://spkl.io/60194abc", True),
        ("http://feedproxy.google.com/~r/quai/~3/abcdef/pont", True),
        ("https://feeds.feedburner.com/quai/~3/abcdef", True),
        ("http://feeds.quai.example/~r/quai/rss/~3/abc/", True),
        ("https://news.google.com/rss/articles/CBMiQVVfeXFMTm9wZQ?oc=5", True),
        ("https://click.mail.example/?qs=0123456789abcdef", True),
        ("https://quai.example/2026/le-pont-ferme", False),
        ("https://www.quai.example/actu", False),
        ("https://[bad", False),
    ],
)
def test_a_link_that_hides_its_target_is_known(url: str, hidden: bool):
    assert hides_target(url) is hidden


@pytest.mark.parametrize(
    ("url", "wall"),
    [
        ("https://consent.google.com/ml?continue=x", True),
        ("https://quai.example/login?next=/pont", True),
        ("https://accounts.example/x", True),
        ("https://quai.example/2026/consent-law-passed", False),
        ("https://quai.example/2026/pont", False),
    ],
)
def test_a_wall_is_no_target(url: str, wall: bool):
    assert is_wall(url) is wall


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/go?" + "url=https://b.example/&" * 20_000,
        "https://a.example/go?" + "%" * 100_000,
        "https://news.google.com/articles/" + "A" * 100_000,
        "https://r.search.yahoo.com/RU=https:" + "%3a" * 50_000,
        "https://urldefense.com/v3/__" + "https:/" * 20_000,
        "https://a.example/" + "/~r" * 50_000,
    ],
    ids=range(6),
)
def test_the_worst_links_cost_little(url: str):
    began = time.process_time()
    named_target(url)
    hides_target(url)
    is_wall(url)
    assert time.process_time() - began < 0.5


def test_words_are_parted_by_blanks_and_lines():
    assert word_set(" a b\n c ") == {"a", "b", "c"}
