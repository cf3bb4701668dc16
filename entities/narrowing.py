"""Links that turn one search into another: narrower, wider, in another order, of another year.

Each holds the whole search in its address, so that every page can be bookmarked and Back works.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from articles.filters import HIDE
from articles.models import Section, Source
from articles.search import (
    MOST_FACETS,
    RANKED,
    Answer,
    Reading,
    Search,
    Sort,
    Value,
    changed,
    toggled,
)
from entities.filters import MOST_ACTORS, ArchiveFilter
from entities.models import Actor, Kind

Parameters = Mapping[str, list[str]]

# So many of the chosen actors are offered by the words that are quoted of them.
MOST_QUOTED = 3
NAMED = ("source", "section", "author")
# What is offered instead of a search that took too long.
NARROWER_YEARS = (1, 5, 20)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that adds one value to the search or takes it away."""

    name: str
    href: str
    chosen: bool = False
    count: int = 0
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of a filter; `cut` when there may be more."""

    name: str
    title: str
    choices: list[Choice]

    @property
    def cut(self) -> bool:
        return len(self.choices) >= MOST_FACETS


def parameters_of(archive_filter: ArchiveFilter, asked: Search) -> Parameters:
    """What the links of a page are built from: what was understood, and nothing else."""
    named = archive_filter.form.cleaned_data
    given = {name: archive_filter.data.getlist(name)[-1:] for name in archive_filter.filters}
    quoted = archive_filter.quoted()
    return given | {
        "q": [asked.tidied.text],
        # One that was merged into another means that one.
        **{name: [str(named[name].pk)] for name in NAMED if named[name]},
        **{name: [str(named[name])] for name in ("date_from", "date_to") if named[name]},
        "language": [named["language"].lower()],
        "actor": slugs(archive_filter.actors()),
        "any_actor": slugs(archive_filter.any_actors()),
        "quote_by": slugs([quoted] if quoted else []),
        "between": slugs(archive_filter.between_actors()),
    }


def slugs(actors: Iterable[Actor]) -> list[str]:
    return [actor.slug for actor in actors]


def chosen_filters(archive_filter: ArchiveFilter, parameters: Parameters) -> list[Choice]:
    """The filters in force, each leading to the search without it."""
    asked = archive_filter.form.cleaned_data
    chips = [
        Choice(
            f"{actor.name} (or another)" if name == "any_actor" else actor.name,
            _href(parameters, **{name: [one for one in parameters[name] if one != actor.slug]}),
            kind=actor.kind,
        )
        for name, actors in (
            ("actor", archive_filter.actors()),
            ("any_actor", archive_filter.any_actors()),
        )
        for actor in actors
    ]
    if quoted := archive_filter.quoted():
        chips.append(Choice(f"with a quote by {quoted.name}", _href(parameters, quote_by=[])))
    if two := archive_filter.between_actors():
        label = f"with an interaction between {' and '.join(actor.name for actor in two)}"
        chips.append(Choice(label, _href(parameters, between=[])))
    if asked["kind"]:
        article = "an" if asked["kind"] == Kind.ORGANISATION else "a"
        label = f"with {article} {Kind(asked['kind']).label}"
        chips.append(Choice(label, _href(parameters, kind=[])))
    if asked["reviewed"]:
        label = ArchiveFilter.Reviewed(asked["reviewed"]).label
        chips.append(Choice(label, _href(parameters, reviewed=[])))
    for name in NAMED:
        if asked[name]:
            label = f"by {asked[name].name}" if name == "author" else asked[name].name
            chips.append(Choice(label, _href(parameters, **{name: []})))
    if asked["language"]:
        label = f"language: {asked['language'].lower()}"
        chips.append(Choice(label, _href(parameters, language=[])))
    if label := period(asked["date_from"], asked["date_to"]):
        chips.append(Choice(label, _href(parameters, date_from=[], date_to=[])))
    if asked["same"]:
        label = f"nearly the same as “{asked['same'].title}”"
        chips.append(Choice(label, _href(parameters, same=[])))
    if asked["copies"]:
        chips.append(Choice("copies as one", _href(parameters, copies=[])))
    return chips


def actor_facet(
    parameters: Parameters, values: Iterable[Value], actors: Mapping[int, Actor]
) -> Facet:
    choices = [
        _choice(parameters, "actor", actor.slug, actor.name, value, actor.kind)
        for value in values
        if (actor := actors.get(value.key))
    ]
    return Facet("actor", "Actors", choices)


def named_facet(
    parameters: Parameters,
    name: str,
    title: str,
    values: Iterable[Value],
    things: Mapping[int, Source] | Mapping[int, Section],
) -> Facet:
    """One choice for each that is kept: while articles move after a merge, two count as one."""
    kept: dict[int, tuple[str, Value]] = {}
    for value in values:
        if thing := things.get(value.key):
            one = thing.kept
            before = kept[one.pk][1].count.value if one.pk in kept else 0
            count = replace(value.count, value=before + value.count.value)
            kept[one.pk] = one.name, Value(one.pk, count)
    choices = [_choice(parameters, name, str(pk), *named) for pk, named in kept.items()]
    return Facet(name, title, choices)


def orders(answer: Answer, parameters: Parameters) -> list[Choice]:
    """The orders to read in; the best match only where there are words to match."""
    labels = {
        Sort.RELEVANCE: "best match",
        Sort.RECENT: "best and recent",
        Sort.NEWEST: "newest",
        Sort.OLDEST: "oldest",
    }
    if not answer.reading.has_words:
        labels = {sort: label for sort, label in labels.items() if sort not in RANKED}
    current = answer.search.order if answer.search.order in labels else Sort.NEWEST
    return [
        Choice(label, _href(parameters, sort=[sort]), chosen=sort is current)
        for sort, label in labels.items()
    ]


def copies(parameters: Parameters) -> Choice:
    """The choice to see one article for each group of near-duplicates, or every one again."""
    if HIDE in parameters["copies"]:
        return Choice("Show every copy", _href(parameters, copies=[]), chosen=True)
    return Choice("Show copies as one", _href(parameters, copies=[HIDE]))


def refinements(archive_filter: ArchiveFilter, parameters: Parameters) -> list[Choice]:
    """What else can be asked of the chosen actors: any of them, their words, their dealings."""
    actors, some = archive_filter.actors(), archive_filter.any_actors()
    offers = []
    if len(actors) > 1 and not some:
        href = _href(parameters, actor=[], any_actor=slugs(actors))
        offers.append(Choice("any of these actors", href))
    if some and len(actors) + len(some) <= MOST_ACTORS:
        href = _href(parameters, actor=slugs([*actors, *some]), any_actor=[])
        offers.append(Choice("all of these actors", href))
    if len(actors) == 2 and not archive_filter.between_actors():
        href = _href(parameters, between=slugs(actors))
        offers.append(Choice("only where they deal with each other", href))
    if not archive_filter.quoted():
        offers += [
            Choice(f"only with a quote by {actor.name}", _href(parameters, quote_by=[actor.slug]))
            for actor in actors[:MOST_QUOTED]
        ]
    return offers


def repairs(parameters: Parameters, reading: Reading, missing: Iterable[str]) -> list[Choice]:
    """The same search without each of the words that no article has."""
    offers = []
    for word in missing:
        rest = reading.without(word)
        if rest and rest != reading.text:
            offers.append(Choice(word, _href(parameters, q=[rest])))
    return offers


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with the words, and the same search with a better query."""

    message: str
    repairs: list[Choice]


