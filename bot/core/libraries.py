"""Libraries that others load where they find them, though nothing of ours needs them there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Have libraries that are not loaded yet look missing to whoever imports them in this block.

    What can do without them does; afterwards they may be imported as ever.
    """
    absent = [name for name in names if name not in sys.modules]
    # Python's own way to say so: whoever imports it gets a ModuleNotFoundError.
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
