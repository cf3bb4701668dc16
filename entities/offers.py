"""What words of a search may mean: whose names they are, or how they are spelt in the archive.

`offers` is where to start. A reader who types "Bibi" is offered the search for the actor, which
finds every article that is tagged with him, and the search for any of his names as words. The
second stands in the box as it would be typed, `(Bibi OR "Benjamin Netanyahu")`: what is searched
for is what is seen, every page that takes a search takes it, and it is taken back there or by a
link. The words are the only place where it is kept.

For a word that no article has, words of the archive that are spelt like it are offered. How many
articles they lead to is not said, because nobody has counted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from articles.search import changed
from articles.search.similar import similar_words
from entities.models import Actor, ActorName, Kind
from entities.names import fold

MOST_OFFERS = 3
# Of a question that has more of them little is left to mend.
MOST_MISSING = 2
MOST_OTHERS = 4
# Of so many the names are read: those in an expansion are not offered again.
MOST_LOOKED_AT = 12
# Names put in for a word: the most frequent forms; a question holds sixty words.
MOST_NAMES = 6
# Of a question the beginning is looked through: 30 words have 165 runs of up to six.
MOST_WORDS = 30
MOST_RUN = 6
# Surnames are looked up by an index of trigrams, a millisecond each.
MOST_SURNAMES = 8
# "may", "us", "it": words first, and names only where they are written like names.
SHORT = 3
# A bearer of a surname is meant by it where the knowledge file has him, or so many articles do.
WELL_KNOWN = 10
# So many may bear one name; those with the most articles are looked at.
MOST_NAMESAKES = 60

_NAME = r'(?:"[^"()]+"|[^\s"()]+)'
_GROUP = re.compile(rf"(?<![^\s(])\(({_NAME}(?: OR {_NAME})+)\)")
_TOKEN = re.compile(r'\(|\)|[^\s"()]*"[^"]*"?[^\s()]*|[^\s"()]+')
_PLAIN = re.compile(r"\w[\w.'’-]*")
_LOOSE = re.compile(
    r"\(\s*\)|^(?:OR|AND)\b|\b(?:OR|AND)$|(?<=\()\s*(?:OR|AND)\b|\b(?:OR|AND)\s*(?=\))"
)
_OPERATORS = {"or", "and", "not"}

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody whom words of the search name.

    `words` are as typed, `others` other names. `href` leads to the search for the actor instead of
    the words, `names_href` to the one for any of the names; empty where they say no more.
    """

    actor: Actor
    words: str
    others: tuple[str, ...]
    href: str
    names_href: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of the search that stand with other names of their actor; `href` leads back."""

    words: str
    others: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of the archive that may be meant by one that it does not have."""

    typed: str
    meant: str
    href: str


