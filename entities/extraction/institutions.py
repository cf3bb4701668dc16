"""Institutions that are only whole together with their country, read from the words around them.

the Russian army, Russian troops            the armed forces of Russia      nominal
the Foreign Ministry (ambassador to Israel) the ministry of Israel          name
Netanyahu’s office                          the office of his post          nominal
"""

import re
from dataclasses import replace

from .consistency import merged
from .draft import Document, Draft, Group, Span
from .findings import Kind
from .knowledge import Entry, Knowledge
from .words import sentence_bounds

# The nationality says whose forces; "soldiers" and "officers" are people, not the force.
_FORCES = re.compile(
    r"(?:['’]s)? (?P<force>army|military|armed forces|troops|forces|Army|Military|Armed Forces)\b"
)
_MINISTRY = re.compile(
    r"^(?:(?P<before>[A-Z]\w+(?: [A-Z]\w+)??)(?:['’]s)? )?"
    r"(?:(?P<field>Foreign|Defen[cs]e|Interior|Finance|Health|Justice|Education|Economy|Energy|"
    r"Agriculture|Culture|Transport|Trade|Information|Labou?r) Ministry"
    r"|Ministry (?:of|for) (?P<of>[A-Z]\w+(?:(?:,| and|) [A-Z]\w+){0,3}))$"
)
_NAMED_AFTER = re.compile(r" of (?:the )?(?P<country>[A-Z]\w+(?: [A-Z]\w+)?)")
_BEFORE = re.compile(r"(?P<word>[A-Z][\w-]+(?: [A-Z]\w+)?)(?:['’]s)? $")
# An envoy to a country is received by that country's ministry.
_ENVOY_TO = re.compile(r"\b[Aa]mbassador (?:to|in) (?:the )?(?P<country>[A-Z]\w+(?: [A-Z]\w+)?)")
_OFFICE = re.compile(r"['’]s? office\b")
_POSTS = (
    (re.compile(r"\bprime minister\b|\bpremier\b|\btaoiseach\b", re.IGNORECASE), "Prime Minister"),
    (re.compile(r"(?<!vice )(?<!vice-)\bpresident\b", re.IGNORECASE), "President"),
    (re.compile(r"\bchancellor\b", re.IGNORECASE), "Chancellor"),
)
NOMINAL = 0.85
FIELD_NAMES = {"Foreign": "Foreign Affairs"}


def find_forces(document: Document, draft: Draft) -> Draft:
    """Nationality and force become one nominal mention of the armed forces of the country."""
    text, knowledge = document.text, document.knowledge
    forces = _armed_forces(knowledge)
    spans: list[Span] = []
    for span in draft.spans:
        country = _country_of(knowledge, text, span)
        match = _FORCES.match(text, span.end, draft.body[1]) if country else None
        if country is None or match is None or (text[span.end] in "'’" and span.how == "adjective"):
            spans.append(span)
            continue
        adjective = text[span.start : span.end] if span.how == "adjective" else country.name
        phrase = f"{adjective} {match['force']}"
        known = [e for e in knowledge.named(phrase) if e.kind == "organisation"]
        entry = known[0] if len(known) == 1 else forces.get(country.country)
        if span.how != "adjective":
            # "Israel's army": the country keeps its mention, the force stands beside it.
            spans.append(span)
        spans.append(
            Span(
                span.start if span.how == "adjective" else match.start("force"),
                match.end(),
                "organisation",
                "nominal",
                "armed force",
                NOMINAL,
                {"force": match["force"], "of": country.name},
                entry=entry.key if entry else None,
                called=None if entry else f"{_adjective(knowledge, country)} Armed Forces",
            )
        )
    return replace(draft, spans=merged(spans, ()))


def name_ministries(document: Document, draft: Draft) -> Draft:
    """Gives a ministry its country: from the words at it, an envoy beside it or the document."""
    text, knowledge = document.text, document.knowledge
    spans = list(draft.spans)
    open_fields: dict[str, list[int]] = {}
    owners: dict[str, set[str]] = {}
    for at, span in enumerate(spans):
        if span.kind != "organisation" or span.how != "name" or span.entry:
            continue
        match = _MINISTRY.match(text[span.start : span.end])
        if match is None:
            continue
        field = match["field"] or match["of"]
        country, why = _owner(document, span, match["before"])
        if country is None:
            if not match["before"]:
                open_fields.setdefault(field, []).append(at)
            continue
        spans[at] = _ministry(span, field, country, why)
        owners.setdefault(field, set()).add(country.key)
    for field, places in open_fields.items():
        if len(owners.get(field, ())) == 1:
            country = knowledge.entries[next(iter(owners[field]))]
            for at in places:
                spans[at] = _ministry(spans[at], field, country, "same in this document")
    return replace(draft, spans=tuple(spans))


