"""What a measure gives: processor time, ours beside a peer's."""

from __future__ import annotations

from dataclasses import dataclass

NO_PEER = "no peer here (make peers)"


@dataclass(frozen=True)
class Timing:
    """Processor time, ours and a peer's; the ratio says how often ours fits in."""

    name: str
    ours: float
    peer: float
    who: str
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.peer / self.ours if self.ours else 0.0
