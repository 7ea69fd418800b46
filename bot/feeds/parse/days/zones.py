"""The short names of time zones as feeds write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

# Hours east of Greenwich. Where a name means several zones it is the one that most feeds mean.
_HOURS = {
    "GMT": 0,
    "UTC": 0,
    "UT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "MET": 1,
    "MEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "WAT": 1,
    "CAT": 2,
    "EET": 2,
    "EEST": 3,
    "SAST": 2,
    "MSK": 3,
    "MSD": 4,
    "TRT": 3,
    "EAT": 3,
    "AST": -4,
    "GST": 4,
    "PKT": 5,
    "IST": 5.5,
    "NPT": 5.75,
    "ICT": 7,
    "WIB": 7,
    "HKT": 8,
    "SGT": 8,
    "AWST": 8,
    "PHT": 8,
    "JST": 9,
    "KST": 9,
    "ACST": 9.5,
    "ACDT": 10.5,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "BRT": -3,
    "ART": -3,
    "NST": -3.5,
    "NDT": -2.5,
    "ADT": -3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
}


# What people in America write all the year: the hour is the one of the season.
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}


def split_region(text: str) -> tuple[str, ZoneInfo | None]:
    """Part a date from the name of a region at its end, None where there is none."""
    rest, _, name = text.rpartition(" ")
    region = _REGIONS.get(name.strip("()"))
    return (rest, ZoneInfo(region)) if region else (text, None)


def split_zone(text: str) -> tuple[str, int]:
    """Part a date from the name of a zone at its end; gives the seconds east, 0 without a name."""
    rest, _, name = text.rpartition(" ")
    return (rest, zone_seconds(name, None)) if name in _HOURS else (text, 0)


def zone_seconds(name: str | None, offset: int | None) -> int:
    """Return the seconds east of Greenwich; of a name that nobody knows none."""
    if offset is not None:
        return offset
    return int(3600 * _HOURS.get((name or "").upper(), 0))
