"""A capital that acts is the government of its country: "Moscow said", "Jerusalem is interested".

Conservative: a capital is the place unless it is the subject of a verb that only people and
governments do, or one of two capitals that have relations or talks.
"""

import datetime
import re
from dataclasses import replace

from .acting import asked_before, belonging, does, doing, place_before, relations_before
from .draft import Document, Draft, Group, Span
from .knowledge import Entry

# Moscow spoke for the Soviet Union, Belgrade for Yugoslavia, Prague for Czechoslovakia.
_FORMER = {
    "RUS": ("SUN", datetime.date(1991, 12, 26)),
    "SRB": ("YUG", datetime.date(1992, 4, 27)),
    "CZE": ("CSK", datetime.date(1993, 1, 1)),
}
CONFIDENCE = 0.85


def resolve_metonyms(document: Document, draft: Draft) -> Draft:
    """Moves the mentions of a capital that act to the country; the others stay the place."""
    groups: list[Group] = []
    for group in draft.groups:
        entry = group.entry
        country = _country(document, entry) if entry and entry.role == "capital" else None
        if country is None:
            groups.append(group)
            continue
        stay: list[Span] = []
        move: list[Span] = []
        for span in group.spans:
            reason = _acting(document, span) if span.how == "name" else None
            if reason is None:
                stay.append(span)
                continue
            moved = replace(
                span, how="metonym", kind="country", confidence=span.confidence * CONFIDENCE
            )
            move.append(moved.because("metonym", **{"capital of": country.name, "acts": reason}))
        if stay:
            groups.append(replace(group, spans=tuple(stay)))
        if move:
            groups.append(
                Group("country", country.name, tuple(move), country, {"linked": "metonym"}, 0.9)
            )
    return replace(draft, groups=tuple(groups))


def _country(document: Document, capital: Entry | None) -> Entry | None:
    """The country a capital stood for on the day of the text."""
    if capital is None:
        return None
    countries = document.knowledge.countries
    former, until = _FORMER.get(capital.country, ("", None))
    if until and document.date and document.date < until and former in countries:
        return countries[former]
    return countries.get(capital.country)


def _acting(document: Document, span: Span) -> str | None:
    """The words that make this capital an actor, None when it is a place."""
    text = document.text
    line = text[max(0, span.start - 90) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + 90].partition("\n")[0]
    if reason := relations_before(line) or asked_before(line):
        return reason
    if _one_of_two(document, span, line):
        return "between two capitals"
    if reason := doing(line, after):
        return reason
    if place_before(line):
        return None
    return belonging(after) or does(after)


def _one_of_two(document: Document, span: Span, line: str) -> bool:
    text = document.text
    if re.match(r" and (?=[A-Z])", text[span.end : span.end + 8]) and re.search(
        r"\bbetween $", line
    ):
        return _other_capital(document, span.end + 5)
    match = re.search(r"\bbetween ([A-Z][\w ]{2,20}) and $", line)
    return match is not None and _is_capital(document, match.group(1))


def _other_capital(document: Document, at: int) -> bool:
    match = re.match(r"([A-Z]\w+)(?: [A-Z]\w+)?", document.text[at : at + 40])
    return match is not None and (
        _is_capital(document, match.group()) or _is_capital(document, match.group(1))
    )


def _is_capital(document: Document, name: str) -> bool:
    return any(entry.role == "capital" for entry in document.knowledge.named(name))
