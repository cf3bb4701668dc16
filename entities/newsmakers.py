"""Who is in the news of a week, against what is usual for them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from entities.models import Actor, ActorWeek

WEEK = datetime.timedelta(weeks=1)
# What is usual: the mean of so many weeks before, fewer where the archive is younger.
WEEKS_BEFORE = 52
# Those in most articles of the week are compared with their usual level; others are not unusual.
MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Newsmaker:
    """An actor, its articles of the week, and of how many weeks before there were how many."""

    actor: Actor
    count: int
    before: int
    weeks: int

    @property
    def usual(self) -> float:
        return self.before / self.weeks if self.weeks else 0.0

    @property
    def surprise(self) -> float:
        """How far above the usual: the difference in what chance alone would make of it."""
        return float((self.count - self.usual) / (self.usual + 1) ** 0.5)

    @property
    def usual_words(self) -> str:
        """ "usually 3 a week"; rarer ones by the weeks that were looked at."""
        if not self.weeks:
            return "in the first week of the archive"
        span = f"{self.weeks} weeks" if self.weeks > 1 else "week"
        if not self.before:
            return f"none in the {span} before"
        if self.usual < 1:
            return f"{self.before} in the {span} before"
        return f"usually {round(self.usual):,} a week"


@dataclass(frozen=True, slots=True)
class NewsWeek:
    """The newest week with articles; `current` if it is the one that is now."""

    first: datetime.date
    current: bool
    newsmakers: list[Newsmaker]


def news_week(most: int) -> NewsWeek | None:
    """Return who is most unusually often in the news of the newest week. At most five queries.

    Articles that are dated ahead of today are not looked at.
    """
    today = timezone.now().astimezone(datetime.UTC).date()
    counted: Any = ActorWeek.objects.filter(article_count__gt=0, week__lte=today)
    newest = counted.order_by("-week").values_list("week", flat=True).first()
    if newest is None:
        return None
    first = counted.order_by("week").values_list("week", flat=True)[0]
    weeks = min(WEEKS_BEFORE, (newest - first) // WEEK)
    rows = counted.filter(week=newest).order_by("-article_count", "actor")
    counts = dict(rows.values_list("actor", "article_count")[:MOST_COMPARED])
    earlier = counted.filter(actor__in=counts, week__gte=newest - weeks * WEEK, week__lt=newest)
    before = dict(earlier.order_by().values_list("actor").annotate(Sum("article_count")))
    actors = Actor.objects.public().in_bulk(counts)
    newsmakers = [
        Newsmaker(actor, counts[pk], before.get(pk, 0), weeks) for pk, actor in actors.items()
    ]
    newsmakers.sort(key=lambda one: (-one.surprise, -one.actor.article_count, one.actor.pk))
    return NewsWeek(newest, newest + WEEK > today, newsmakers[:most])
