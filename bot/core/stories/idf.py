"""Running counts of the texts that hold a key, per language, smoothed by a prior."""

from __future__ import annotations

import struct
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from bot.core.model import model_tables

VERSION = 1
"""The form in which counts are stored; another form gets another number."""
PRIOR_TEXTS = model_tables("stories")["counts"]["prior_texts"]
"""Texts that the prior counts for: as many seen texts weigh as much as the prior."""

LIMIT = 400_000
"""Keys counted per language; beyond, counts are halved and the rare ones dropped. By hand: bounds
memory, some 40 MB a language.
"""

Keys = NDArray[np.uint32]
Floats = NDArray[np.float32]


class RunningIdf:
    """Count texts per key and tell how much a key distinguishes."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._texts: dict[str, int] = defaultdict(int)

    def __bool__(self) -> bool:
        """Tell whether any text was counted."""
        return any(self._texts.values())

    def count(self, keys: Keys, language: str, texts: int = 1) -> None:
        """Count one text with its distinct keys, or so many, the keys of one after another's."""
        counts = self._counts[language]
        for key in keys.tolist():
            counts[key] = counts.get(key, 0) + 1
        self._texts[language] += texts
        if len(counts) > LIMIT:
            self._counts[language] = {key: n // 2 for key, n in counts.items() if n > 1}
            self._texts[language] //= 2

    def uncount(self, keys: Keys, language: str) -> None:
        """Take one counted text back."""
        counts = self._counts[language]
        for key in keys.tolist():
            if counts.get(key, 0) > 1:
                counts[key] -= 1
            else:
                counts.pop(key, None)
        self._texts[language] = max(0, self._texts[language] - 1)

    def idf(self, keys: Keys, shares: Floats, language: str) -> Floats:
        """Return the weight of each key: the logarithm of one over its expected share of texts."""
        counts = self._counts[language]
        seen = np.array([counts.get(key, 0) for key in keys.tolist()], dtype=np.float32)
        expected = (seen + PRIOR_TEXTS * shares) / (self._texts[language] + PRIOR_TEXTS)
        idf: Floats = np.maximum(-np.log(expected), np.float32(0.0))
        return idf

    def to_bytes(self) -> bytes:
        """Pack all counts."""
        parts = [struct.pack("<BI", VERSION, len(self._counts))]
        for language, counts in self._counts.items():
            name = language.encode()
            parts.append(struct.pack("<BIQ", len(name), len(counts), self._texts[language]) + name)
            parts.append(np.fromiter(counts.keys(), dtype="<u4", count=len(counts)).tobytes())
            parts.append(np.fromiter(counts.values(), dtype="<u4", count=len(counts)).tobytes())
        return b"".join(parts)

    @staticmethod
    def from_bytes(data: bytes) -> RunningIdf:
        """Unpack counts; raises ValueError for another version or a damaged value."""
        if len(data) < 5 or data[0] != VERSION:
            raise ValueError("these are not counts of a known version")
        idf, offset = RunningIdf(), 5
        for _ in range(struct.unpack_from("<BI", data)[1]):
            try:
                length, size, texts = struct.unpack_from("<BIQ", data, offset)
            except struct.error as error:
                raise ValueError("these counts are damaged") from error
            offset += 13
            language = data[offset : offset + length].decode()
            keys = np.frombuffer(data, "<u4", size, offset + length)
            counts = np.frombuffer(data, "<u4", size, offset + length + keys.nbytes)
            idf._counts[language] = dict(zip(keys.tolist(), counts.tolist(), strict=True))
            idf._texts[language] = texts
            offset += length + 2 * keys.nbytes
        return idf
