"""What else tells of the same: the article before and after in a story, and similar ones.

Both are read off the public tags of articles within days, as far as articles.search.near walks:
those that share at least two of the five actors that the article is most about. A shared actor
weighs the more, the fewer articles it has.
Only articles whose day is known are compared. Each says why it is there.
"""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from articles.dates import published_day
from articles.models import Article
from articles.search.near import Near, near
from entities.models import Actor

# What an article is about, and of those what makes the next article one of its story.
MOST_ABOUT = 5
LEADING = 2
SIMILAR_WITHIN = datetime.timedelta(days=14)
STORY_WITHIN = datetime.timedelta(days=7)
MOST_SIMILAR = 5
COPY = "nearly the same"
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another article, and why it is named beside this one: "shares X and Y, a day later"."""

    article: Article
    why: str


@dataclass(frozen=True, slots=True)
class Around:
    """The nearest earlier and later article of the story, and others like this, the best first."""

    earlier: Neighbour | None
    later: Neighbour | None
    similar: list[Neighbour]


def around(article: Article, actors: Mapping[int, Actor], copies: Sequence[Article]) -> Around:
    """Return what to read beside an article of these actors and copies. Two queries at most."""
    day = published_day(article)
    if article.published_at is None or day is None:
        return Around(None, None, [])
    about = [pk for pk in article.actor_ids if pk in actors][:MOST_ABOUT]
    found = [
        one
        for one in near(article.pk, article.published_at, about, SIMILAR_WITHIN)
        if one.lead_id is None or one.lead_id != article.lead_id
    ]
    own = (article.published_at, article.pk)
    story = [(one.sort_at, one.id) for one in found if _same_story(one, article, about)]
    story += [(copy.sort_at, copy.pk) for copy in copies if published_day(copy)]
    before = max((key for key in story if key < own), default=None)
    after = min((key for key in story if key > own), default=None)
    beside = {key[1] for key in (before, after) if key}
    similar = _best([one for one in found if one.id not in beside], article, about, actors)
    articles = {copy.pk: copy for copy in copies}
    wanted = beside.union(one.id for one in similar) - articles.keys()
    articles |= Article.objects.public().for_list().in_bulk(wanted) if wanted else {}
    labels = {one.id: one.labels for one in found}

    def neighbour(pk: int) -> Neighbour:
        other = articles[pk]
        shared = [actors[label].name for label in about if label in labels.get(pk, ())]
        why = f"shares {_listed(shared)}" if shared else COPY
        return Neighbour(other, f"{why}, {_apart(day, published_day(other) or day)}")

    def step(key: tuple[datetime.datetime, int] | None) -> Neighbour | None:
        return neighbour(key[1]) if key and key[1] in articles else None

    return Around(
        step(before), step(after), [neighbour(one.id) for one in similar if one.id in articles]
    )


def _same_story(other: Near, article: Article, about: Sequence[int]) -> bool:
    leading = set(about[:LEADING])
    apart = abs(other.sort_at - article.sort_at)
    return apart <= STORY_WITHIN and leading <= set(other.labels[:MOST_ABOUT])


def _best(
    found: Iterable[Near], article: Article, about: Sequence[int], actors: Mapping[int, Actor]
) -> list[Near]:
    """Return the most similar, one of each group of copies."""

    def order(other: Near) -> tuple[float, datetime.timedelta, int]:
        shared = [actors[pk] for pk in about if pk in other.labels]
        weight = sum(1 / math.log2(actor.article_count + 2) for actor in shared)
        return -weight, abs(other.sort_at - article.sort_at), other.id

    best: dict[int, Near] = {}
    for other in sorted(found, key=order):
        if sum(pk in other.labels for pk in about) >= LEADING:
            best.setdefault(other.lead_id or other.id, other)
    return list(best.values())[:MOST_SIMILAR]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _apart(day: datetime.date, other: datetime.date) -> str:
    days = abs((other - day).days)
    if not days:
        return "the same day"
    number = _NUMBERS[days - 1] if days <= len(_NUMBERS) else f"{days:,}"
    return f"{number} day{'s' if days > 1 else ''} {'later' if other > day else 'earlier'}"
