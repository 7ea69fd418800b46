"""The text of a model file: header, fitted numbers, and below a line what is set by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).resolve().parents[3]
MARK = "# ---- set by hand: `make fit` leaves what follows as it is ----"
WIDTH = 96

Tables = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Fit:
    """One fit: the file it writes, what it learns from, and the numbers it gives by table.

    `about` says how they are fitted. The numbers come rounded so far that they are the same on
    every machine. `ablate` tells line by line what the figures are without each number.
    """

    name: str
    file: Path
    data: tuple[Path, ...]
    about: str
    fitted: Callable[[], Tables]
    ablate: Callable[[], Iterable[str]] | None = None

    def text(self) -> str:
        """Return what the file should hold."""
        return f"{self._header()}\n\n{_toml(self.fitted())}\n{MARK}\n{self.by_hand()}"

    def by_hand(self) -> str:
        """Return what the file holds below the line; nothing when there is no file yet."""
        return self.file.read_text("utf-8").partition(f"{MARK}\n")[2] if self.file.exists() else ""

    def _header(self) -> str:
        command = f"Written by `make fit` (python -m tests.quality.fit {self.name})."
        hashed = f"Learned from {len(self.data)} files of tests/quality, sha256 {digest(self.data)}"
        return "\n".join(f"# {line}" for line in [*wrap(f"{command} {self.about}", WIDTH), hashed])


def digest(files: Iterable[Path]) -> str:
    """Hash files by their paths in the repository and their lines, whatever ends a line."""
    hashed = hashlib.sha256()
    for path in sorted(files):
        name = path.relative_to(ROOT).as_posix()
        hashed.update(f"{name}\0{path.read_text('utf-8')}\0".encode())
    return hashed.hexdigest()[:16]


def _toml(tables: Tables) -> str:
    """Write tables of numbers; a name with a blank or other sign is quoted."""
    return "\n".join(
        f"[{_key(name)}]\n" + "".join(f"{_key(key)} = {value}\n" for key, value in table.items())
        for name, table in tables.items()
    )


def _key(name: str) -> str:
    bare = name.replace("_", "a").replace("-", "a").isalnum() and name.isascii()
    return name if bare else f'"{name}"'
