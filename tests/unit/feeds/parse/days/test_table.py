"""One day in fourteen languages, with an hour of twelve zones: what feeds write is read."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.feeds.parse.days.dates import DateReader

FORMS = [
    ("en", "Tue, 03 Mar 2026 {time} {zone}"),
    ("en", "Tuesday, March 3, 2026 {time} {zone}"),
    ("en", "3 March 2026, {time} {zone}"),
    ("fr", "mardi 3 mars 2026 {time} {zone}"),
    ("fr", "mar., 03 mars 2026 {time} {zone}"),
    ("fr", "3 mars 2026 à {time} {zone}"),
    ("de", "Di, 03 Mär 2026 {time} {zone}"),
    ("de", "Dienstag, 3. März 2026 {time} {zone}"),
    ("it", "martedì 3 marzo 2026 {time} {zone}"),
    ("it", "mar, 03 mar 2026 {time} {zone}"),
    ("es", "martes, 3 de marzo de 2026 {time} {zone}"),
    ("es", "mar, 03 mar 2026 {time} {zone}"),
    ("pt", "terça-feira, 3 de março de 2026 {time} {zone}"),
    ("pt", "03 mar 2026 {time} {zone}"),
    ("nl", "dinsdag 3 maart 2026 {time} {zone}"),
    ("pl", "3 marca 2026 {time} {zone}"),
    ("ru", "3 марта 2026 {time} {zone}"),
    ("ru", "Вт, 03 мар 2026 {time} {zone}"),
    ("fi", "3. maaliskuuta 2026 {time} {zone}"),
    ("sv", "3 mars 2026 {time} {zone}"),
    ("cs", "3. března 2026 {time} {zone}"),
    ("tr", "3 Mart 2026 {time} {zone}"),
    ("uk", "3 березня 2026 {time} {zone}"),
    ("zh", "2026年3月3日 {time} {zone}"),
    ("ja", "2026年03月03日 {time} {zone}"),
]
ZONES = {
    "+0000": 0, "GMT": 0, "+0100": 60, "+01:00": 60, "CET": 60, "CEST": 120, "MSK": 180,
    "+0530": 330, "GMT+0800": 480, "EST": -300, "-0700": -420, "PDT": -420,
}  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("language", "form"), FORMS, ids=lambda part: part[:20])
def test_a_day_is_read_whoever_wrote_it(language: str, form: str, zone: str) -> None:
    there = timezone(timedelta(minutes=ZONES[zone]))
    written = form.format(time="14:05", zone=zone)
    for known in (language, ""):
        found = DateReader([written], known).read(written)
        assert found == datetime(2026, 3, 3, 14, 5, tzinfo=there), (written, known)
