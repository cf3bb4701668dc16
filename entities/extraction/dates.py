"""Dates in the story, as precise as its words and the day of publication allow.

10 December 2020, Dec. 10, 2020, 2020-12-10     written out: no day of publication needed
Monday evening, December 10th, in May           counted from the day of publication
earlier in the day, the following day           counted from the day named last

What cannot be resolved, for want of a day of publication or of a day named before, is left out.
"""

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from . import date_patterns
from .date_patterns import NUMBERS, WEEKDAYS
from .date_values import Value, day_of, month_of, number_of, period, shifted, valid
from .draft import Document, Draft
from .findings import DateFinding
from .tense import tense_around

# More days or years ago are a round number more often than a count.
_MOST = len(NUMBERS)
# "earlier in the day", further than this from the last day named, may mean another one.
_REACH = 1_000
# After a year written out, "5 June" so close behind it is likelier of that year than of this.
_YEAR_REACH = 200
_RELATIVE_DAYS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
}
_VAGUE = re.compile(
    r"\b(?:about|some|nearly|almost|than|over|around|least|roughly|every|the last|the next|ago) $",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Scene:
    """What the dates of a text are counted from, as far as it has been read."""

    text: str
    published: datetime.date | None
    day: datetime.date | None = None
    day_at: int = 0
    year: int = 0
    year_at: int = -_YEAR_REACH

    def day_before(self, at: int) -> datetime.date | None:
        """The day named last, while it is near enough to be meant."""
        return self.day if at - self.day_at <= _REACH else None


Reader = Callable[[re.Match[str], _Scene], Value | None]


def find_dates(document: Document, draft: Draft) -> Draft:
    """Adds the dates of the story that can be resolved; a name like "Sunday Times" is none."""
    if document.language != "en":
        return draft
    scene = _Scene(document.text, document.date)
    names = sorted(
        (span.start, span.end)
        for group in draft.groups
        for span in group.spans
        if span.how == "name"
    )
    found: list[DateFinding] = []
    for match, read in _matches(document.text, *draft.body):
        start, end = match.span("date")
        at = bisect_right(names, (start, end))
        if (at and names[at - 1][1] > start) or (at < len(names) and names[at][0] < end):
            continue
        value = read(match, scene)
        if value is None:
            continue
        found.append(_finding(document.text, start, end, *value))
        if len(value[0]) == len("2020-12-10"):
            scene.day, scene.day_at = datetime.date.fromisoformat(value[0]), end
        if value[1] == _WRITTEN:
            scene.year, scene.year_at = int(value[0][:4]), end
    return replace(draft, dates=tuple(found))


def _finding(text: str, start: int, end: int, value: str, why: str) -> DateFinding:
    precisions: dict[int, Literal["day", "month", "year"]] = {4: "year", 7: "month", 10: "day"}
    return DateFinding(
        start, end, text[start:end], value, precisions[len(value)], {"counted from": why}
    )


_WRITTEN = "written out"


def _from(published: datetime.date) -> str:
    return f"publication, {published.isoformat()}"


def _read_iso(match: re.Match[str], scene: _Scene) -> Value | None:
    try:
        return datetime.date.fromisoformat(match["date"]).isoformat(), _WRITTEN
    except ValueError:
        return None


def _read_day(match: re.Match[str], scene: _Scene) -> Value | None:
    """Reads "December 10th" and "10 December 2020", with or without its weekday."""
    month, day = month_of(match), int(match["day"])
    if match["year"]:
        return valid(int(match["year"]), month, day, _WRITTEN)
    published = scene.published
    if published is None:
        return None
    if match["which"]:
        return valid(_year(match["which"], published), month, day, _from(published))
    years = range(published.year - 4, published.year + 5)
    days = [found for year in years if (found := day_of(year, month, day))]
    last = max((found for found in days if found <= published), default=None)
    following = min((found for found in days if found >= published), default=None)
    if last is None or following is None:
        return None
    nearer_ahead = following - published < published - last
    tense = tense_around(scene.text, *match.span("date"))
    if tense == "ahead" or (nearer_ahead and tense in ("open", "limit")):
        last = following
    elif (
        tense == "limit"
        or (nearer_ahead and tense == "past far")
        or (_of_another_year(match, scene, last.year))
    ):
        return None
    return last.isoformat(), _from(published)


def _read_month_of_year(match: re.Match[str], scene: _Scene) -> Value | None:
    return period(int(match["year"]), month_of(match), _WRITTEN)


def _read_month(match: re.Match[str], scene: _Scene) -> Value | None:
    """Reads "in May", "in May last year", "last May"."""
    published, month = scene.published, month_of(match)
    if published is None:
        return None
    groups = match.groupdict()
    if which := groups.get("which"):
        year = _year(which, published)
    elif groups.get("which_month") == "last":
        year = published.year - (month >= published.month)
    elif groups.get("which_month") == "next":
        year = published.year + (month <= published.month)
    elif groups.get("which_month"):
        year = published.year
    else:
        tense = tense_around(scene.text, *match.span("date"))
        nearer_ahead = (month - published.month) % 12 < (published.month - month) % 12
        if tense == "ahead" or (nearer_ahead and tense in ("open", "limit")):
            year = published.year + (month < published.month)
        elif tense == "limit" or (nearer_ahead and tense == "past far"):
            return None
        else:
            year = published.year - (month > published.month)
            if _of_another_year(match, scene, year):
                return None
    return period(year, month, _from(published))


def _read_weekday(match: re.Match[str], scene: _Scene) -> Value | None:
    """Reads "Monday evening": the last one up to the day of publication, the next in a plan."""
    which = (match["which"] or "").casefold().removeprefix("the ")
    weekday = WEEKDAYS.index(match["weekday"])
    from_named = which in ("previous", "following")
    origin = scene.day_before(match.start()) if from_named else scene.published
    if origin is None:
        return None
    back, forth = (origin.weekday() - weekday) % 7, (weekday - origin.weekday()) % 7
    if which in ("last", "previous"):
        days = -(back or 7)
    elif which in ("next", "following"):
        days = forth or 7
    elif which in ("this", "coming"):
        days = forth
    else:
        tense = tense_around(scene.text, *match.span("date"))
        if tense == "limit":
            return None
        days = forth if tense == "ahead" else -back
    why = f"the day named before, {origin}" if from_named else _from(origin)
    return shifted(origin, days, why)


def _read_relative_day(match: re.Match[str], scene: _Scene) -> Value | None:
    if scene.published is None:
        return None
    days = _RELATIVE_DAYS.get(match["date"].casefold(), 0)
    return shifted(scene.published, days, _from(scene.published))


def _read_ago(match: re.Match[str], scene: _Scene) -> Value | None:
    """Reads "three days ago", "a week ago", "two years ago" (a year) and "two days later"."""
    count = number_of(match["number"].casefold())
    if count > _MOST or _VAGUE.search(scene.text, max(0, match.start() - 12), match.start()):
        return None
    unit, published = match["unit"], scene.published
    if unit == "week" and count > 1:
        return None
    days = count * (7 if unit == "week" else 1)
    if match["way"] != "ago":
        earlier = match["way"] == "earlier"
        return None if unit == "year" else _from_named(match, scene, -days if earlier else days)
    if published is None:
        return None
    if unit == "year":
        return period(published.year - count, None, _from(published))
    return shifted(published, -days, _from(published))


def _read_same_day(match: re.Match[str], scene: _Scene) -> Value | None:
    """Reads "earlier in the day", and "that night" of a day named in the same paragraph."""
    that = re.search(r"\b(?:that|same)\b", match["date"], re.IGNORECASE)
    if that and "\n" in scene.text[scene.day_at : match.start()]:
        return None
    return _from_named(match, scene, 0)


def _read_day_after(match: re.Match[str], scene: _Scene) -> Value | None:
    return _from_named(match, scene, 1)


def _read_day_before(match: re.Match[str], scene: _Scene) -> Value | None:
    return _from_named(match, scene, -1)


def _read_relative_period(match: re.Match[str], scene: _Scene) -> Value | None:
    """Reads "next year" and "last month"; "in the last year" is twelve months and none."""
    published = scene.published
    if published is None or _VAGUE.search(scene.text, max(0, match.start() - 12), match.start()):
        return None
    if scene.text[max(0, match.start() - 4) : match.start()].casefold() == "the ":
        return None
    step = _STEP[match["which"].casefold()]
    if match["unit"] == "year":
        return period(published.year + step, None, _from(published))
    months = published.year * 12 + published.month - 1 + step
    return period(months // 12, months % 12 + 1, _from(published))


def _read_year(match: re.Match[str], scene: _Scene) -> Value | None:
    return match["date"], _WRITTEN


_STEP = {"last": -1, "this": 0, "next": 1}
_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (date_patterns.ISO, _read_iso),
    (date_patterns.MONTH_DAY, _read_day),
    (date_patterns.DAY_MONTH, _read_day),
    (date_patterns.MONTH_OF_YEAR, _read_month_of_year),
    (date_patterns.MONTH, _read_month),
    (date_patterns.WHICH_MONTH, _read_month),
    (date_patterns.WEEKDAY, _read_weekday),
    (date_patterns.RELATIVE_DAY, _read_relative_day),
    (date_patterns.AGO, _read_ago),
    (date_patterns.SAME_DAY, _read_same_day),
    (date_patterns.DAY_AFTER, _read_day_after),
    (date_patterns.DAY_BEFORE, _read_day_before),
    (date_patterns.RELATIVE_PERIOD, _read_relative_period),
    (date_patterns.YEAR, _read_year),
)


def _matches(text: str, start: int, end: int) -> list[tuple[re.Match[str], Reader]]:
    """Every stretch that looks like a date, in order; of two that overlap, the earlier form's."""
    found: list[tuple[int, int, int, re.Match[str], Reader]] = []
    for rank, (pattern, read) in enumerate(_FORMS):
        found.extend(
            (*match.span("date"), rank, match, read) for match in pattern.finditer(text, start, end)
        )
    found.sort(key=lambda item: (item[0], item[2]))
    kept: list[tuple[int, int, int, re.Match[str], Reader]] = []
    for item in found:
        while kept and item[0] < kept[-1][1] and item[2] < kept[-1][2]:
            kept.pop()
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return [(match, read) for _, _, _, match, read in kept]


def _year(which: str, published: datetime.date) -> int:
    return published.year + _STEP[which]


def _of_another_year(match: re.Match[str], scene: _Scene, year: int) -> bool:
    """Whether a year just written out makes this one doubtful.

    It does in the sentence of the date, and in the one before when the date opens its own.
    """
    between = scene.text[scene.year_at : match.start()] if scene.year_at >= 0 else "\n"
    if len(between) >= _YEAR_REACH or "\n" in between or scene.year == year:
        return False
    sentences = re.split(r"[.!?]\s", between)
    return len(sentences) == 1 or (len(sentences) == 2 and len(sentences[1].split()) <= 1)


def _from_named(match: re.Match[str], scene: _Scene, days: int) -> Value | None:
    origin = scene.day_before(match.start())
    return shifted(origin, days, f"the day named before, {origin}") if origin else None
