"""Who held which post on a day: the knowledge file, what editors say, and what articles suggest.

An office of the file has a row only when an editor decided on it: that row then stands in its
place. `learn` makes suggestions of the titles that confirmed tags carry.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from entities.extraction import Office
from entities.models import Actor, Role
from entities.names import fold
from entities.offices import known_offices, latest_first
from entities.partial_dates import first_day, last_day

Origin, Status = Role.Origin, Role.Status
MOST_ON_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Held:
    """What is told of somebody beside an article: by the knowledge file, and by editors."""

    offices: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a post was held for certain; None where neither end is known well enough."""

    first: datetime.date
    last: datetime.date


def office_key(office: Office) -> str:
    """What an office of the file is found again by, also when its end becomes known."""
    return f"{fold(office.title)}|{office.country}|{office.start[:4]}"[:400]


def roles_of(actors: Iterable[int]) -> dict[int, list[Role]]:
    """Return the rows of these actors and of those merged into them. One query."""
    wanted = list(actors)
    rows = Role.objects.filter(Q(actor__in=wanted) | Q(actor__merged_into__in=wanted))
    found: dict[int, list[Role]] = {}
    for role in rows.select_related("of", "actor"):
        found.setdefault(role.actor.merged_into_id or role.actor_id, []).append(role)
    return found


def offices_left(actor: Actor, roles: Iterable[Role]) -> list[Office]:
    """Return the offices of the file on which no editor decided, the latest begun first."""
    decided = {
        role.source_key
        for role in roles
        if role.origin == Origin.KNOWLEDGE and role.status != Status.SUGGESTED
    }
    left = [one for one in known_offices(actor) if office_key(one) not in decided]
    return latest_first(left)


def confirmed(roles: Iterable[Role]) -> list[Role]:
    """Return what editors say, the latest begun first."""
    held = [role for role in roles if role.status == Status.CONFIRMED]
    return sorted(held, key=lambda role: (role.start or _seen(role), role.end), reverse=True)


def held_on(day: datetime.date | None, actors: Iterable[Actor]) -> dict[int, Held]:
    """Return, by actor, the posts held on a day with their years. None without a day. One query."""
    people = list(actors)
    if day is None or not people:
        return {}
    rows = roles_of(actor.pk for actor in people)
    return {actor.pk: _held(day, actor, rows.get(actor.pk, ())) for actor in people}


def years(start: str, end: str) -> str:
    """ "2009–2017"; an empty end says only that none is known."""
    first, last = start[:4], end[:4]
    return first if first == last else f"{first}–{last}"


def certain_span(start: str, end: str, *, open_until: datetime.date | None = None) -> Span | None:
    """Return the days on which a post was held whatever its dates leave open.

    `open_until`: the last such day of a post without an end; without it, one day is certain.
    """
    if not start:
        return None
    first = last_day(start)
    last = first_day(end) if end else open_until or first
    return Span(first, last) if first <= last else None


def _held(day: datetime.date, actor: Actor, roles: Iterable[Role]) -> Held:
    offices = [one for one in offices_left(actor, roles) if one.start and one.held_on(day)]
    own = [role for role in confirmed(roles) if _role_held(role, day)]
    return Held(
        tuple(f"{one.title}, {years(one.start, one.end)}" for one in offices[:MOST_ON_A_DAY]),
        tuple(said(role) for role in own[:MOST_ON_A_DAY]),
    )


def said(role: Role) -> str:
    """ "President (Karvenia), 2009–2017", as far as the dates are known."""
    span = years(role.start, role.end)
    return f"{role.full_title}, {span}" if span else role.full_title


def _role_held(role: Role, day: datetime.date) -> bool:
    """Where no date was given, what the articles show is all that is known."""
    start = role.start or (role.first_seen_on or datetime.date.max).isoformat()
    last_seen = role.last_seen_on.isoformat() if role.last_seen_on else ""
    end = role.end or ("" if role.start else last_seen)
    return Office(role.title, "", start, end).held_on(day)


def _seen(role: Role) -> str:
    return role.first_seen_on.isoformat() if role.first_seen_on else ""
