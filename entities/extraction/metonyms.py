"""A capital that acts is the government of its country: "Moscow said", "Jerusalem is interested".

Conservative: a capital is the place unless it is the subject of a verb that only people and
governments do, or one of two capitals that have relations or talks.
"""

import datetime
import re
from dataclasses import replace

from .draft import Document, Draft, Group, Span
from .knowledge import Entry
from .words import longest_first, words_of

# The subject of these is somebody. Base forms; the pattern adds -s, -ed and -ing.
_VERBS = words_of(
    """
    accept accuse acknowledge agree aim announce appeal approve argue ask assert assure attempt
    back ban blame boycott call cancel caution cede claim condemn confirm consider counter curb
    decide declare decline defend demand denounce deny deploy deplore dismiss dispute doubt
    embrace endorse expect expel favour favor fear grant hail halt hope impose insist intend
    invite issue launch lift maintain mediate mull negotiate object offer oppose order pledge
    plan prefer press promise propose protest pursue push ratify react reaffirm recall recognise
    recognize refuse regret reiterate reject relent reply repeat request resist respond resume
    retaliate reveal rule sanction say see seek sever sign signal stress suggest summon support
    suspect suspend sympathise threaten tell try urge veto view voice vow want warn welcome
    withdraw withhold wish work
    """
)
_IRREGULAR = words_of(
    """
    said told sought saw withdrew withheld gave given gives give made makes make took takes take
    kept keeps keep sent sends send broke breaks break hit hits thinks think thought knows knew
    believes believe believed holds held
    """
)
_HELPERS = (
    r"(?:has|have|had|will|would|could|should|may|might|must|can|did|does|do|is|was|are|were)"
)
_ADVERBS = (
    r"(?:also|now|not|never|later|then|still|already|yet|reportedly|repeatedly|officially|\w+ly)"
)
_STATES = (
    r"(?:interested|ready|willing|eager|keen|reluctant|prepared|determined|concerned|worried|opposed|"
    r"committed|unwilling|adamant|unhappy|angry|furious|convinced|hoping|trying|seeking|considering|"
    r"planning|pressing|urging|pushing|calling|demanding|threatening|refusing|asking|backing|"
    r"in talks)"
)


def _forms(verb: str) -> set[str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    doubled = stem + stem[-1] if verb in ("ban", "plan") else stem
    past = {doubled + "ed", doubled + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return {verb, plural, *past}


_FORMS = {form for verb in _VERBS for form in _forms(verb)}
_GERUNDS = {form for form in _FORMS if form.endswith("ing")}
_FINITE = _FORMS - _GERUNDS | _IRREGULAR
_ACTS = re.compile(
    rf"(?:,? which)? (?:(?:{_HELPERS}|{_ADVERBS}) ){{0,3}}?"
    rf"(?P<verb>(?:{longest_first(_FINITE)})\b|(?:is|was|are|were|remains|remained|appears|seems) "
    rf"(?:{_ADVERBS} )?{_STATES}\b)"
)
_DOING = re.compile(
    rf" (?:{_ADVERBS} )?(?P<verb>{longest_first(_GERUNDS)})\b(?! (?:its|their) way)"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|into|outside|around|across|through|over|of|via|for|visited|visiting|"
    r"visits|left|leaving|reached|toward|towards|inside|central|downtown|east|west|north|south|"
    r"greater) (?:the )?$",
    re.IGNORECASE,
)
# "interested in Moscow curbing": what comes before "in" takes an act, not a place.
_TAKES_ACT = re.compile(
    r"\b(?:interested|interest|result|resulted|succeed|succeeded|instead|prospect|possibility|risk|"
    r"idea|chance|danger|prevent|prevented|stop|stopped|keep|kept|accused|hopes) "
    r"(?:in|of|from|) ?$",
    re.IGNORECASE,
)
_RELATIONS = re.compile(
    r"\b(?:ties|relations|talks|tensions?|agreements?|deals?|treaty|dialogue|cooperation|"
    r"co-operation|contacts?|alliance|rift|dispute|row|negotiations|understanding|communication|truce|"
    r"ceasefire|rapprochement)\b"
    r"[^.;\n]{0,40} between $",
    re.IGNORECASE,
)
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
    before = text[max(0, span.start - 90) : span.start]
    line = before.rpartition("\n")[2]
    if _RELATIONS.search(line):
        return "relations between"
    if (
        re.match(r" and (?=[A-Z])", text[span.end : span.end + 8])
        and re.search(r"\bbetween $", line)
        and _other_capital(document, span.end + 5)
    ):
        return "between two capitals"
    if (match := re.search(r"\bbetween ([A-Z][\w ]{2,20}) and $", line)) and _is_capital(
        document, match.group(1)
    ):
        return "between two capitals"
    doing = _DOING.match(text, span.end, span.end + 60)
    if doing and (_TAKES_ACT.search(line) or not _PLACE_BEFORE.search(line)):
        return doing["verb"]
    if _PLACE_BEFORE.search(line):
        return None
    acts = _ACTS.match(text, span.end, span.end + 90)
    return acts["verb"] if acts else None


def _other_capital(document: Document, at: int) -> bool:
    match = re.match(r"([A-Z]\w+)(?: [A-Z]\w+)?", document.text[at : at + 40])
    return match is not None and (
        _is_capital(document, match.group()) or _is_capital(document, match.group(1))
    )


def _is_capital(document: Document, name: str) -> bool:
    return any(entry.role == "capital" for entry in document.knowledge.named(name))
