"""Which actors an editor may mean by a name: those of the archive, and those of the knowledge file.

An actor of the knowledge file that no article has brought in yet is offered too, told apart; it
becomes an actor of the archive when it is chosen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Max, Q
from rapidfuzz import fuzz, process

from entities.actors import actor_for_entry
from entities.extraction import Entry
from entities.knowing import knowledge
from entities.models import Actor, Tag
from entities.names import fold
from entities.querysets import ActorQuerySet

# More are not read; whoever does not find the actor among them types more of the name.
MOST_OPTIONS = 8
# So many may bear one name before a list of them helps nobody.
MOST_NAMESAKES = 50
# A single letter is in half of all names.
LEAST_LETTERS = 2
# Trigrams that "basher al-assad" shares with "bashar al-assad": 0.6. Mere surnames reach 0.3.
LEAST_SIMILAR = 0.4
# The same pair by edits, of 100: 93. Two people with one surname seldom reach 80.
LEAST_ALIKE = 80


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody to choose: an `actor` of the archive, or else an `entry` of the knowledge file.

    `here_count`: how many mentions it has in the article that is asked about.
    """

    name: str
    kind: str
    description: str
    article_count: int = 0
    here_count: int = 0
    actor: int | None = None
    entry: str = ""
    url: str = ""


def options(words: str, *, but: int = 0) -> list[Option]:
    """Return who may be meant by a name or a part of one, the likeliest first; `but` is left out.

    The same name comes before names with these words in them, those before names spelt alike; the
    archive comes before the knowledge file. Four queries.
    """
    folded = fold(words)
    if len(folded) < LEAST_LETTERS:
        return []
    ranked = [*_actors(folded, but), *_entries(folded)]
    ranked.sort(key=lambda pair: pair[0])  # stable: the archive stays first
    return _first_of_each(option for _rank, option in ranked)[:MOST_OPTIONS]


def seen_in(article: int, found: Iterable[Option]) -> list[Option]:
    """Return the same options with how often each is seen in an article. One query."""
    known = list(found)
    ids = [option.actor for option in known if option.actor]
    tags = Tag.objects.public().filter(article=article, actor__in=ids)
    counts = dict(tags.values_list("actor", "mention_count"))
    return [replace(option, here_count=counts.get(option.actor or 0, 0)) for option in known]


def exactly(name: str, *, but: int = 0) -> list[Option]:
    """Return everybody of exactly this name: the archive's, then who is not yet in it."""
    actors = Actor.objects.current().exclude(pk=but).named_exactly(name)
    known = [_of_actor(actor) for actor in actors.order_by("-article_count")[:MOST_NAMESAKES]]
    return _first_of_each([*known, *_not_yet_here(knowledge().named(name))])


def actor_of_entry(key: str) -> Actor | None:
    """Return the actor of a row of the knowledge file, made on first use; None without the row."""
    entry = knowledge().entries.get(key)
    return actor_for_entry(entry) if entry else None


def meant_by(options: Sequence[Option]) -> Actor | None:
    """Return whom these options mean: the only one, or the only one of the archive; else None."""
    likely = [option for option in options if option.actor] or options
    if len(likely) != 1:
        return None
    (option,) = likely
    return Actor.objects.get(pk=option.actor) if option.actor else actor_of_entry(option.entry)


def _actors(folded: str, but: int) -> Iterator[tuple[int, Option]]:
    actors: ActorQuerySet = Actor.objects.current().exclude(pk=but)
    often = actors.order_by("-article_count", "pk")
    alike = (
        actors.filter(names__normalised_name__trigram_similar=folded)
        .annotate(likeness=Max(TrigramSimilarity("names__normalised_name", folded)))
        .filter(likeness__gte=LEAST_SIMILAR)
        .order_by("-likeness", "pk")
    )
    for rank, found in enumerate((often.named_exactly(folded), often.called(folded), alike)):
        for actor in found[:MOST_OPTIONS]:
            yield rank, _of_actor(actor)


def _entries(folded: str) -> list[tuple[int, Option]]:
    names, owners = _knowledge_names()
    # Where a word begins: "assad" is not what an ambassador is looked up by.
    beginning = re.compile(rf"(?<!\w){re.escape(folded)}")
    containing = [number for number, name in enumerate(names) if beginning.search(name)]
    containing.sort(key=lambda number: (names[number] != folded, len(names[number])))
    alike = process.extract(
        folded, names, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MOST_OPTIONS
    )
    numbers = containing[:MOST_OPTIONS] + [number for _name, _score, number in alike]
    ranks = {
        owners[number].key: 0 if names[number] == folded else 1 if folded in names[number] else 2
        for number in reversed(numbers)
    }
    entries = {owners[number].key: owners[number] for number in numbers}
    return [(ranks[option.entry], option) for option in _not_yet_here(entries.values())]


@cache
def _knowledge_names() -> tuple[list[str], list[Entry]]:
    """Every name of the knowledge file, folded, and beside it whose it is."""
    pairs = [
        (fold(name), entry)
        for entry in knowledge().entries.values()
        for name in (entry.name, *entry.aliases)
    ]
    return [name for name, _entry in pairs], [entry for _name, entry in pairs]


def _not_yet_here(entries: Iterable[Entry]) -> list[Option]:
    """Return the entries that are no actor of the archive. One query."""
    asked = list(entries)
    ids = [entry.wikidata for entry in asked if entry.wikidata]
    here = Actor.objects.filter(Q(key__in=[entry.key for entry in asked]) | Q(wikidata__in=ids))
    known = {value for pair in here.values_list("key", "wikidata") for value in pair if value}
    return [
        Option(entry.name, entry.kind, entry.description, entry=entry.key)
        for entry in asked
        if not known & {entry.key, entry.wikidata}
    ]


def _of_actor(actor: Actor) -> Option:
    return Option(
        actor.name,
        actor.kind,
        actor.description,
        actor.article_count,
        actor=actor.pk,
        url=actor.get_absolute_url(),
    )


def _first_of_each(found: Iterable[Option]) -> list[Option]:
    seen: dict[tuple[int | None, str], Option] = {}
    for option in found:
        seen.setdefault((option.actor, option.entry), option)
    return list(seen.values())
