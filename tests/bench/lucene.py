"""Lucene beside our matching: a small Java program that is compiled as it is run.

It needs Java 11 or later and Debian's liblucene8-java; where they are not there is no peer.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

WHO = "Lucene, phrases filed by rarest word"
MISSING = "no Lucene here (apt install default-jdk-headless liblucene8-java)"

_PROGRAM = Path(__file__).parent / "peers" / "Percolator.java"
_JARS = Path("/usr/share/java")
_PARTS = ("core", "memory", "analyzers-common")


def _jars() -> list[Path]:
    """Return the parts of Lucene 8 as Debian packs them; a part that is missing is left out."""
    found = (sorted(_JARS.glob(f"lucene-{part}-8.*.jar")) for part in _PARTS)
    return [jars[-1] for jars in found if jars]


def is_there() -> bool:
    """Tell whether Java, its compiler and Lucene are installed."""
    return bool(shutil.which("javac")) and len(_jars()) == len(_PARTS)


def article(queries: Iterable[str], texts: Iterable[str]) -> tuple[float, int]:
    """Return the milliseconds of processor time of an article, and how many queries hit in all."""
    with TemporaryDirectory() as folder:
        names = [
            _written(Path(folder) / "queries", queries),
            _written(Path(folder) / "texts", texts),
        ]
        command = ["java", "-cp", ":".join(map(str, _jars())), str(_PROGRAM), *map(str, names)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    milliseconds, hits = done.stdout.split()
    return float(milliseconds), int(hits)


def _written(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(" ".join(line.split()) + "\n" for line in lines), "utf-8")
    return path
