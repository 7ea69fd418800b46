"""Compiled watches come from the file beside the database; whatever is wrong with it, none miss."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot.core.match.matcher import Matcher
from bot.core.match.segment import Builder
from bot.core.match.watchset import watch_set
from bot.models import Article
from bot.ports import Store
from bot.service.intake import shelving
from bot.service.intake.live import LiveWatches
from bot.service.intake.shelving import WORTH
from bot.store import watch_file
from bot.store.sqlite.assemble import File, open_store
from bot.store.watch_file import WatchFile
from tests.differential.made import articles, watches
from tests.fakes.compiled import sought
from tests.fakes.desk import eventually
from tests.fakes.rows import START, watch

MADE = [sought(made.query, name=made.name, **made.options) for made in watches(200)]
TOLD = list(articles(40))
SOME = watch_set(MADE)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "wirebell.watches.npz"
    WatchFile(path).keep(SOME)
    return path


def test_what_was_kept_finds_the_same(kept: Path) -> None:
    again = WatchFile(kept).take()
    assert again is not None
    before, after = Matcher(SOME), Matcher(again)
    assert [after.match(one) for one in TOLD] == [before.match(one) for one in TOLD]


def test_it_is_its_owners_and_replaced_as_a_whole(kept: Path) -> None:
    kept.chmod(0o644)
    WatchFile(kept).keep(watch_set(MADE[:5]))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    assert len(WatchFile(kept).take() or ()) == 5


def test_what_another_version_kept_is_not_taken(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_file, "LIBRARIES", watch_file.LIBRARIES[1:])
    assert WatchFile(kept).take() is None


def test_where_it_cannot_be_kept_nothing_is_there_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "x.npz").mkdir()
    WatchFile(tmp_path / "x.npz").keep(SOME)
    WatchFile(tmp_path / "none" / "x.npz").keep(SOME)
    assert [path.name for path in tmp_path.iterdir()] == ["x.npz"]
    assert WatchFile(tmp_path / "x.npz").take() is None
    assert WatchFile(tmp_path / "none" / "x.npz").take() is None


def _cut(path: Path, left: int) -> None:
    os.truncate(path, left)


def _flipped(path: Path, part: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(part * len(data))] ^= 0x10
    path.write_bytes(data)


def _pickled(path: Path) -> None:
    np.savez(path, key=np.array([{"a": 1}], dtype=object), allow_pickle=True)


def _without_key(path: Path) -> None:
    np.savez(path, **{"base.alive": np.ones(3, bool)})


def _one_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.ones(3))


def _one_less(path: Path) -> None:
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()[:-1]}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in held.items():
            new.writestr(name, data)


def _huge_header(path: Path) -> None:
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    name = "base.names.npy"
    held[name] = held[name].replace(b"'shape': (", b"'shape': (9999999", 1)
    with zipfile.ZipFile(path, "w") as new:
        for one, data in held.items():
            new.writestr(one, data)


WRONG: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "empty": lambda path: _cut(path, 0),
    "cut at its start": lambda path: _cut(path, 100),
    "cut in its middle": lambda path: _cut(path, path.stat().st_size // 2),
    "cut at its end": lambda path: _cut(path, path.stat().st_size - 1),
    "garbage": lambda path: path.write_bytes(os.urandom(50_000)) and None,
    "text": lambda path: path.write_text("no watches\n" * 50) and None,
    "objects": _pickled,
    "no key": _without_key,
    "one array": _one_array,
    "a column less": _one_less,
    "a header that lies": _huge_header,
}


@pytest.mark.parametrize("how", WRONG)
def test_whatever_is_wrong_with_it_it_is_not_taken(kept: Path, how: str) -> None:
    WRONG[how](kept)
    assert WatchFile(kept).take() is None


def test_a_flipped_bit_anywhere_is_found_or_changes_nothing(kept: Path) -> None:
    good, matcher = kept.read_bytes(), Matcher(SOME)
    refused = 0
    for step in range(100):
        kept.write_bytes(good)
        _flipped(kept, (step + 0.5) / 100)
        again = WatchFile(kept).take()
        refused += again is None
        if again is not None:
            assert Matcher(again).match(TOLD[0]) == matcher.match(TOLD[0])
            assert list(again.wanted()) == list(SOME.wanted())
    assert refused > 90


# ---- at a start --------------------------------------------------------------------------------


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the queries that are compiled."""
    found: list[str] = []
    add = Builder.add
    monkeypatch.setattr(
        Builder, "add", lambda self, one: (found.append(one.query), add(self, one))[1]
    )
    return found


