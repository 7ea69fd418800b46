"""Which keys of the settings are secrets, and secrets that lie in files of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, RootModel, SecretStr

from bot.errors import ConfigError

FILE = "_file"
"""How the names end, in small letters, under which a secret's file is given."""


def is_secret(kind: Any, keys: Sequence[str]) -> bool:
    """Tell whether a key of the settings holds a secret, by the type that is declared for it."""
    if not keys:
        return kind is SecretStr or any(is_secret(part, ()) for part in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, RootModel):
        return is_secret(kind.model_fields["root"].annotation, keys)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(keys[0])
        return field is not None and is_secret(field.annotation, keys[1:])
    if get_origin(kind) in (dict, Mapping):
        return is_secret(get_args(kind)[1], keys[1:])
    return any(is_secret(part, keys) for part in get_args(kind))


def with_files_read(table: Mapping[str, Any], kind: type[BaseModel]) -> dict[str, Any]:
    """Put in the place of each secret's NAME_FILE what the file that it names holds.

    A table of secrets is looked through likewise. Raises ConfigError.
    """
    read: dict[str, Any] = {}
    for name, value in table.items():
        bare = name[: -len(FILE)] if name.lower().endswith(FILE) else ""
        if bare and is_secret(kind, (bare.lower(),)) and name not in kind.model_fields:
            _put_once(read, table, bare.lower(), read_secret(name, value))
        elif isinstance(value, dict) and is_secret(kind, (name,)):
            read[name] = _entries_read(name, value)
        else:
            read[name] = value
    return read


def _entries_read(table: str, entries: Mapping[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in entries.items():
        if name.lower().endswith(FILE):
            bare = name[: -len(FILE)]
            _put_once(read, entries, bare, read_secret(f"{table}.{name}", value))
        else:
            read[name] = value
    return read


def _put_once(read: dict[str, Any], given: Mapping[str, Any], name: str, secret: str) -> None:
    if name in given:
        raise ConfigError(
            f"{name} is given by itself and by a file", fix=f"leave out {name} or the file"
        )
    read[name] = secret


def read_secret(name: str, target: object) -> str:
    """Read the secret in a file that a variable or key names; raises ConfigError."""
    try:
        return Path(str(target)).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise ConfigError(
            f"{name} names {target}, which cannot be read", fix="check the path and its rights"
        ) from None
