"""Nationalities: "Russian", "Israelis" are mentions of the country, marked as adjectives."""

from dataclasses import replace

from .consistency import merged
from .draft import Document, Draft, Span
from .words import occurrences

# "Latin American" is not American: these words before a nationality make it another one.
_OTHERWISE = ("Latin ", "South ", "Central ", "North ", "African ", "African-", "Native ", "Asian ")
# A word of the list means the country, but "Georgian" may be the state.
CONFIDENCE = 0.95


def find_adjectives(document: Document, draft: Draft) -> Draft:
    """Nationalities outside names; one the model took for a name becomes an adjective."""
    text, demonyms = document.text, document.knowledge.demonyms
    found = []
    for start, end, word in occurrences(text, demonyms, *draft.body):
        if text[max(0, start - 8) : start].endswith(_OTHERWISE):
            continue
        country = demonyms[word]
        found.append(
            Span(
                start,
                end,
                "country",
                "adjective",
                "adjective",
                CONFIDENCE,
                {"word": word, "of": country.name},
                entry=country.key,
            )
        )
    whole = {(span.start, span.end) for span in found}
    names = [span for span in draft.spans if (span.start, span.end) not in whole]
    return replace(draft, spans=merged(names, found))
