"""A person whose name runs on from their department is parted from it.

    head of the Foreign Ministry’s Strategic-Diplomatic Department| |Alon Bar

The model has seen few such names and takes the whole, or its end, for an organisation.
"""

import re
from dataclasses import replace

from .draft import Document, Draft, Span
from .words import longest_first, words_of

_UNITS = words_of(
    """
    Department Ministry Office Agency Division Bureau Committee Council Commission Directorate
    Branch Institute University Party Union Association Authority Administration Court Board
    Team Unit
    """
)
# A post before "of": who follows the organisation's name is its holder.
_HOLDER = re.compile(
    r"\b(?i:head|chief|director|chairman|chairwoman|chair|leader|president|spokesman|spokeswoman|"
    r"spokesperson|secretary|minister|commissioner|officer|professor|dean|manager|member|general)"
    r"(?:[ -]general)? (?:of|for|at|from) (?:the )?[^.;\n]{0,80}$"
)
_NAME = r"[A-Z][\w'’-]+(?: (?:[A-Z]\.|al|bin|ben|van|von|de|[A-Z][\w'’-]+)){1,3}"
_RUNS_ON = re.compile(rf"^(?P<unit>.*\b(?:{longest_first(_UNITS)}))(?P<gap> )(?P<name>{_NAME})$")
_WHOLE_NAME = re.compile(rf"{_NAME}$")
_UNIT_WORD = re.compile(rf"\b(?:{longest_first(_UNITS)}|Inc|Corp|Ltd|Company|Group|Bank|Club)\b")
# The rule reads one thing out of two unsure ones.
KEPT = 0.8


def split_departments(document: Document, draft: Draft) -> Draft:
    """Organisations that end in a person's name become two spans, or the person's alone."""
    text = document.text
    spans: list[Span] = []
    for span in draft.spans:
        surface = text[span.start : span.end]
        match = _RUNS_ON.match(surface) if span.kind == "organisation" else None
        if match and _holder(text, span.start + match.start("name"), draft.body[0]):
            spans.append(replace(span, end=span.start + match.end("unit")).because("department"))
            spans.append(_person(span, span.start + match.start("name"), match["unit"]))
        elif span.kind == "organisation" and spans and _follows_unit(text, spans[-1], span):
            if _holder(text, span.start, draft.body[0]):
                spans.append(_person(span, span.start, text[spans[-1].start : spans[-1].end]))
            else:
                spans.append(span)
        else:
            spans.append(span)
    return replace(draft, spans=tuple(spans))


def _person(span: Span, start: int, unit: str) -> Span:
    span = replace(span, start=start, kind="person", confidence=span.confidence * KEPT)
    return span.because("department", **{"name follows": unit})


def _follows_unit(text: str, before: Span, span: Span) -> bool:
    surface = text[span.start : span.end]
    return (
        before.kind == "organisation"
        and text[before.end : span.start] == " "
        and text[before.start : before.end].split()[-1] in _UNITS
        and bool(_WHOLE_NAME.match(surface))
        and not _UNIT_WORD.search(surface)
    )


def _holder(text: str, start: int, limit: int) -> bool:
    return bool(_HOLDER.search(text, max(limit, start - 140), start))
