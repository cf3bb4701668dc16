"""Candidates for a person: by full name, by a spelling near it, or by surname and post."""

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import fuzz

from .candidates import Candidate, names_of
from .draft import Document, Group
from .knowledge import Entry, Knowledge, normalise
from .people import person_words
from .titles import ROYAL
from .words import words_of

# The name as the row has it; an alias; a spelling variant loses as much as it differs.
OWN_NAME, ALIAS, VARIANT = 0.75, 0.7, 0.7
# A surname is hardly a start, unless the table has only one of that name.
SURNAME, ONLY_SURNAME = 0.45, 0.55
_ROLES = {"leader": 0.1, "minister": 0.05}
POST_AGREES = 0.15
OTHER_COUNTRYS_TITLE = -0.3
COUNTRY_IN_TEXT, COUNTRY_NOT_IN_TEXT = 0.1, -0.1
IN_OFFICE = 0.1
# The tables miss earlier posts, so being out of the known years only counts against a candidate.
OUT_OF_THEIR_YEARS = -0.25
YEARS_AFTER = 30
# Similarity of two spellings, 0 to 100: "Basher al-Assad" and "Bashar al-Assad" reach 93, names of
# different people with one surname rarely 85 ("Michael" and "Michelle Johnson": 86).
SIMILAR = 88.0
SIMILAR_WORD = 70.0
# The title the knowledge file gives a span of years in which a person was known but held no post.
PUBLIC_FIGURE = "public figure"
_HEADS = ("president", "prime minister", "chancellor", "king", "queen", "premier", "ambassador")
_STATE_HEADS = ("president", "prime minister", "chancellor", "premier", "leader", "general")
_SOVIET_REPUBLICS = words_of("RUS UKR BLR GEO ARM AZE KAZ KGZ UZB TKM TJK MDA LTU LVA EST")
# States that went on under another code.
_SAME_STATE = {
    "SUN": ("RUS",),
    **dict.fromkeys(_SOVIET_REPUBLICS, ("SUN",)),
    "DEU": ("DDR",),
    "CZE": ("CSK",),
    "SVK": ("CSK",),
    "SRB": ("YUG",),
    "COD": ("ZAR",),
}


def people(document: Document, group: Group, countries: Counter[str]) -> list[Candidate]:
    """People of the table whom a group may mean, each with its best score over the names."""
    knowledge = document.knowledge
    found: dict[str, Candidate] = {}
    names = [name for name in names_of(document.text, group.spans) if " " in name]
    for name in names:
        for entry, base, why in _by_full_name(knowledge, name):
            candidate = _weighed(document, group, entry, base, why, countries)
            if entry.key not in found or found[entry.key].score < candidate.score:
                found[entry.key] = candidate
    if not names:
        for entry, base, why in _by_bare_name(knowledge, group):
            found[entry.key] = _weighed(document, group, entry, base, why, countries)
    return list(found.values())


def similar_people(knowledge: Knowledge, name: str) -> list[tuple[Entry, str, float]]:
    """People with a name spelled nearly like `name`: (row, its spelling, likeness in per cent)."""
    plain = normalise(name)
    words = plain.split()
    found = []
    for entry in knowledge.like(name):
        best = 0.0
        alias = entry.name
        for form in (entry.name, *entry.aliases):
            other = normalise(form)
            ratio = fuzz.ratio(plain, other)
            if ratio > best and _words_alike(words, other.split()):
                best, alias = ratio, form
        if best >= SIMILAR:
            found.append((entry, alias, best))
    return found


def _by_full_name(knowledge: Knowledge, name: str) -> list[tuple[Entry, float, str]]:
    exact = [entry for entry in knowledge.named(name) if entry.kind == "person"]
    if exact:
        plain = normalise(name)
        return [
            (entry, OWN_NAME if normalise(entry.name) == plain else ALIAS, f"named {name}")
            for entry in exact
        ]
    return [
        (entry, VARIANT - (100 - ratio) / 100, f"{name} is {ratio:.0f} % like {alias}")
        for entry, alias, ratio in similar_people(knowledge, name)
    ]


def _words_alike(words: list[str], others: list[str]) -> bool:
    """Every word a spelling of its counterpart: two of three words equal is another person."""
    return len(words) == len(others) and all(
        one[0] == other[0] and fuzz.ratio(one, other) >= SIMILAR_WORD
        for one, other in zip(words, others, strict=True)
    )


