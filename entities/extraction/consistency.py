"""The names of a document corrected by the document itself.

An acronym in brackets is an organisation like the name before it, one spelling has one kind, the
surname of a full name is that person, and a name known from one place is found in the others.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .draft import Document, Draft, Span
from .findings import Kind
from .knowledge import Knowledge, normalise
from .titles import is_title_word
from .words import CALENDAR, PARTICLES, occurrences, starts_sentence

# A name the model was less sure of is not looked for elsewhere: one mistake would become many.
# Any value from .35 to .65 finds the same names on the development half.
SURE_ENOUGH = 0.6
# What a mention found only because the name is known elsewhere keeps of that name's confidence.
REFOUND = 0.9
# How many mentions of a surname alone one full name outweighs when they are taken for another kind.
FULL_NAME = 3.0
_IN_BRACKETS = re.compile(r"['’\"”]?\s?\(([A-Z][A-Za-z.&-]{1,9})\)")
_CAPITALISED = re.compile(r"[A-Z][\w'’.-]*")


def find_acronyms(document: Document, draft: Draft) -> Draft:
    """Finds "(IDF)" after "Israel Defense Forces": bracketed initials are a name of the same."""
    text = document.text
    found: list[Span] = []
    for span in draft.spans:
        match = _IN_BRACKETS.match(text, span.end, min(span.end + 16, draft.body[1]))
        if match is None or span.kind == "person":
            continue
        if stands_for(match.group(1), text[span.start : span.end]):
            found.append(
                Span(
                    match.start(1),
                    match.end(1),
                    "organisation" if span.kind == "organisation" else span.kind,
                    "name",
                    "acronym",
                    span.confidence,
                    {"acronym of": text[span.start : span.end]},
                )
            )
    return replace(draft, spans=merged(found, draft.spans))


def agree_on_kinds(document: Document, draft: Draft) -> Draft:
    """Gives every spelling the kind that its mentions together score highest for."""
    text = document.text
    votes: dict[str, dict[Kind, float]] = defaultdict(lambda: defaultdict(float))
    for span in draft.spans:
        # An introduced acronym has its kind from the full name, which outweighs any guess.
        weight = 100.0 if span.step == "acronym" else span.confidence
        votes[normalise(text[span.start : span.end])][span.kind] += weight
    if draft.metadata.credit:
        # "(TPS)" under the story: the agency it came from is an organisation in it as well.
        votes[normalise(draft.metadata.credit)]["organisation"] += 100.0
    kinds = {surface: _best(counts) for surface, counts in votes.items()}
    kinds.update(_surname_kinds(document, draft, kinds, votes))
    spans = []
    for span in draft.spans:
        kind = kinds[normalise(text[span.start : span.end])]
        if kind != span.kind:
            span = replace(span, kind=kind).because(
                "one kind", **{"was": span.kind, "others say": kind}
            )
        spans.append(span)
    return replace(draft, spans=tuple(spans))


def find_again(document: Document, draft: Draft) -> Draft:
    """Finds the known names of the document, and surnames of its people, where they were missed."""
    text = document.text
    best: dict[str, Span] = {}
    for span in draft.spans:
        if span.confidence < SURE_ENOUGH:
            continue
        surface = text[span.start : span.end]
        for form in _forms_to_find(surface, span.kind, document.knowledge):
            if form not in best or best[form].confidence < span.confidence:
                best[form] = span
    taken = draft.spans
    found = []
    for start, end, form in occurrences(text, best, *draft.body):
        if _overlaps(taken, start, end) or not _stands_alone(text, start, end):
            continue
        source = best[form]
        found.append(
            Span(
                start,
                end,
                source.kind,
                "name",
                "known name",
                source.confidence * REFOUND,
                {"known from": text[source.start : source.end]},
            )
        )
    return replace(draft, spans=merged(draft.spans, found))


def stands_for(acronym: str, name: str) -> bool:
    """Whether an acronym is the initials of a name, small words counted or not."""
    letters = [char.casefold() for char in acronym if char.isalpha()]
    if sum(char.isupper() for char in acronym) < 2:
        return False
    words = re.findall(r"[^\W\d_]+", name)
    if len(words) < 2:
        return False
    every = [word[0].casefold() for word in words]
    capital = [word[0].casefold() for word in words if word[0].isupper()]
    return letters in (every, capital)


def merged(first: Iterable[Span], second: Iterable[Span]) -> tuple[Span, ...]:
    """Both in order of place; where two overlap, the one of `first` stays."""
    kept = sorted(first, key=lambda span: span.start)
    extra = [span for span in second if not _overlaps(kept, span.start, span.end)]
    return tuple(sorted([*kept, *extra], key=lambda span: span.start))


def _overlaps(spans: "tuple[Span, ...] | list[Span]", start: int, end: int) -> bool:
    """Whether a stretch overlaps any of `spans`, which are in order and do not overlap."""
    at = bisect_right(spans, start, key=lambda span: span.start)
    if at and spans[at - 1].end > start:
        return True
    return at < len(spans) and spans[at].start < end


def _best(counts: dict[Kind, float]) -> Kind:
    # Ties go to the kind seen first, which a dict keeps.
    return max(counts, key=lambda kind: counts[kind])


def _surname_kinds(
    document: Document,
    draft: Draft,
    kinds: dict[str, Kind],
    votes: Mapping[str, Mapping[Kind, float]],
) -> dict[str, Kind]:
    """Surnames of the document's people that stand alone somewhere: they are that person.

    A country or city keeps its own kind: "Jordan" beside Michael Jordan may be the country; so does
    a word that is far oftener something else than the end of a person's name ("Enron").
    """
    people: dict[str, float] = defaultdict(float)
    for span in draft.spans:
        surface = normalise(document.text[span.start : span.end])
        if kinds[surface] != "person":
            continue
        words = surface.split()
        if len(words) < 2 or len(words[-1]) < 3 or words[-1] not in kinds:
            continue
        if not any(
            entry.kind in ("country", "place") for entry in document.knowledge.named(words[-1])
        ):
            people[words[-1]] += FULL_NAME * span.confidence
    return {
        surname: "person"
        for surname, weight in people.items()
        if weight + votes[surname].get("person", 0.0) >= votes[surname][kinds[surname]]
    }


def _forms_to_find(surface: str, kind: Kind, knowledge: Knowledge) -> list[str]:
    forms = []
    words = surface.split()
    if (surface[0].isupper() and len(surface) > 2) or len(words) > 1:
        forms.append(surface)
    if kind == "person" and len(words) > 1:
        last = words[-1]
        named = knowledge.named(last)
        if (
            len(last) > 2
            and last[0].isupper()
            and last.casefold() not in PARTICLES | CALENDAR
            and not last.endswith(".")
            and not any(entry.kind in ("country", "place") for entry in named)
        ):
            forms.append(last)
    return forms


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a refound word is not just part of a longer name the model did not see.

    A capitalised neighbour on the same line makes it one, unless it is a title before the name or
    the first word of its sentence.
    """
    surface = text[start:end]
    if " " in surface:
        return True
    if (start and text[start - 1] in "-@#/_.") or text[end : end + 1] in ("@", "_"):
        return False
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return False
    if text[end : end + 1] == " " and _CAPITALISED.match(text, end + 1):
        return False
    before = re.search(r"([\w'’.-]+) $", text[max(0, start - 30) : start])
    if before is None or not before.group(1)[0].isupper():
        return True
    word = before.group(1)
    at = start - 1 - len(word)
    return is_title_word(word) or starts_sentence(text, at)
