"""Which offices people held on a day, from the dates in the knowledge file."""

import datetime
from collections.abc import Iterable
from functools import cache

from entities.extraction import Office, load_offices
from entities.models import Actor

MOST_OFFICES = 3


@cache
def _offices() -> dict[str, tuple[Office, ...]]:
    """The offices of the packaged file. Once a process: a quarter of a second and ten megabytes.

    The file also says how long somebody was a "public figure" or of a "government": no offices,
    and written small.
    """
    offices = {
        key: tuple(office for office in held if office.title[:1].isupper())
        for key, held in load_offices().items()
    }
    return {key: held for key, held in offices.items() if held}


def held_on(day: datetime.date | None, actors: Iterable[Actor]) -> dict[int, list[str]]:
    """Return, by actor, the offices held on a day with their years, the latest begun first.

    "President of the United States, 2009–2017". None for a day that is not known.
    """
    if day is None:
        return {}
    known = {actor.pk: _offices().get(actor.key or "", ()) for actor in actors}
    return {
        pk: [_said(office) for office in _latest(offices, day)] for pk, offices in known.items()
    }


def _latest(offices: Iterable[Office], day: datetime.date) -> list[Office]:
    # Without a beginning nothing says that it was held then.
    held = [office for office in offices if office.start and office.held_on(day)]
    return sorted(held, key=lambda office: office.start, reverse=True)[:MOST_OFFICES]


def _said(office: Office) -> str:
    # An empty end says only that the source knew of none.
    return f"{office.title}, {office.start[:4]}–{office.end[:4]}"