def find_offices(document: Document, draft: Draft) -> Draft:
    """Finds "Netanyahu’s office": the office of the post that a title or the date gives him."""
    text = document.text
    found: dict[str, list[Span]] = {}
    for group in draft.groups:
        if group.kind != "person":
            continue
        spans = [span for span in group.spans if _OFFICE.match(text, span.end, draft.body[1])]
        name = _office(document, group) if spans else None
        if name is None:
            continue
        for span in spans:
            match = _OFFICE.match(text, span.end, draft.body[1])
            end = match.end() if match else span.end
            found.setdefault(name, []).append(
                Span(
                    span.start,
                    end,
                    "organisation",
                    "nominal",
                    "office",
                    span.confidence * NOMINAL,
                    {"office of": group.name},
                )
            )
    kind: Kind = "organisation"
    groups = [Group(kind, name, tuple(spans)) for name, spans in found.items()]
    return replace(draft, groups=(*draft.groups, *groups))


def _armed_forces(knowledge: Knowledge) -> dict[str, Entry]:
    return {entry.country: entry for entry in knowledge.with_role("armed force")}


def _country_of(knowledge: Knowledge, text: str, span: Span) -> Entry | None:
    """The country a span names, as adjective or before a possessive."""
    if span.how == "adjective":
        return knowledge.entries.get(span.entry or "")
    if span.kind in ("place", "country") and span.how == "name":
        surface = text[span.start : span.end]
        return next((e for e in knowledge.named(surface) if e.kind == "country"), None)
    return None


def _adjective(knowledge: Knowledge, country: Entry) -> str:
    return next((word for word, e in knowledge.demonyms.items() if e is country), country.name)


def _ministry(span: Span, field: str, country: Entry, why: str) -> Span:
    name = f"Ministry of {FIELD_NAMES.get(field, field)} of {country.name}"
    return replace(span, called=name).because("ministry", **{"of": country.name, "read from": why})


def _owner(document: Document, span: Span, before: str | None) -> tuple[Entry | None, str]:
    text, knowledge = document.text, document.knowledge
    if before and (country := _named_country(knowledge, before)):
        return country, before
    line = text[max(0, span.start - 40) : span.start]
    if (match := _BEFORE.search(line)) and (country := _named_country(knowledge, match["word"])):
        return country, match["word"]
    if match := _NAMED_AFTER.match(text, span.end):
        for words in (match["country"], match["country"].split()[0]):
            if country := _named_country(knowledge, words):
                return country, words
    begin, end = sentence_bounds(text, span.start, span.end)
    if match := _ENVOY_TO.search(text, begin, end):
        for words in (match["country"], match["country"].split()[0]):
            if country := _named_country(knowledge, words):
                return country, match.group()
    return None, ""


def _named_country(knowledge: Knowledge, words: str) -> Entry | None:
    if country := knowledge.demonyms.get(words) or knowledge.demonyms.get(words.split()[-1]):
        return country
    return next((entry for entry in knowledge.named(words) if entry.kind == "country"), None)


def _office(document: Document, group: Group) -> str | None:
    """The name of the office a person holds, from their titles in the text, then from the date."""
    titles = [span.title for span in group.spans if span.title]
    country = None
    for title in titles:
        for word in title.split():
            country = country or document.knowledge.demonyms.get(word)
    code = group.entry.country if group.entry else ""
    country = country or document.knowledge.countries.get(code)
    if country is None:
        return None
    posts = list(titles)
    if group.entry and document.date:
        posts += [o.title for o in group.entry.offices if o.held_on(document.date)]
    for post in posts:
        for pattern, name in _POSTS:
            if pattern.search(post) and not re.search(
                r"former|ex-|deputy|vice", post, re.IGNORECASE
            ):
                return f"Office of the {name} of {country.name}"
    return None
