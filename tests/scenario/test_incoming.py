"""What comes in is kept: pages' own words, charsets, short pages, pages that send on."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from bot.feeds.extract.page import read_with_lines
from tests.fakes.newsstand import Answer, Newsstand, item, newsstand

PARAGRAPHS = (
    "The northern depot stood empty on Monday, said the harbour office in a short note.",
    "Trucks left before dawn, and the men of Wagner were seen on the road to the lake.",
    "Nobody at the gate wanted to say where the convoy was heading or who had paid for it.",
    "The mayor asked for calm, promised a report by Friday and went back into the town hall.",
)


def html(title: str, *paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f"<head><title>{title}</title>{head}</head>"
    return f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>"


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with newsstand() as found:
        yield found


async def test_a_page_read_again_and_again_keeps_its_own_words(stand: Newsstand) -> None:
    wagner, feed = await stand.subscribe("Wagner"), await stand.add()
    link = stand.page("/1", html("Depot", *PARAGRAPHS))
    told = []
    for teaser in ("", "First words.", "Other words.", "Third words."):
        stand.publish(item("1", "Depot", link, teaser))
        await stand.poll(feed)
        (article,) = await stand.articles()
        told.append((len(article.text), await stand.hits(wagner)))
    assert told == [(len("\n".join(PARAGRAPHS)), [1])] * 4


async def test_other_pages_read_in_between_do_not_make_a_page_repeat_itself(
    stand: Newsstand,
) -> None:
    wagner, feed = await stand.subscribe("Wagner"), await stand.add()
    link = stand.page("/1", html("Depot", *PARAGRAPHS))
    others = [
        stand.page(f"/o{n}", html(f"Other {n}", *(f"{n} {text[40:]}" for text in PARAGRAPHS[:2])))
        for n in range(4)
    ]
    for number, other in enumerate(others):
        stand.publish(item("1", "Depot", link, f"{number}."), item(other, f"Other {number}", other))
        await stand.poll(feed)
    texts = {article.title: article.text for article in await stand.articles()}
    assert texts["Depot"] == "\n".join(PARAGRAPHS)
    assert len(await stand.hits(wagner)) == 5


async def test_one_article_under_several_addresses_does_not_make_its_words_the_sites(
    stand: Newsstand,
) -> None:
    wagner, feed = await stand.subscribe("Wagner"), await stand.add()
    link = stand.page("/1", html("Depot", *PARAGRAPHS))
    for number in range(4):
        stand.publish(item("1", "Depot", f"{link}?version={number}", f"{number}."))
        await stand.poll(feed)
    assert {article.text for article in await stand.articles()} == {"\n".join(PARAGRAPHS)}
    assert 1 in await stand.hits(wagner)


FOOT = "This harbour page is made by volunteers who also run the lifeboat and the small library."


def page_with_foot(number: int) -> str:
    mark = "xyz"[number]
    return html(f"Depot {mark}", *(f"{mark} {text}" for text in PARAGRAPHS), FOOT)


@pytest.mark.parametrize(("tenant", "kept"), [("", False), ("discord:1", True)])
async def test_only_the_operators_feeds_teach_what_a_host_repeats(
    stand: Newsstand, tenant: str, kept: bool
) -> None:
    feed = await stand.add(tenant=tenant)
    for number in range(3):
        link = stand.page(f"/{number}", page_with_foot(number))
        stand.publish(item(str(number), f"Depot {number}", link))
        await stand.poll(feed)
    assert (FOOT in (await stand.articles())[-1].text) is kept


async def test_pages_of_one_batch_show_what_their_host_repeats(stand: Newsstand) -> None:
    feed = await stand.add(tenant="discord:1")
    links = [stand.page(f"/{number}", page_with_foot(number)) for number in range(3)]
    stand.publish(*(item(link, f"Depot {number}", link) for number, link in enumerate(links)))
    await stand.poll(feed)
    texts = [article.text for article in await stand.articles()]
    assert len(texts) == 3
    assert not any(FOOT in text for text in texts)
    assert all("convoy was heading" in text for text in texts)


async def test_a_memory_that_would_take_most_of_a_text_takes_nothing(stand: Newsstand) -> None:
    feed = await stand.add()
    for number in range(4):
        link = stand.page(f"/{number}", html(f"Notice {'xyzu'[number]}", *PARAGRAPHS))
        stand.publish(item(str(number), f"Notice {'xyzu'[number]}", link))
        await stand.poll(feed)
    assert {article.text for article in await stand.articles()} == {"\n".join(PARAGRAPHS)}


SHORT = (
    "The men of Wagner left the northern depot on Monday, said the harbour office in a short note "
    "that named neither their number nor the place where the trucks are heading now. "
    "The mayor asked for calm and promised a report by Friday; the road to the lake stays shut "
    "until then, and the school bus takes the long way round by the mill and the old quarry."
)


@pytest.mark.parametrize("teaser", ["A convoy.", "", "Trucks left the depot, said the office."])
async def test_a_short_page_that_tells_more_is_kept(stand: Newsstand, teaser: str) -> None:
    wagner, feed = await stand.subscribe("Wagner"), await stand.add()
    assert len(SHORT) < 400
    stand.publish(item("1", "Depot", stand.page("/1", html("Depot", SHORT)), teaser))
    await stand.poll(feed)
    assert (await stand.articles())[0].text == SHORT
    assert (await stand.hits(wagner), await stand.alerts()) == ([1], 1)


@pytest.mark.parametrize(
    ("query", "teaser", "text"),
    [
        (
            "瓦格纳",
            "车队。",
            "瓦格纳的人星期一离开了北部的仓库,港务局在简短的通告中说道路暂时关闭。",
        ),
        (
            "ワグネル",
            "車列。",
            "ワグネルの隊員は月曜日に北部の倉庫を離れたと港湾局が短い声明で述べた。",
        ),
        ("บาค", "ขบวนรถ", "บาค นำคนออกจากคลังสินค้าทางเหนือเมื่อวันจันทร์ สำนักงานท่าเรือกล่าวในประกาศสั้น"),
    ],
)
async def test_scripts_without_blanks_are_measured_fairly(
    stand: Newsstand, query: str, teaser: str, text: str
) -> None:
    watch, feed = await stand.subscribe(query), await stand.add()
    stand.publish(item("1", "1", stand.page("/1", html("1", text)), teaser))
    await stand.poll(feed)
    assert text in (await stand.articles())[0].text
    assert await stand.hits(watch) == [1]


async def test_a_stubs_scraps_do_not_replace_a_feeds_text(stand: Newsstand) -> None:
    feed = await stand.add()
    told = "Wagner left the northern depot on Monday; the mayor asks for calm and a report."
    scraps = (
        "The start of a long article about the harbour and about all of its many trucks.",
    ) * 3
    wall = "Subscribe to continue reading"
    stand.publish(item("1", "Depot", stand.page("/1", html("Depot", *scraps, wall)), told))
    await stand.poll(feed)
    assert (await stand.articles())[0].text == told


LONG = " ".join(f"Word{n} follows word{n} on the long road to the harbour." for n in range(12))


@pytest.mark.parametrize(
    ("title", "link", "count"),
    [
        ("Wagner takes the bridge", "/2", 2),
        ("Wagner in the depot", "/2", 1),
        ("Wagner: what we know", "/1", 1),
        ("Wagner: what we know", "/1?utm_source=rss", 1),
        ("Wagner: what we know", "", 1),
    ],
)
async def test_a_guid_with_another_link_and_title_is_another_article(
    stand: Newsstand, title: str, link: str, count: int
) -> None:
    await stand.subscribe("Wagner")
    feed = await stand.add()
    stand.publish(item("7", "Wagner in the depot", stand.url("/1"), f"One. {LONG}"))
    await stand.poll(feed)
    other = " ".join(f"Bridge{n} spans river{n} where men{n} of the ferry wait." for n in range(12))
    stand.publish(item("7", title, stand.url(link) if link else "", other))
    reports = [await stand.poll(feed), await stand.poll(feed)]
    titles = [article.title for article in await stand.articles()]
    assert titles == (["Wagner in the depot", title] if count == 2 else [title])
    assert [report.new for report in reports] == [count - 1, 0]
    assert await stand.alerts() == count


async def test_a_guid_that_goes_back_and_forth_brings_nothing_twice(stand: Newsstand) -> None:
    feed = await stand.add()
    one = item("7", "The depot", stand.url("/1"), f"One. {LONG}")
    two = item("7", "The bridge", stand.url("/2"), f"Two. {LONG[::-1]}")
    new = []
    for items in ([one], [two], [one], [one, two], [two, one], [two], [one]):
        stand.publish(*items)
        new.append((await stand.poll(feed)).new)
    assert new == [1, 1, 0, 0, 0, 0, 0]
    assert [article.title for article in await stand.articles()] == ["The depot", "The bridge"]


@pytest.mark.parametrize("title", ["", "Alert", "Alert {n}"])
@pytest.mark.parametrize("link", ["", "/", "/{n}"])
async def test_every_item_of_a_document_with_one_guid_is_taken_once(
    stand: Newsstand, title: str, link: str
) -> None:
    feed = await stand.add()

    def one(n: int) -> str:
        address = stand.url(link.format(n=n)) if link else ""
        return item("same", title.format(n=n), address, f"{n}{n}{n} {LONG}")

    stand.publish(one(1))
    new = [(await stand.poll(feed)).new]
    stand.publish(*(one(n) for n in (4, 3, 2, 1)))
    new += [(await stand.poll(feed)).new, (await stand.poll(feed)).new]
    assert new == [1, 3, 0]


@pytest.mark.parametrize("guid", ["6", "2024", "1", "20 November"])
async def test_an_item_without_a_date_is_alerted_whatever_its_guid(
    stand: Newsstand, guid: str
) -> None:
    await stand.subscribe("Wagner")
    feed = await stand.add()
    stand.publish(item("0", "Nothing", stand.url("/0"), LONG))
    await stand.poll(feed)
    stand.publish(item(guid, "Wagner in the depot", stand.url("/2019/05/06/1"), LONG[::-1]))
    await stand.poll(feed)
    assert await stand.alerts() == 1
    assert (await stand.articles())[-1].published == stand.rig.now


async def test_a_day_in_an_address_makes_no_item_old(stand: Newsstand) -> None:
    await stand.subscribe("Wagner")
    feed = await stand.add()
    stand.publish(item("0", "Nothing", stand.url("/0"), LONG))
    await stand.poll(feed)
    stand.publish(item("1", "Depot", stand.page("/2019/05/06/1", html("Depot", SHORT))))
    await stand.poll(feed)
    assert (await stand.articles())[-1].published == stand.rig.now
    assert await stand.alerts() == 1


RUSSIAN = (
    "Наёмники «Вагнера» покинули базу на севере страны. Губернатор сообщил, что дорога закрыта."
)
POLISH = (
    "Najemnicy Wagnera opuścili bazę na północy kraju. Żołnierze mówią, że droga jest zamknięta."
)
CHARSETS = [
    ("windows-1251", "cp1251", RUSSIAN, "Вагнера"),
    ("Windows-1251", "cp1251", RUSSIAN, "Вагнера"),
    ("x-cp1251", "cp1251", RUSSIAN, "Вагнера"),
    ("koi8-r", "koi8-r", RUSSIAN.replace("«", "").replace("»", ""), "Вагнера"),
    ("iso-8859-2", "iso8859-2", POLISH, "północy"),
    (
        "shift_jis",
        "cp932",
        "傭兵部隊ワグネルは北部の基地を離れた。知事は道路が閉鎖されると述べた。",
        "ワグネル",
    ),
    (
        "x-sjis",
        "cp932",
        "傭兵部隊ワグネルは北部の基地を離れた。知事は道路が閉鎖されると述べた。",
        "ワグネル",
    ),
    (
        "iso-2022-jp",
        "iso2022_jp",
        "傭兵部隊ワグネルは北部の基地を離れた。知事は述べた。",
        "ワグネル",
    ),
    ("gb2312", "gb18030", "瓦格纳雇佣军离开了北部的基地。省长表示,道路将关闭到星期一。", "瓦格纳"),
    ("gbk", "gb18030", "瓦格纳雇佣军离开了北部的基地。省长表示,道路将关闭到星期一。", "瓦格纳"),
    ("big5", "big5", "瓦格納僱傭軍離開了北部的基地。省長表示,道路將關閉到星期一。", "瓦格納"),
    (
        "euc-kr",
        "cp949",
        "바그너 용병들이 북부 기지를 떠났다. 주지사는 도로가 폐쇄된다고 밝혔다.",
        "바그너",
    ),
    (
        "iso-8859-1",
        "cp1252",
        "Les mercenaires de Wagner ont quitté la base « hier » – l’été.",
        "quitté",
    ),
    ("utf-8", "utf-8", RUSSIAN, "Вагнера"),
]


@pytest.mark.parametrize("where", ["header", "meta", "pragma"])
@pytest.mark.parametrize(("label", "codec", "text", "query"), CHARSETS)
async def test_a_page_is_read_in_the_charset_that_it_is_said_to_have(
    where: str, label: str, codec: str, text: str, query: str
) -> None:
    head = {
        "header": "",
        "meta": f"<meta charset='{label}'>",
        "pragma": f'<meta http-equiv="Content-Type" content="text/html; charset={label}">',
    }[where]
    page = html("1", text, head=head).encode(codec)
    reading = read_with_lines(page, charset=label if where == "header" else "")
    assert reading.page.text == text
    assert query in text


@pytest.mark.parametrize("label", ["windows-1251", '"windows-1251"', "CP1251"])
async def test_the_headers_charset_reaches_the_reader_of_pages(
    stand: Newsstand, label: str
) -> None:
    wagner, feed = await stand.subscribe("Вагнера"), await stand.add()
    page = html("База", RUSSIAN).encode("cp1251")
    link = stand.page("/1", page, f"text/html; charset={label}")
    stand.publish(item("1", "1", link))
    await stand.poll(feed)
    assert (await stand.articles())[0].text == RUSSIAN
    assert await stand.hits(wagner) == [1]


@pytest.mark.parametrize(
    ("page", "told", "text"),
    [
        (b"\xef\xbb\xbf" + html("1", RUSSIAN).encode(), "windows-1251", RUSSIAN),
        (html("1", RUSSIAN, head="<meta charset=utf-8>").encode("cp1251"), "windows-1251", RUSSIAN),
        (html("1", RUSSIAN, head="<meta charset=windows-1251>").encode("cp1251"), "utf-8", RUSSIAN),
        (html("1", RUSSIAN, head="<meta charset=utf-8>").encode(), "iso-8859-1", RUSSIAN),
        (html("1", RUSSIAN).encode("cp1251"), "", RUSSIAN),
        (html("1", POLISH).encode("iso8859-2"), "no-such-label", POLISH),
        (html("1", RUSSIAN).encode("cp1251"), "utf-7", RUSSIAN),
    ],
)
async def test_mark_then_header_then_meta_then_detection(page: bytes, told: str, text: str) -> None:
    assert read_with_lines(page, charset=told).page.text == text


META = '<meta http-equiv="refresh" content="{}">'
ONWARD = [
    META.format("0; url=/end"),
    META.format("0;URL='/end'"),
    META.format("2, url = /end"),
    META.format("0; /end").replace("refresh", "Refresh"),
    META.format("0.5;url=&quot;/end&quot;"),
    META.format("url=/end").upper().replace("/END", "/end"),
    f"<noscript>{META.format('1;url=end')}</noscript>",
    f'<base href="/deep/">{META.format("0;url=../end")}',
    "<script>location.replace('/end');</script>",
    '<script>window.location.replace( "/end" )</script>',
    '<script type="text/javascript">//<![CDATA[\nlocation.href = "/end";\n//]]></script>',
    "<script>window.location='\\/end'</script>",
    "<script>document.location.assign('/end')</script>",
    "<script>setTimeout(function(){ top.location.href = '/end?if=1#a' }, 1000)</script>",
    "<script>setTimeout(\"location.href='/end'\", 2000);</script>",
    "<body onload=\"self.location='/end'\">",
]
NOT_ONWARD = [
    META.format("300; url=/end"),
    META.format("5"),
    META.format("0; url=javascript:alert(1)"),
    META.format("0; url=/start"),
    "<script>if (old) location.replace('/end');</script>",
    "<script>button.addEventListener('click', () => { location.href = '/end' })</script>",
    "<script>location.href = '/end?' + id;</script>",
    "<script>var location = '/end';</script>",
    "<script>setTimeout(function(){ location.href = '/end' }, 60000)</script>",
    f"<script>{'a();' * 400} location.href = '/end';</script>",
    "<script>x = location.href == '/end'</script>",
]


@pytest.mark.parametrize("sign", ONWARD)
def test_a_page_that_only_sends_on_says_where(sign: str) -> None:
    found = read_with_lines(
        f"<html><head>{sign}</head><body>One moment.</body></html>", "https://x.example/start"
    )
    assert found.onward.partition("#")[0].partition("?")[0] == "https://x.example/end"


@pytest.mark.parametrize("sign", NOT_ONWARD)
def test_what_waits_or_asks_or_leads_nowhere_is_not_followed(sign: str) -> None:
    page = f"<html><head>{sign}</head><body>One moment.</body></html>"
    assert read_with_lines(page, "https://x.example/start").onward == ""


def test_a_page_with_a_text_of_its_own_is_not_left() -> None:
    page = html("Depot", *PARAGRAPHS, head=META.format("0;url=/end"))
    assert read_with_lines(page, "https://x.example/start", refresh="0;url=/end").onward == ""


def test_worst_scripts_and_headers_take_no_time() -> None:
    begun = time.process_time()
    for worst in ("location" * 100, "'" * 1000, "/*" * 500, " " * 1000, "location.href='" * 60):
        read_with_lines(
            f"<script>{worst}</script><p>x</p>", "https://x.example/", refresh=worst * 4
        )
        read_with_lines(f"<p>x</p>{META.format(worst * 8)}", "https://x.example/")
    assert time.process_time() - begun < 2


async def test_a_page_that_sends_on_is_followed_and_the_entrys_link_shown(stand: Newsstand) -> None:
    wagner, feed = await stand.subscribe("Wagner"), await stand.add()
    stand.page("/end", html("Depot", SHORT))
    stand.page("/middle", ONWARD[8])
    stand.page("/meta", META.format("0;url=/middle"))
    stand.answers["/header"] = Answer(b"", headers={"Refresh": "0; url=/end"})
    for number, path in enumerate(("/meta", "/header", "/end")):
        stand.publish(item(str(number), f"Depot {'xyz'[number]}", stand.url(path)))
        await stand.poll(feed)
    articles = await stand.articles()
    assert [article.text for article in articles] == [SHORT] * 3
    assert [article.url for article in articles] == [
        stand.url(path) for path in ("/meta", "/header", "/end")
    ]
    assert await stand.hits(wagner) == [1, 2, 3]


async def test_circles_end_and_what_lies_behind_two_steps_is_not_asked_for(
    stand: Newsstand,
) -> None:
    feed = await stand.add()
    for here, there in (("a", "b"), ("b", "a"), ("1", "2"), ("2", "3"), ("3", "4"), ("4", "5")):
        stand.page(f"/{here}", META.format(f"0;url=/{there}"))
    stand.publish(item("1", "Circle", stand.url("/a")), item("2", "Chain", stand.url("/1")))
    await stand.poll(feed)
    assert len(await stand.articles()) == 2
    assert stand.asked.count("/a") == stand.asked.count("/b") == 1
    assert "/3" in stand.asked
    assert "/4" not in stand.asked


async def test_the_guard_stands_before_what_a_page_sends_on_to(stand: Newsstand) -> None:
    feed = await stand.add()
    links = [
        stand.page(f"/{n}", META.format(f"0;url={to}"))
        for n, to in enumerate(("http://10.0.0.1/", "http://[::1]:9/", "http://169.254.169.254/"))
    ]
    stand.publish(*(item(str(n), f"Item {n}", link) for n, link in enumerate(links)))
    assert (await stand.poll(feed)).new == 3
    assert (await stand.rig.store.archive.counts())["pages_unread"] == 3


async def test_a_feeds_own_line_is_in_no_summary_but_can_be_matched(stand: Newsstand) -> None:
    motto = "Le Phare lives by its readers: each subscription counts."
    counts, feed = await stand.subscribe("subscription"), await stand.add(primed=False)
    news = [f"The {what} of the harbour is shut, and nobody knows why." for what in "abcde"]
    stand.publish(*(item(text, text[:5], "", f"{text} {motto}") for text in news[:4]))
    await stand.poll(feed)
    wagner = await stand.subscribe("Wagner")
    told = "The men of Wagner left the northern depot on Monday, said the harbour office."
    stand.publish(item("w", "Depot", stand.url("/w"), f"{told} {motto} The road stays shut."))
    await stand.poll(feed)
    assert await stand.hits(wagner) == [5]
    assert 5 in await stand.hits(counts)
    shown = [await stand.card(number) for number in (1, 2)]
    assert any(told in text and motto not in text for text in shown)
