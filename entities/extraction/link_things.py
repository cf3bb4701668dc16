"""Candidates for a country, a place or an organisation: rows with exactly its name."""

import re
from collections import Counter

from .candidates import Candidate, country_named, names_of
from .draft import Document, Group
from .knowledge import Entry, normalise

# An exact name, and an exact alias, before anything else is known.
OWN_NAME, ALIAS = 0.75, 0.72
# What a reader means first by a place name that stands alone.
_PLACES = {"country": 0.2, "capital": 0.15, "region": 0.15, "site": 0.1, "city": 0.05}
# Bodies of the table are known far and wide; parties and armed groups have namesakes.
BODY = 0.15
COUNTRY_IN_TEXT = 0.1
COUNTRY_NOT_IN_TEXT = -0.05
# "Labour Party" in a story without its country is another country's.
PARTY_ELSEWHERE = -0.15
_ONE_A_COUNTRY = ("legislature", "court")
# "U.N.", "NATO": capitals alone are seldom the name of a place.
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")
OTHER_COUNTRYS = -0.3
OUT_OF_ITS_TIME = -0.3
# A team or a paper is named by its city, hardly ever by a country or a region.
CITY_OF_ORGANISATION = -0.3
# Georgia is the country, unless only its namesake's country is in the story.
NAMESAKE_OF_COUNTRY = -0.2
# An acronym of two or three letters is many things.
SHORT_ACRONYM = -0.2
# The model took a body for a place: the table alone speaks for it.
KIND_DIFFERS = -0.05


def things(document: Document, group: Group, countries: Counter[str]) -> list[Candidate]:
    """Countries, places and organisations with exactly the name of a group."""
    found: dict[str, Candidate] = {}
    for name in names_of(document.text, group.spans):
        for entry in document.knowledge.named(name):
            score = _score(document, group, entry, name, countries)
            if entry.key not in found or found[entry.key].score < score:
                found[entry.key] = Candidate(entry, score, f"named {name}")
    return [candidate for candidate in found.values() if candidate.score > 0]


def _score(
    document: Document, group: Group, entry: Entry, name: str, countries: Counter[str]
) -> float:
    if entry.kind == "person":
        return 0.0
    own = normalise(entry.name) == normalise(name)
    score = OWN_NAME if own else ALIAS
    if entry.kind == "organisation":
        score += _organisation(document, group, entry, own, countries)
    else:
        score += _place(document, group, entry, name, countries)
    if not own and len(name) <= 3 and entry.role == "party":
        score += SHORT_ACRONYM
    return score


def _place(
    document: Document, group: Group, entry: Entry, name: str, countries: Counter[str]
) -> float:
    score = _PLACES.get(entry.role, 0.0)
    if group.kind == "organisation":
        return score + (CITY_OF_ORGANISATION if entry.role in ("city", "capital") else 0.0)
    if entry.kind == "country":
        return score
    here = countries[entry.country] if entry.country else 0
    namesake = country_named(document, name)
    if namesake and not (here and countries[namesake.country] <= len(group.spans)):
        score += NAMESAKE_OF_COUNTRY
    return score + (COUNTRY_IN_TEXT / 2 if here else 0.0)


def _organisation(
    document: Document, group: Group, entry: Entry, own: bool, countries: Counter[str]
) -> float:
    score = BODY if entry.role not in ("party", "armed group") else 0.0
    if group.kind != "organisation" and entry.role != "seat of power":
        known = document.knowledge.named(group.name)
        if len(known) > 1 or not (own or _ACRONYM.fullmatch(group.name)):
            # A place that the table knows as an organisation too: the model knows better.
            return -1.0
        score += KIND_DIFFERS
    words = group.name.split()
    if entry.country:
        here = countries[entry.country]
        # "Hezbollah" and "Palestine Liberation Organization" are one each, "Green Party" is many.
        common = entry.role == "party" and not (own and len(words) != 2)
        elsewhere = PARTY_ELSEWHERE if common else COUNTRY_NOT_IN_TEXT
        score += COUNTRY_IN_TEXT if here else elsewhere
        # "Senate", "Supreme Court": many countries have one, the story is about its first country.
        bare = not own and country_named(document, words[0]) is None
        if entry.role in _ONE_A_COUNTRY and bare and here < max(countries.values(), default=0):
            score += OTHER_COUNTRYS
    day = document.date
    if day and entry.offices and not any(office.held_on(day) for office in entry.offices):
        score += OUT_OF_ITS_TIME
    return score