def _by_bare_name(knowledge: Knowledge, group: Group) -> list[tuple[Entry, float, str]]:
    """People a name of one word may mean: royals by title, leaders and ministers by surname."""
    words = person_words(group.name)
    if not words:
        return []
    heads = {span.title.split()[-1] for span in group.spans if span.title}
    for head in sorted(heads):
        if head.casefold() in ROYAL:
            name = f"{head} {words[-1]}"
            named = [entry for entry in knowledge.named(name) if entry.kind == "person"]
            # What follows such a title is no surname: King Hussein is not Saddam Hussein.
            return [(entry, ALIAS, f"named {name}") for entry in named]
    same = knowledge.surnamed(words[-1])
    base, why = SURNAME, f"surname {group.name}"
    if len(same) == 1:
        base, why = ONLY_SURNAME, f"{why}, the only one of that name"
    return [(entry, base, why) for entry in same if entry.role in _ROLES]


def _weighed(
    document: Document, group: Group, entry: Entry, base: float, why: str, countries: Counter[str]
) -> Candidate:
    """`base` for the name, changed by how post, country and date agree with the text."""
    score = base + _ROLES.get(entry.role, 0.0)
    reasons = [why]
    codes = {entry.country, *(office.country for office in entry.offices)} - {""}
    codes.update(*(_SAME_STATE.get(code, ()) for code in codes))
    titles = {span.title for span in group.spans if span.title}
    if office := _office_named(document, entry, titles):
        score += POST_AGREES
        reasons.append(f"was {office}")
    if foreign := _foreign_title(document, titles, codes):
        score += OTHER_COUNTRYS_TITLE
        reasons.append(f"title names {foreign}")
    if any(countries[code] for code in codes):
        score += COUNTRY_IN_TEXT
        reasons.append("country in the text")
    elif codes:
        score += COUNTRY_NOT_IN_TEXT
    if document.date and (dated := [office for office in entry.offices if office.start]):
        first = min(int(office.start[:4]) for office in dated)
        last = max(int((office.end or "9999")[:4]) for office in dated)
        if any(o.held_on(document.date) for o in dated if o.title != PUBLIC_FIGURE):
            score += IN_OFFICE
            reasons.append("in office then")
        elif not first <= document.date.year <= last + YEARS_AFTER:
            score += OUT_OF_THEIR_YEARS
            reasons.append(f"in office only {first}–{last}")
    return Candidate(entry, score, ", ".join(reasons))


def _office_named(document: Document, entry: Entry, titles: Iterable[str]) -> str | None:
    """An office of the person, begun by the day of the text, that one of the titles names."""
    day = document.date
    for title in sorted(titles):
        words = title.casefold().replace("defence", "defense").split()
        for office in entry.offices:
            begun = day is None or office.start <= day.isoformat()
            if begun and _same_post(words, office.title.casefold().replace("defence", "defense")):
                return office.title
        if entry.role == "leader" and _heads_state(words) and _in_government(document, entry):
            return "in the government then"
    return None


def _foreign_title(document: Document, titles: Iterable[str], codes: set[str]) -> str | None:
    """A country that a title serves and the person never did.

    "Russian President" names the country served; "Ambassador to Israel" the one sent to.
    """
    for title in sorted(titles):
        for word in title.partition(" to ")[0].split():
            country = document.knowledge.demonyms.get(word)
            if country and codes and country.country not in codes:
                return country.name
    return None


def _heads_state(title: list[str]) -> bool:
    text = " ".join(title)
    return text.endswith(_STATE_HEADS) and "vice" not in text and "deputy" not in text


def _in_government(document: Document, entry: Entry) -> bool:
    """Whether a leader whose post the source does not name governed on the day of the text."""
    day = document.date
    return day is not None and any(
        office.title == "government" and office.held_on(day) for office in entry.offices
    )


def _same_post(title: list[str], office: str) -> bool:
    """Whether "Foreign Minister" and "Minister of Foreign Affairs" are one post."""
    text = " ".join(title)
    for head in _HEADS:
        if text.endswith(head) or f"{head} of" in text or f"{head} to" in text:
            return office.startswith(head) and "vice" not in text and "deputy" not in text
    if "minister" in title:
        field = title[title.index("minister") - 1] if title.index("minister") else ""
        return bool(field) and "minister" in office and field[:6] in office
    if "secretary of state" in text:
        return "secretary of state" in office
    at = title.index("secretary") if "secretary" in title else 0
    return at > 0 and "secretary" in office and title[at - 1][:6] in office
