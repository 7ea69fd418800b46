"""What is handed in on standard input or as a file: read with errors that say where."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from bot.errors import InputError
from bot.models import Article

MAX_LINE = 20_000_000  # bytes; an article as JSON is far smaller
AN_OBJECT = 'write one object a line, such as {"id": "1", "title": "..."}'


def json_lines(stream: BinaryIO | None = None) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a stream, a line each; raises InputError with the line's number."""
    source = stream or sys.stdin.buffer
    found = False
    for number, raw in enumerate(source, start=1):
        if not raw.strip():
            continue
        found = True
        yield _read_object(raw, number)
    if not found:
        raise InputError(
            "standard input is empty", fix="hand in JSON lines, one object a line, on stdin"
        )


def _read_object(raw: bytes, number: int) -> dict[str, Any]:
    if len(raw) > MAX_LINE:
        raise InputError(f"the line is longer than {MAX_LINE} bytes", line=number)
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        value = json.loads(text, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start + 1} is not UTF-8 text: this looks like binary input", line=number
        ) from None
    except json.JSONDecodeError as error:
        cut = "" if raw.endswith(b"\n") else " (is the last line cut off?)"
        raise InputError(
            f"not JSON at column {error.colno}: {error.msg}{cut}", line=number, fix=AN_OBJECT
        ) from None
    except RecursionError:
        raise InputError("not JSON: nested too deeply", line=number, fix=AN_OBJECT) from None
    except ValueError:
        raise InputError(
            "a number of it has thousands of digits", line=number, fix="write it as text"
        ) from None
    if not isinstance(value, dict):
        raise InputError("a line has to hold a JSON object", line=number, fix=AN_OBJECT)
    _check_whole(value, number)
    return value


def _no_number(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is no number of JSON", name, 0)


def _check_whole(value: dict[str, Any], number: int) -> None:
    """Refuse what could not be written again: half characters, numbers without an end."""
    for key, part in value.items():
        try:
            json.dumps([key, part], ensure_ascii=False, allow_nan=False).encode()
        except UnicodeEncodeError:
            shown = key.encode("ascii", "backslashreplace").decode()[:40]
            raise InputError(
                f'"{shown}" holds half of a character',
                line=number,
                fix="write it as UTF-8, or leave the \\ud800 to \\udfff out",
            ) from None
        except ValueError:
            raise InputError(
                f'"{key[:40]}" holds a number that is too large',
                line=number,
                fix="write it as text",
            ) from None


def number_objects(values: Iterable[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Count objects from 1, for messages about one of them."""
    return enumerate(values, start=1)


def article_of(value: dict[str, Any], number: int, now: datetime) -> Article:
    """Make an article of a handed-in object; every key but `id` may be missing."""
    return Article(
        id=_text_at(value, "id", number) or str(number),
        source=_text_at(value, "source", number),
        title=_text_at(value, "title", number),
        lead=_text_at(value, "summary", number),
        text=_text_at(value, "content", number),
        url=address_of(value, number),
        language=_text_at(value, "language", number),
        published=_time_at(value, number) or now,
        authors=_authors_at(value, number),
    )


def _text_at(value: dict[str, Any], key: str, number: int) -> str:
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise InputError(f'"{key}" has to be text', line=number)
    return str(found)


def address_of(value: dict[str, Any], number: int) -> str:
    """Read the address of a page, empty for none; raises InputError for what is none."""
    url = _text_at(value, "url", number)
    try:
        urlsplit(url)
    except ValueError:
        raise InputError(
            f'"url" is no address: {url[:60]!r}',
            line=number,
            fix='write it as "https://example.org/page"',
        ) from None
    return url


def _authors_at(value: dict[str, Any], number: int) -> tuple[str, ...]:
    found = value.get("authors", value.get("author")) or ()
    if isinstance(found, str):
        return (found,)
    if not isinstance(found, list | tuple) or not all(isinstance(item, str) for item in found):
        raise InputError('"authors" has to be a list of texts', line=number)
    return tuple(found)


def _time_at(value: dict[str, Any], number: int) -> datetime | None:
    found = value.get("published")
    if found in (None, ""):
        return None
    if isinstance(found, int | float) and not isinstance(found, bool):
        found = _since_1970(found) or found
    try:
        moment = datetime.fromisoformat(str(found).strip())
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f'"published" is no time: {str(found)[:40]!r}',
            line=number,
            fix='write it as "2026-03-01T08:30:00Z"',
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _since_1970(seconds: float) -> str:
    """Write the moment of so many seconds, nothing for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


# A path takes one of two strokes away.
_ADDRESS = re.compile(r"(https?):/+(.+)", re.IGNORECASE)


def read_text(path: Path) -> bytes:
    """Read a file, or standard input for "-"; raises InputError."""
    try:
        body = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except (OSError, ValueError) as error:
        if address := _ADDRESS.match(str(path)):
            raise InputError(
                f"{address[1]}://{address[2]} is an address, not a file",
                fix="fetch it first, as with `curl -L ADDRESS -o page.html`, and name that file",
            ) from None
        raise InputError(
            f"cannot read {str(path)[:200]}: {getattr(error, 'strerror', error)}",
            fix="check the path and its rights",
        ) from None
    if not body.strip():
        raise InputError(f"{path} is empty", fix="hand in a file with text in it")
    return body