def troubles(parameters: Parameters, reading: Reading) -> list[Trouble]:
    """Each problem of the words with its repairs, but for one that changes nothing."""
    typed = parameters["q"][0]
    return [
        Trouble(
            problem.message,
            [
                Choice(query, _href(parameters, q=[query]))
                for query in problem.repairs
                if query != typed
            ],
        )
        for problem in reading.problems
    ]


def narrower(parameters: Parameters, today: datetime.date) -> list[Choice]:
    """Searches like one that took too long, in less of the archive."""
    offers = []
    for years in NARROWER_YEARS:
        first = datetime.date(today.year - years, 1, 1)
        href = _href(parameters, date_from=[str(first)], date_to=[], sort=[Sort.NEWEST])
        offers.append(Choice(f"the same since 1 January {first.year}, newest first", href))
    return offers


def page_url(parameters: Parameters, cursor: str | None) -> str | None:
    return None if cursor is None else _href(parameters, page=[cursor])


def period(first: datetime.date | None, last: datetime.date | None) -> str:
    """The dates in words; empty for none."""
    if year := whole_year(first, last):
        return str(year)
    bounds = (("from", first), ("to", last))
    return " ".join(f"{word} {day.day} {day:%B} {day.year}" for word, day in bounds if day)


def whole_year(first: datetime.date | None, last: datetime.date | None) -> int | None:
    """The year, when the dates are exactly one."""
    if not (first and last and first.year == last.year):
        return None
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return first.year if whole else None


def _choice(
    parameters: Parameters, name: str, value: str, label: str, counted: Value, kind: str = ""
) -> Choice:
    return Choice(
        name=label,
        href="?" + toggled(parameters, name, value, several=name == "actor"),
        chosen=value in parameters[name],
        count=counted.count.value,
        kind=kind,
        value=value,
    )


def _href(parameters: Parameters, **changes: list[str]) -> str:
    return "?" + changed(parameters, changes)
