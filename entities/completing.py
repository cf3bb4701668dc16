"""What the beginning of a search may become: names of actors, then words of the archive.

Each completion is a whole search. Where the words typed before are no part of the name, they stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode

from articles.search import SearchTimeout, time_limit
from articles.search.similar import completions
from articles.search.words import tidy
from entities.models import Actor, ActorName
from entities.names import fold

MOST_ACTORS = 6
MOST_WORDS = 4
# A single letter begins every tenth name.
LEAST_LETTERS = 2
# Of a word three letters tell something.
LEAST_OF_A_WORD = 3
# Longer than any name that is typed as far as this.
MOST_LETTERS = 100
# Later than this nobody waits for it any more.
TIMEOUT_MS = 500


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` is shown and searched for where nothing knows of actors; `url` is the search."""

    text: str
    description: str
    url: str


def complete(typed: str) -> list[Completion]:
    """Return what may be meant: actors by their number of articles, then words by theirs.

    A name is completed from the beginning of any word of it, without regard to case and accents.
    Six short queries at most; nothing for what takes longer than half a second. Takes any text.
    """
    words = tidy(typed).text
    if not LEAST_LETTERS <= len(words) <= MOST_LETTERS:
        return []
    head, _space, last = words.rpartition(" ")
    try:
        with time_limit(TIMEOUT_MS):
            found = list(_actors("", words))
            if not found and head and len(last) >= LEAST_OF_A_WORD:
                found = list(_actors(head, last))
            return found + list(_words(head, last))
    except SearchTimeout:
        return []


def actors_called(beginning: str, most: int = MOST_ACTORS) -> list[Actor]:
    """Return public actors of whose names a word begins so, those of most articles first.

    One query: the planner walks the actors from the most frequent on where many are called so, and
    asks the trigrams of names where few are (docs/decisions/0013).
    """
    folded = fold(beginning)
    begins = Q(normalised_name__startswith=folded)
    for mark in " -":
        begins |= Q(normalised_name__contains=f"{mark}{folded}")
    names = ActorName.objects.filter(begins, actor=OuterRef("pk"))
    called = Actor.objects.public().filter(Exists(names))
    return list(called.order_by("-article_count", "pk")[:most])


def _actors(head: str, beginning: str) -> Iterator[Completion]:
    """Actors of that beginning, with the words that stay. Two queries."""
    actors = actors_called(beginning)
    folded = fold(beginning)
    by: dict[int, str] = {}
    names = ActorName.objects.filter(actor__in=actors).order_by("actor_id", "-origin", "name")
    for name in names if actors else ():
        if _begins(fold(name.name), folded):
            by.setdefault(name.actor_id, name.name)
    for actor in actors:
        told = [actor.get_kind_display()]
        if not _begins(fold(actor.name), folded) and actor.pk in by:
            told.append(f"also as {by[actor.pk]}")
        told.append(f"{actor.article_count:,} article{'s' if actor.article_count != 1 else ''}")
        fields = {"q": head, "actor": actor.slug} if head else {"actor": actor.slug}
        text = f"{head} {actor.name}".strip()
        yield Completion(text, ", ".join(told), f"{reverse('search')}?{urlencode(fields)}")


def _words(head: str, last: str) -> Iterator[Completion]:
    if len(last) < LEAST_OF_A_WORD:
        return
    for word in completions(last, MOST_WORDS):
        text = f"{head} {word}".strip()
        yield Completion(text, "word", f"{reverse('search')}?{urlencode({'q': text})}")


def _begins(name: str, beginning: str) -> bool:
    """Whether some word of the folded name begins so."""
    return any(f"{mark}{beginning}" in f" {name}" for mark in " -")
