"""A search as plain values, to be kept and asked again later, and the key it is known by."""

import datetime
import hashlib
import json
from dataclasses import replace
from typing import Any

from articles.search.names import NOBODY, Names
from articles.search.request import Search

# Who is meant by a name in the words, and how they were read, is found out anew.
_NAMES = (
    *("words", "actors", "any_actors", "labels", "source", "section"),
    *("date_from", "date_to", "copies", "group"),
)
_DATES = ("date_from", "date_to")
_TUPLES = ("actors", "any_actors", "labels", "source", "section")


def to_json(search: Search) -> dict[str, Any]:
    """Return the values of a search without its order; what has its default is left out.

    Two searches that find the same by the same means have the same values.
    """
    plain = replace(
        search,
        words=search.tidied.text,
        actors=tuple(sorted(search.actors)),
        any_actors=tuple(sorted(search.any_actors)),
        labels=tuple(sorted(search.labels, key=str)),
    )
    default = Search()
    values = {
        name: getattr(plain, name)
        for name in _NAMES
        if getattr(plain, name) != getattr(default, name)
    }
    return values | {name: str(values[name]) for name in _DATES if name in values}


def from_json(values: dict[str, Any], *, names: Names = NOBODY) -> Search:
    """Return the search of which these are the values; `names` knows who is meant in its words."""
    given = dict(values)
    for name in _DATES:
        if name in given:
            given[name] = datetime.date.fromisoformat(given[name])
    for name in _TUPLES:
        if isinstance(given.get(name), list):
            given[name] = tuple(tuple(one) if isinstance(one, list) else one for one in given[name])
    return Search(**given, names=names)


def key_of(search: Search) -> str:
    """The SHA-256, in hexadecimal, by which a search is known whatever its order."""
    canonical = json.dumps(to_json(search), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
