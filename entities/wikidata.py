"""Ids of Wikidata: read from what people paste, and who of the knowledge file they may be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from entities.extraction import Entry
from entities.knowing import knowledge
from entities.models import Actor, Kind
from entities.names import fold

_ID = re.compile(r"Q[1-9][0-9]{0,17}", re.IGNORECASE | re.ASCII)
MOST_PASTED = 300
MOST_SUGGESTED = 6
# More names of one actor bring nobody new.
MOST_NAMES = 20
# As in entities.suggesting: two people with one surname seldom reach it.
LEAST_ALIKE = 80


@dataclass(frozen=True, slots=True)
class Suggested:
    """A row of the knowledge file that may be an actor; `holder` is who has its id already."""

    entry: Entry
    years: str
    holder: Actor | None = None


def id_in(text: str) -> str | None:
    """Return the id that was pasted, bare or in an address of wikidata.org; "" for nothing.

    None for anything else.
    """
    pasted = text.strip()[:MOST_PASTED]
    if not pasted:
        return ""
    if _ID.fullmatch(pasted):
        return pasted.upper()
    try:
        address = urlsplit(pasted if "//" in pasted else f"//{pasted}")
        host = (address.hostname or "").casefold()
    except ValueError:
        return None
    last = address.path.rstrip("/").rpartition("/")[2]
    if (host == "wikidata.org" or host.endswith(".wikidata.org")) and _ID.fullmatch(last):
        return last.upper()
    return None


def known_by(wikidata: str) -> Suggested | None:
    """Return what the knowledge file has of an id, and who has it in the archive. One query."""
    entry = knowledge().entries.get(wikidata)
    if entry is None:
        return None
    return _with_holders([entry])[0]


def holder_of(wikidata: str, *, but: Actor) -> Actor | None:
    """Return the other actor that has this id."""
    return Actor.objects.filter(wikidata=wikidata).exclude(pk=but.pk).first()


def suggested_for(actor: Actor, names: Iterable[str]) -> list[Suggested]:
    """Return who of the knowledge file bears one of these names or a like one. One query.

    Of the same kind first, then by likeness.
    """
    wanted = list(dict.fromkeys(names))[:MOST_NAMES]
    folded = [fold(name) for name in wanted]
    found: dict[str, tuple[bool, float, Entry]] = {}
    for name in wanted:
        entries = [*knowledge().named(name)]
        if actor.kind == Kind.PERSON:
            entries += knowledge().like(name)
        for entry in entries:
            if entry.wikidata and entry.wikidata != actor.wikidata and entry.key not in found:
                forms = [fold(form) for form in (entry.name, *entry.aliases)]
                alike = max(fuzz.ratio(form, one) for form in forms for one in folded)
                found[entry.key] = (entry.kind == actor.kind, alike, entry)
    good = [one for one in found.values() if one[1] >= LEAST_ALIKE]
    good.sort(key=lambda one: (not one[0], -one[1], one[2].key))
    return _with_holders([entry for _same, _alike, entry in good[:MOST_SUGGESTED]])


def _with_holders(entries: Sequence[Entry]) -> list[Suggested]:
    ids = [entry.wikidata for entry in entries]
    holders = {one.wikidata: one for one in Actor.objects.filter(wikidata__in=ids)}
    return [Suggested(entry, _years(entry), holders.get(entry.wikidata)) for entry in entries]


def _years(entry: Entry) -> str:
    """From when to when the file knows the entry in posts: "1999–2017"; empty for none."""
    starts = [office.start[:4] for office in entry.offices if office.start]
    ends = [office.end[:4] for office in entry.offices if office.end]
    if not starts:
        return f"until {max(ends)}" if ends else ""
    last = max(ends, default="")
    return min(starts) if last == min(starts) else f"{min(starts)}–{last}"
