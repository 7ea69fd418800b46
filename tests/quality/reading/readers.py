"""Who reads the same pages: ourselves, trafilatura, and the peers of another environment."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import trafilatura

from bot.feeds.extract.body.tree import page_characters
from bot.feeds.extract.page import extract_article
from tests.conftest import ROOT
from tests.quality.reading.sets import Sample

PEERS = ROOT / "build" / "peers" / "bin" / "python"
DRIVER = ROOT / "tests" / "bench" / "peers" / "drive_readers.py"
ABSENT = "readability-lxml and resiliparse are not here: `make peers` sets them up"


@dataclass(frozen=True)
class Found:
    """What a reader makes of a page, a day as YYYY-MM-DD, and the CPU seconds that it took."""

    text: str
    title: str = ""
    author: str = ""
    day: str = ""
    seconds: float = 0.0


def by_us(sample: Sample) -> Found:
    page = extract_article(sample.html, sample.url)
    day = page.published.date().isoformat() if page.published else ""
    return Found(page.text, page.title, ", ".join(page.authors), day)


def by_fast(sample: Sample) -> Found:
    return _by_trafilatura(sample, fast=True)


def by_fast_text(sample: Sample) -> Found:
    """Read as `by_fast`, but the text alone: what our cost is compared with."""
    return Found(trafilatura.extract(sample.html, fast=True) or "")


def by_exact(sample: Sample) -> Found:
    return _by_trafilatura(sample)


def _by_trafilatura(sample: Sample, **how: Any) -> Found:
    read = trafilatura.bare_extraction(
        sample.html, url=sample.url or None, with_metadata=True, include_comments=False, **how
    )
    if read is None:
        return Found("")
    return Found(read.text or "", read.title or "", read.author or "", read.date or "")


HERE: dict[str, Callable[[Sample], Found]] = {
    "wirebell": by_us,
    "trafilatura fast": by_fast,
    "trafilatura": by_exact,
}


def found_by(name: str, samples: Sequence[Sample]) -> list[Found]:
    """Read every page with a reader of this environment."""
    return [timed(HERE[name], sample) for sample in samples]


def timed(reader: Callable[[Sample], Found], sample: Sample) -> Found:
    """Read a page and measure its CPU seconds."""
    begun = time.process_time()
    found = reader(sample)
    return replace(found, seconds=time.process_time() - begun)


def absent_peers() -> str:
    """Say who is not set up and what sets them up, or ''."""
    return "" if PEERS.exists() else ABSENT


def found_by_peers(samples: Sequence[Sample]) -> dict[str, list[Found]]:
    """Read every page with the peers, handed to them decoded; {} where they are not set up."""
    if not PEERS.exists():
        return {}
    lines = (json.dumps({"html": page_characters(sample.html)}) for sample in samples)
    done = subprocess.run(
        [str(PEERS), str(DRIVER)],
        input="\n".join(lines).encode("utf-8", "replace"),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, list[Found]] = {}
    for line in done.stdout.splitlines():
        for name, values in json.loads(line).items():
            found.setdefault(name, []).append(Found(**values))
    return found
