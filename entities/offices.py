"""Which offices people held, by the dates in the knowledge file."""

from collections.abc import Iterable
from functools import cache

from entities.extraction import Office, load_offices
from entities.models import Actor


@cache
def all_offices() -> dict[str, tuple[Office, ...]]:
    """The offices of the packaged file. Once a process: a quarter of a second and ten megabytes.

    The file also says how long somebody was a "public figure" or of a "government": no offices,
    and written small.
    """
    offices = {
        key: tuple(office for office in held if office.title[:1].isupper())
        for key, held in load_offices().items()
    }
    return {key: held for key, held in offices.items() if held}


def key_of(actor: Actor) -> str:
    """Return by which key the knowledge file knows an actor; what an editor says of it rules."""
    if "wikidata" in actor.edited:
        return actor.wikidata or ""
    return actor.wikidata or actor.key or ""


def known_offices(actor: Actor) -> tuple[Office, ...]:
    """Return the offices that the file has of an actor."""
    return all_offices().get(key_of(actor), ())


def latest_first(offices: Iterable[Office]) -> list[Office]:
    """Return offices, the latest begun first, those of unknown beginning last."""
    return sorted(offices, key=lambda office: (office.start, office.end), reverse=True)
