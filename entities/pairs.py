"""What the archive holds of two actors together: articles with both, and what these tell of them.

Every interaction stands in an article with both, so that the timeline is a list of articles, each
with its interactions. The articles, their total and their years are one answer of
`articles.search`; the interactions are counted from the rows that are listed.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse

from articles.models import Article
from entities.models import Actor, Dealing, Interaction
from entities.told_lists import DealingLine, dealing_lines, dealings_between

# A report of negotiations may tell of fifty; the rest is read in the article.
MOST_IN_ARTICLE = 10
# Undated articles stand at the far end of every list.
UNDATED_YEAR = 1

Kind = Interaction.Kind
Side = Dealing.Side


@dataclass(frozen=True, slots=True)
class Counted:
    """How many interactions there are of a kind, side, manner and year (0: undated)."""

    kind: str
    side: str
    modality: str
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the timeline with what it tells of the two; `more` is told in it besides."""

    article: Article
    lines: Sequence[DealingLine] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """Entries of a year, in the order of the list; None for those without a date."""

    year: int | None
    entries: list[Entry]


def pair_address(one: Actor, other: Actor) -> str:
    """Return where the page of two actors is: in the order of their slugs."""
    first, second = sorted([one.slug, other.slug])
    return reverse("actor_pair", args=[first, second])


def counted_between(actor: Actor, other: Actor) -> list[Counted]:
    """Count the interactions of two actors, as the first one's. One query, of an index alone."""
    rows = Dealing.objects.filter(actor=actor, other=other, public=True)
    years = ExtractYear("sort_at", tzinfo=datetime.UTC)
    counted = rows.order_by().values("kind", "side", "modality", year=years)
    return [
        Counted(
            row["kind"],
            row["side"],
            row["modality"],
            0 if row["year"] == UNDATED_YEAR else row["year"],
            row["n"],
        )
        for row in counted.annotate(n=Count("*"))
    ]


def totals(counted: Iterable[Counted], name: str) -> Counter[str]:
    """Sum what was counted by one of its columns."""
    found: Counter[str] = Counter()
    for one in counted:
        found[getattr(one, name)] += one.count
    return found


def entries_of(articles: Sequence[Article], actor: Actor, other: Actor) -> list[Entry]:
    """Return articles with what they tell of the two, in reading order. Two queries."""
    if not articles:
        return []
    instants = [article.sort_at for article in articles]
    rows = Dealing.objects.filter(
        actor=actor,
        other=other,
        public=True,
        sort_at__range=(min(instants), max(instants)),
        interaction__article__in=[article.pk for article in articles],
    )
    told: dict[int, list[int]] = {}
    for article, pk in rows.order_by("interaction").values_list(
        "interaction__article_id", "interaction_id"
    ):
        told.setdefault(article, []).append(pk)
    shown = [pk for pks in told.values() for pk in pks[:MOST_IN_ARTICLE]]
    lines: dict[int, list[DealingLine]] = {}
    for line in dealing_lines(dealings_between(actor, other).filter(interaction__in=shown)):
        lines.setdefault(line.article.pk, []).append(line)
    return [
        Entry(
            article,
            sorted(lines.get(article.pk, []), key=_place),
            max(0, len(told.get(article.pk, [])) - MOST_IN_ARTICLE),
        )
        for article in articles
    ]


def entries_by_article(lines: Iterable[DealingLine]) -> list[Entry]:
    """Return interactions of a list under their articles, each where its first one stands."""
    found: dict[int, list[DealingLine]] = {}
    for line in lines:
        found.setdefault(line.article.pk, []).append(line)
    return [Entry(of_one[0].article, of_one) for of_one in found.values()]


def by_year(entries: Iterable[Entry]) -> list[Year]:
    def year(entry: Entry) -> int | None:
        return entry.article.sort_at.year if entry.article.published_at else None

    return [Year(key, list(group)) for key, group in groupby(entries, year)]


def _place(line: DealingLine) -> tuple[int, int]:
    return line.told.start + line.told.moved_by, line.told.pk
