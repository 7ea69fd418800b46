"""What comes in is kept: pages' own words, charsets, short pages, pages that send on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.newsstand import Newsstand, item, newsstand

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