@dataclass(frozen=True, slots=True)
class Offers:
    actors: tuple[Offer, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    spellings: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that stand together, which may be a name; a group is several with OR between them."""

    start: int
    end: int
    words: tuple[str, ...]
    group: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def folded(self) -> str:
        return fold(self.name)


def offers(parameters: Parameters, missing: Sequence[str] = ()) -> Offers:
    """Tell whose names the words of a search are, at most three, those of most articles first.

    Who is chosen as a filter already is left out. `missing` are words that no article has. Three
    queries at most, none without words; and three for each of two missing words.
    """
    typed = "".join(parameters.get("q", ())[:1])
    spellings = tuple(_spellings(parameters, typed, missing))
    groups, runs = _groups(typed), _runs(typed)
    if not runs:
        return Offers(spellings=spellings)
    bearers = _bearers(groups, runs)
    chosen = set(parameters.get("actor", ()))
    named = [(run, one) for run, one in _longest(bearers, runs) if one.slug not in chosen]
    named.sort(key=lambda pair: (-pair[1].article_count, pair[1].pk))
    named = _once(named)[:MOST_LOOKED_AT]
    grouped = [(run, one) for run in groups for one in bearers.get(run.folded, ())]
    names = _names({one.pk for _run, one in [*named, *grouped]})
    expanded = _expanded(grouped, names)
    outside = [
        (run, one)
        for run, one in named
        if not any(group.start <= run.start and run.end <= group.end for group in expanded)
    ]
    return Offers(
        tuple(_offer(parameters, typed, run, one, names[one.pk]) for run, one in outside)[
            :MOST_OFFERS
        ],
        tuple(_expansion(parameters, typed, run) for run in expanded),
        spellings,
    )


# --- Words ---------------------------------------------------------------------------------------


def _groups(typed: str) -> list[_Run]:
    """Names in brackets with OR between them, as `Offer.names_href` writes them."""
    found = []
    for group in _GROUP.finditer(typed):
        first, *others = (name.strip('"') for name in group[1].split(" OR "))
        found.append(_Run(*group.span(), tuple(first.split()), tuple(others)))
    return found


def _runs(typed: str) -> list[_Run]:
    """Every run of plain words, and every phrase."""
    runs: list[_Run] = []
    stretch: list[tuple[int, int, str]] = []
    for token in list(_TOKEN.finditer(typed))[:MOST_WORDS]:
        word = token[0].rstrip(",;")
        if _PLAIN.fullmatch(word) and fold(word) not in _OPERATORS:
            stretch.append((token.start(), token.start() + len(word), word))
            continue
        runs += _parts(stretch)
        stretch = []
        if re.fullmatch(r'"[^"]*[^\W_][^"]*"', word):
            runs.append(_Run(token.start(), token.end(), tuple(word.strip('"').split())))
    return runs + _parts(stretch)


def _parts(stretch: Sequence[tuple[int, int, str]]) -> list[_Run]:
    return [
        _Run(
            stretch[first][0], stretch[last][1], tuple(w for _s, _e, w in stretch[first : last + 1])
        )
        for first in range(len(stretch))
        for last in range(first, min(first + MOST_RUN, len(stretch)))
    ]


# --- Whose they are ------------------------------------------------------------------------------


def _bearers(groups: Sequence[_Run], runs: Sequence[_Run]) -> dict[str, list[Actor]]:
    """Public actors by the folded name that they bear, or by their surname. Two queries."""
    alone = len({run.start for run in runs}) == 1
    sought = {run.folded for run in runs if alone or _may_be_a_name(run)}
    sought |= {run.folded for run in groups}
    public = ActorName.objects.filter(
        actor__merged_into__isnull=True, actor__article_count__gt=0
    ).select_related("actor")
    public = public.order_by("-actor__article_count", "actor_id")
    found: dict[str, list[Actor]] = {}
    for name in public.filter(normalised_name__in=sorted(sought))[:MOST_NAMESAKES]:
        found.setdefault(name.normalised_name, []).append(name.actor)
    surnames = [run.folded for run in runs if len(run.words) == 1 and _may_be_a_name(run)]
    surnames = [name for name in dict.fromkeys(surnames) if len(name) >= SHORT][:MOST_SURNAMES]
    if surnames:
        ending = reduce(or_, (Q(normalised_name__endswith=f" {name}") for name in surnames))
        known = Q(actor__wikidata__isnull=False) | Q(actor__article_count__gte=WELL_KNOWN)
        for name in public.filter(ending, known, actor__kind=Kind.PERSON)[:MOST_NAMESAKES]:
            bearers = found.setdefault(name.normalised_name.rpartition(" ")[2], [])
            if name.actor not in bearers:
                bearers.append(name.actor)
    return found


def _may_be_a_name(run: _Run) -> bool:
    """A word of up to three letters is a name only where it begins with a capital."""
    return len(run.name) > SHORT or run.name[:1].isupper()


def _longest(
    bearers: Mapping[str, Sequence[Actor]], runs: Iterable[_Run]
) -> Iterator[tuple[_Run, Actor]]:
    """Names and whose they are; none that is a part of a longer one."""
    taken: list[_Run] = []
    for run in sorted(runs, key=lambda run: run.start - run.end):
        if any(longer.start <= run.start and run.end <= longer.end for longer in taken):
            continue
        if run.folded in bearers:
            taken.append(run)
            yield from ((run, actor) for actor in bearers[run.folded])


def _once(named: Iterable[tuple[_Run, Actor]]) -> list[tuple[_Run, Actor]]:
    seen: dict[int, tuple[_Run, Actor]] = {}
    for run, actor in named:
        seen.setdefault(actor.pk, (run, actor))
    return list(seen.values())


def _names(actors: Iterable[int]) -> dict[int, list[str]]:
    """All names of each, those of the knowledge file first. One query."""
    names: dict[int, list[str]] = {pk: [] for pk in actors}
    if names:
        rows = ActorName.objects.filter(actor__in=names).order_by("-origin", "normalised_name")
        for name in rows:
            names[name.actor_id].append(name.name)
    return names


# --- What is offered -----------------------------------------------------------------------------


def _offer(
    parameters: Parameters, typed: str, run: _Run, actor: Actor, names: Sequence[str]
) -> Offer:
    shown = {run.folded, fold(actor.name)}
    others = [name for name in names if fold(name) not in shown]
    more = [name for name in [actor.name, *others] if _says_more(name, run)][:MOST_NAMES]
    without = _replaced(typed, run, "")
    group = " OR ".join(_written(name) for name in (run.name, *more))
    return Offer(
        actor,
        run.name,
        tuple(others[:MOST_OTHERS]),
        _href(parameters, without, actor=[*parameters.get("actor", ()), actor.slug]),
        _href(parameters, _replaced(typed, run, f"({group})")) if more else "",
    )


def _expanded(
    grouped: Iterable[tuple[_Run, Actor]], names: Mapping[int, Sequence[str]]
) -> list[_Run]:
    """The groups that are nothing but names of one actor."""
    found: dict[_Run, None] = {}
    for run, actor in grouped:
        if {fold(name) for name in names[actor.pk]}.issuperset(map(fold, run.group)):
            found[run] = None
    return list(found)


def _expansion(parameters: Parameters, typed: str, run: _Run) -> Expansion:
    href = _href(parameters, _replaced(typed, run, _written(run.name)))
    return Expansion(run.name, run.group, href)


def _spellings(parameters: Parameters, typed: str, missing: Sequence[str]) -> Iterator[Spelling]:
    for word in missing[:MOST_MISSING]:
        stands = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", typed, re.IGNORECASE)
        if stands is None:
            continue  # it was typed with signs in it
        for meant in similar_words(word):
            mended = f"{typed[: stands.start()]}{meant}{typed[stands.end() :]}"
            yield Spelling(word, meant, _href(parameters, mended))


def _says_more(name: str, run: _Run) -> bool:
    """Whether articles may have this name and not the words that were typed."""
    return f" {run.folded} " not in f" {fold(name)} " and _PLAIN.fullmatch(name[:1]) is not None


def _written(name: str) -> str:
    """A name as it is typed: a phrase where it is not one plain word."""
    name = re.sub(r'["()]', " ", name)
    plain = _PLAIN.fullmatch(name) and fold(name) not in _OPERATORS and "-" not in name
    return name if plain else f'"{" ".join(name.split())}"'


def _replaced(typed: str, run: _Run, by: str) -> str:
    put_in = " ".join(f"{typed[: run.start]} {by} {typed[run.end :]}".split())
    return put_in if by else _without_loose_ends(put_in)


def _without_loose_ends(typed: str) -> str:
    """Without empty brackets, and without operators that have lost one of their sides."""
    while (shorter := _LOOSE.sub(" ", typed)) != typed:
        typed = " ".join(shorter.split()).replace("( ", "(").replace(" )", ")")
    return typed


def _href(parameters: Parameters, words: str, **changes: Sequence[str]) -> str:
    return "?" + changed(parameters, {"q": [words], **changes})
