"""The command line on the sample newsroom, every call a process of its own."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo.newsroom import WATCHES, expected_labels
from tests.fakes.books import file_adds_up
from tests.fakes.staged import StagedNewsroom
from tests.scenario.process import call, end, feed_toml, start, write_config

SCRIPT = """
import json, sys
from bot.cli import main
for words in json.loads(sys.argv[2]):
    try:
        main(["--config", sys.argv[1], "--json", *words])
    except SystemExit as end:
        if end.code:
            raise
"""


@dataclass
class Desk:
    """A newsroom and the configuration that reads it."""

    newsroom: StagedNewsroom
    config: Path
    folder: Path

    async def once(self) -> Any:
        return await call(self.config, "once", "--all")

    async def ask_all(self, *commands: list[str]) -> list[Any]:
        """Run commands one after the other in one process; give what each wrote."""
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", SCRIPT, str(self.config), json.dumps(commands)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await child.communicate()
        assert child.returncode == 0, err.decode()
        return [json.loads(line) for line in out.splitlines()]


def _watch_toml() -> str:
    lines = []
    for watch in WATCHES:
        sense = f'sense = "{watch.sense.value}"' if watch.sense else ""
        name, query = json.dumps(watch.name), json.dumps(watch.query)
        lines.append(f"[[watchlists]]\nname = {name}\nquery = {query}\n{sense}\n")
    return "".join(lines)


@asynccontextmanager
async def _desk(folder: Path, *outlets: str) -> AsyncIterator[Desk]:
    async with StagedNewsroom(datetime.now(UTC)) as newsroom:
        feeds = "".join(
            feed_toml(feed.name, feed.url, language=feed.language)
            + f"full_text = {str(feed.full_text).lower()}\n"
            for feed in newsroom.feeds
            if not outlets or feed.outlet in outlets
        )
        yield Desk(newsroom, write_config(folder, feeds + _watch_toml()), folder)
    if (database := folder / "data" / "wirebell.db").exists():
        file_adds_up(database)


async def _fails(config: Path, *words: str, given: bytes = b"") -> tuple[int, str]:
    """Run a command that has to fail; give its status and the line it ends with."""
    child = await asyncio.create_subprocess_exec(
        *_command(config, *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _out, err = await child.communicate(given)
    assert b"Traceback" not in err, err.decode()
    return child.returncode or 0, err.decode().strip()


def _command(config: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "bot", "--config", str(config), "--json", *words]


def _texts(card: dict[str, Any]) -> str:
    parts = [card["title"], *card["body"], card["footer"], *card["fields"].values()]
    return "\n".join(parts + [f"{item['title']} {item['body']}" for item in card["items"]])


async def test_the_whole_job_from_first_read_to_every_question(tmp_path: Path) -> None:
    async with _desk(tmp_path) as desk:
        first = await desk.once()
        assert (first["alerts"], first["feeds"]["failed"]) == ([], 0)
        assert first["entries"]["new"] > 20
        live = desk.newsroom.advance()
        second = await desk.once()
        assert second["entries"]["new"] == len(live)
        _check_alerts(desk.newsroom, second["alerts"])
        third = await desk.once()
        assert (third["entries"]["new"], third["alerts"]) == (0, [])
        assert third["feeds"]["unchanged"] == third["feeds"]["polled"]
        await _check_questions(desk, second["alerts"])
        await _check_keeping(desk)


def _check_alerts(newsroom: StagedNewsroom, alerts: list[dict[str, Any]]) -> None:
    wanted = expected_labels()
    assert {alert["kind"] for alert in alerts} == {"alert"}
    told = [{newsroom.url(member) for member in members} for members in wanted.stories.values()]
    for watch, articles in wanted.alerts.items():
        mine = [card for card in alerts if card["fields"]["Watch"].startswith(f"{watch} ·")]
        urls = {newsroom.url(article) for article in articles}
        stories = [story for story in told if story & urls]
        assert len(mine) == len(stories), watch
        for card in mine:
            named = {card["url"], *card["links"].values()} - {""}
            assert named <= urls, watch
    [missiles] = [card for card in alerts if card["fields"]["Watch"].startswith("Corée du Nord")]
    outlets = {missiles["fields"]["Source"].split(" · ")[0], *missiles["links"]}
    assert len(outlets) == len(wanted.stories["missiles"])
    [clause] = [card for card in alerts if card["fields"]["Watch"].startswith("Wagner")]
    assert wanted.quotes["mine-de-bria"] in _texts(clause)
    shown = "\n".join(map(_texts, alerts))
    assert [phrase for phrase in wanted.boilerplate if phrase in shown] == []


async def _check_questions(desk: Desk, alerts: list[dict[str, Any]]) -> None:
    missiles = next(card for card in alerts if "Corée" in card["fields"]["Watch"])
    latest, found, story, why, trend, test, health = await desk.ask_all(
        ["latest"],
        ["search", "Corée du Nord"],
        ["story", str(missiles["story"])],
        ["why", str(missiles["delivery"])],
        ["trend", "Ports"],
        ["watch", "test", "grève NEAR/5 ports", "--days", "3"],
        ["health"],
    )
    assert len(latest["items"]) == 5
    assert {item["url"] for item in found["items"]} & {missiles["url"], *missiles["links"].values()}
    assert story["fields"]["Outlets"] == "3"
    assert why["title"] == f"Why: {missiles['title']}"
    assert why["fields"]["Watch"] == "Corée du Nord"
    assert trend["fields"]["Stories"] == "2"
    assert len(trend["body"][0]) == 14
    assert test["fields"]["Alerts"] == "2"
    assert health["fields"]["Feeds"] == "5 / 5"
    assert int(health["fields"]["Sent"]) == len(alerts)


async def _check_keeping(desk: Desk) -> None:
    target = desk.folder / "copy.db"
    saved, checked = await desk.ask_all(["db", "backup", str(target)], ["db", "check"])
    assert checked == {"problems": []}
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT count(*) FROM articles").fetchone()[0] > 40
    copy.close()
    assert saved["bytes"] > 100_000
    live = desk.folder / "data" / "wirebell.db"
    status, line = await _fails(desk.config, "db", "backup", str(live))
    assert (status, "is the database itself" in line) == (1, True)


async def test_feeds_and_watches_are_managed_by_commands(tmp_path: Path) -> None:
    async with _desk(tmp_path, "courrier") as desk:
        opml = desk.folder / "feeds.opml"
        opml.write_text(_opml(desk.newsroom), encoding="utf-8")
        count = len(desk.newsroom.feeds)
        await desk.ask_all(["config", "apply", "--yes"])
        feeds, added, again, saved, listed, here, there, gone, removed = await desk.ask_all(
            ["feeds", "list"],
            ["feeds", "import", str(opml)],
            ["feeds", "import", str(opml)],
            ["watch", "add", "Sénégal", "--urgent"],
            ["watch", "list"],
            ["subscribe", "Sénégal"],
            ["subscribe", "slack:C42", "Sénégal", "--mode", "daily"],
            ["unsubscribe", "slack:C42", "senegal"],
            ["watch", "remove", "senegal"],
        )
        await _export_and_import_elsewhere(desk, count)
    assert [item["name"] for item in feeds] == ["Le Courrier du Soir"]
    assert added == {"found": count, "added": count - 1, "known": 1, "left_out": []}
    assert again["added"] == 0
    assert saved["title"] == "Watching: Sénégal"
    assert "sénégalais" in saved["fields"]["Also found as"]
    assert [item["body"] for item in listed["items"] if item["title"] == "Sénégal"] == [
        "Sénégal · urgent"
    ]
    assert here["title"] == "Subscribed: Sénégal"
    assert there["fields"] == {"Channel": "slack:C42", "Mode": "daily at 08:00"}
    assert gone["title"] == "Unsubscribed"
    assert removed["title"] == "No longer watching: Sénégal"


async def _export_and_import_elsewhere(desk: Desk, count: int) -> None:
    child = await start(desk.config, "feeds", "export")
    out, _err = await child.communicate()
    other = desk.folder / "other"
    other.mkdir()
    (other / "feeds.opml").write_bytes(out)
    config = write_config(other, "")
    assert (await call(config, "feeds", "import", str(other / "feeds.opml")))["added"] == count
    [here], there = await desk.ask_all(["feeds", "list"]), await call(config, "feeds", "list")
    assert [(item["url"], item["name"]) for item in there] == [
        (item["url"], item["name"]) for item in here
    ]


def _opml(newsroom: StagedNewsroom) -> str:
    rows = "".join(
        f'<outline type="rss" text="{feed.name}" xmlUrl="{feed.url}"/>' for feed in newsroom.feeds
    )
    return f'<opml version="2.0"><head/><body><outline text="News">{rows}</outline></body></opml>'


async def test_a_feed_that_brings_its_archive_again_posts_three_and_a_notice(
    tmp_path: Path,
) -> None:
    async with _desk(tmp_path, "northgate") as desk:
        desk.newsroom.fill_archive("northgate", 100)
        assert (await desk.once())["alerts"] == []
        assert desk.newsroom.republish_under_new_guids("northgate", 100) == 100
        again = await desk.once()
        kinds = [card["kind"] for card in again["alerts"]]
        assert kinds.count("alert") <= 3
        assert kinds.count("notice") <= 1
        desk.newsroom.publish(
            "northgate", "Cement plant reopens", "The cement plant reopens today."
        )
        fresh = await desk.once()
        assert [card["title"] for card in fresh["alerts"]] == ["Cement plant reopens"]


async def test_old_items_that_were_never_read_post_three_and_a_notice(tmp_path: Path) -> None:
    async with _desk(tmp_path, "northgate") as desk:
        await desk.once()
        desk.newsroom.fill_archive("northgate", 100)
        late = await desk.once()
        kinds = [card["kind"] for card in late["alerts"]]
        assert (kinds.count("alert"), kinds.count("notice")) == (3, 1)
        health = (await desk.ask_all(["health"]))[0]
        assert health["fields"]["Late news kept without an alert"] == "97"


async def test_a_correction_is_read_and_changes_the_alert_once(tmp_path: Path) -> None:
    async with _desk(tmp_path, "courrier") as desk:
        await desk.once()
        name = desk.newsroom.publish("courrier", TITLE, "Le ciment manque.")
        assert [card["kind"] for card in (await desk.once())["alerts"]] == ["alert"]
        desk.newsroom.revise(name, title=f"{TITLE} et Quimper")
        revised = await desk.once()
        assert (revised["entries"]["new"], revised["alerts"]) == (0, [])
        found = (await desk.ask_all(["search", "Quimper"]))[0]
        assert [item["title"] for item in found["items"]] == [f"{TITLE} et Quimper"]
        [sent] = _rows(desk, "SELECT state, attempts FROM deliveries WHERE kind = 'edit'")
        assert sent == ("sent", 1)


def _rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(desk.folder / "data" / "wirebell.db")
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


async def test_a_feed_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    async with _desk(tmp_path, "courrier", "northgate") as desk:
        desk.newsroom.break_down("courrier", 503)
        first = await desk.once()
        assert first["feeds"] == {"polled": 2, "unchanged": 0, "failed": 1}
        [problem] = first["problems"]
        assert "503" in problem["reason"]
        feeds, health = await desk.ask_all(["feeds", "list"], ["health"])
        [bad] = [item for item in feeds if item["state"] != "active"]
        assert (bad["name"], bad["state"]) == ("Le Courrier du Soir", "failing")
        assert bad["last_error"] == problem["reason"]
        assert health["fields"]["Feeds"] == "1 / 2"
        assert "Le Courrier du Soir" in {item["title"] for item in health["items"]}
        desk.newsroom.mend("courrier")
        assert (await desk.once())["feeds"]["failed"] == 0
        assert ((await desk.ask_all(["health"]))[0])["title"] == "All is well"


async def test_only_one_process_runs_on_a_database(tmp_path: Path) -> None:
    async with _desk(tmp_path, "courrier") as desk:
        running = await start(desk.config, "run")
        assert running.stderr is not None
        while b"running" not in await asyncio.wait_for(running.stderr.readline(), 30):
            pass
        status, line = await _fails(desk.config, "once")
        assert status == 1
        assert line.splitlines()[-1].startswith("error: another Wirebell process is running on")
        assert (await desk.ask_all(["feeds", "list"]))[0][0]["name"] == "Le Courrier du Soir"
        assert (await desk.ask_all(["feeds", "poll", "Le Courrier du Soir"]))[0] == {"asked": True}
        await end(running)


TITLE = "Le ciment manque à Brest"
CUT = b'{"id": "1", "title": "Le ciment", "content": "Le ciment manq'
LINE = b'{"id": "1", "title": "Le ciment", "content": "Le ciment manque."}\n'
BAD = [
    (b"", "empty"),
    (b"  \n\n", "empty"),
    (b"\x89PNG\r\n\x1a\n\0\0\xff\xfe", "line 1"),
    (CUT, "line 1"),
    (LINE + CUT, "line 2"),
    (LINE + b"[1, 2]\n", "line 2"),
    (LINE * 2 + b'{"id": 3, "title": ["a"]}\n', "line 3"),
]


@pytest.mark.parametrize(
    "words",
    [
        ("match", "--watch", "ciment"),
        ("stories",),
        ("summarize", "--jsonl"),
        ("extract", "--jsonl"),
    ],
    ids=lambda words: words[0],
)
async def test_bad_lines_end_with_status_2_and_say_where(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    config = write_config(tmp_path, "")
    ends = await asyncio.gather(*(_fails(config, *words, given=given) for given, _said in BAD[::2]))
    for (status, line), (_given, said) in zip(ends, BAD[::2], strict=True):
        first = "line 1" if words[0] == "extract" and said != "empty" else said
        assert (status, len(line.splitlines())) == (2, 1), line
        assert first in line


async def test_bad_lines_of_every_kind(tmp_path: Path) -> None:
    config = write_config(tmp_path, "")
    for given, said in BAD[1::2]:
        status, line = await _fails(config, "match", "--watch", "ciment", given=given)
        assert (status, len(line.splitlines())) == (2, 1), line
        assert said in line


@pytest.mark.parametrize("command", ["extract", "summarize"])
async def test_bad_files_end_with_status_2(tmp_path: Path, command: str) -> None:
    config = write_config(tmp_path, "")
    for given in (b"", b"\0\1\2\xff" * 100):
        status, line = await _fails(config, command, "-", given=given)
        assert (status, len(line.splitlines())) == (2, 1), line
    status, line = await _fails(config, command, str(tmp_path / "missing.html"))
    assert (status, "cannot read" in line) == (2, True)
    for address in ("http://paper.example/a", "HTTPS://paper.example/b?c=d"):
        status, line = await _fails(config, command, address)
        assert (status, f"{address.lower()} is an address" in line.lower()) == (2, True), line
        assert "curl" in line


async def test_an_address_that_is_a_feed_is_discovered_as_that(tmp_path: Path) -> None:
    async with _desk(tmp_path) as desk:
        urls = [feed.url for feed in desk.newsroom.feeds]
        found = await desk.ask_all(*(["feeds", "discover", url] for url in urls))
        site = desk.newsroom.base
        (declared,) = await desk.ask_all(["feeds", "discover", site])
    assert [[(row["url"], row["kind"]) for row in rows] for rows in found] == [
        [(url, "itself")] for url in urls
    ]
    assert all(row["title"] for rows in found for row in rows)
    assert "itself" not in {row["kind"] for row in declared}


async def test_a_query_that_cannot_be_read_ends_with_status_2(tmp_path: Path) -> None:
    config = write_config(tmp_path, "")
    status, line = await _fails(config, "watch", "add", "ciment AND (béton")
    assert (status, line.startswith("error:")) == (2, True)
    status, line = await _fails(config, "why", "77")
    assert (status, "no such alert" in line) == (1, True)