@pytest.fixture
def store(tmp_path: Path):
    file = File(str(tmp_path / "w.db"))
    file.vouch()
    yield open_store(file)
    file.close()


async def lived(store: Store, path: Path) -> LiveWatches:
    """Live from a start to a stop."""
    live = LiveWatches(store, shelf=WatchFile(path))
    await live.refresh()
    await live.close()
    return live


def hits(live: LiveWatches, text: str) -> list[int]:
    article = Article("1", "s", "", "", text, "", "fr", START)
    return [int(match.watch) for match in live.matcher.match(article)]


async def filled(store: Store) -> list[int]:
    return [
        (await store.watches.save(watch(query=f"mot{at}"), f"mot{at}", origin="chat")).id
        for at in range(WORTH)
    ]


async def test_the_next_start_compiles_only_what_changed_meanwhile(
    store: Store, tmp_path: Path, compiled: list[str]
) -> None:
    path = tmp_path / "w.watches.npz"
    ids = await filled(store)
    await lived(store, path)
    assert (len(compiled), path.exists()) == (WORTH, True)
    compiled.clear()
    await store.watches.save(watch(query="barrage"), "mot5", origin="chat")
    new = await store.watches.save(watch(query="écluse"), "neu", origin="chat")
    bad = await store.watches.save(watch(query="(écluse"), "faux", origin="chat")
    await store.watches.remove(ids[7])
    live = await lived(store, path)
    assert sorted(compiled) == ["(écluse", "barrage", "écluse"]
    assert hits(live, "mot4 mot5 mot7 barrage écluse") == [ids[4], ids[5], new.id]
    assert set(live.broken) == {bad.id}
    await store.watches.save(watch(query="mot7"), "wieder", origin="chat")
    await live.refresh()
    assert len(hits(live, "mot7")) == 1


async def test_without_the_file_all_are_compiled(
    store: Store, tmp_path: Path, compiled: list[str]
) -> None:
    path = tmp_path / "w.watches.npz"
    ids = await filled(store)
    await lived(store, path)
    compiled.clear()
    path.write_bytes(path.read_bytes()[:-10])
    assert hits(await lived(store, path), "mot3") == [ids[3]]
    assert len(compiled) == WORTH
    compiled.clear()
    assert hits(await lived(store, path), "mot3") == [ids[3]]
    assert compiled == []


async def test_what_was_removed_leaves_the_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.watches.npz"
    ids = await filled(store)
    await store.watches.save(watch(query="Zorvelmik"), "neu", origin="chat")
    await lived(store, path)
    assert b"Zorvelmik" in path.read_bytes()
    monkeypatch.setattr(shelving, "LATER", 0.0)
    live = LiveWatches(store, shelf=WatchFile(path))
    await live.refresh()
    await store.watches.save(watch(query="barrage"), "neu", origin="chat")
    await live.refresh()
    await eventually(lambda: b"Zorvelmik" not in path.read_bytes())
    await live.close()
    assert len(WatchFile(path).take() or ()) == WORTH + 1
    for number in ids[:2]:
        await store.watches.remove(number)
    await live.refresh()
    live = LiveWatches(store, shelf=WatchFile(path))
    await live.refresh()
    await eventually(lambda: not path.exists())
    await live.close()


async def test_of_another_database_nothing_is_believed(store: Store, tmp_path: Path) -> None:
    ids = await filled(store)
    path = tmp_path / "w.watches.npz"
    WatchFile(path).keep(watch_set([sought("barrage", name=str(ids[0])), sought("x", name="-1")]))
    live = await lived(store, path)
    assert hits(live, "barrage mot0") == [ids[0]]
    assert hits(live, "barrage x") == []


async def test_few_watches_make_no_file(store: Store, tmp_path: Path) -> None:
    await store.watches.save(watch(query="barrage"), "ciment", origin="chat")
    assert len(hits(await lived(store, tmp_path / "w.watches.npz"), "barrage")) == 1
    assert not (tmp_path / "w.watches.npz").exists()
