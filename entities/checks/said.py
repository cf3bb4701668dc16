"""Quotes whose speaker cannot be right: dead, or not in the article."""

import datetime
from collections.abc import Iterator

from django.db import connection

from entities.checks.lines import Line, key_ranges
from entities.models import Actor, Quote
from entities.partial_dates import last_day

# Obituaries and inquests quote the dead for weeks.
MOURNING = datetime.timedelta(days=31)
# The newest articles of one person; whoever settles them has seen enough.
MOST_ARTICLES = 50
PEOPLE = 100
# A step: so many keys of quotes, each with one probe of tag_once.
QUOTES = 20_000

_AFTER = """
SELECT quote.article_id, min(quote.id), (max(quote.sort_at) AT TIME ZONE 'UTC')::date
FROM entities_quote quote JOIN articles_article article ON article.id = quote.article_id
WHERE quote.speaker_id = %s AND quote.sort_at >= %s AND quote.status <> 'rejected'
    AND NOT quote.orphaned AND quote.direct AND article.published_at IS NOT NULL
    AND article.published_precision IN ('day', 'minute')
GROUP BY quote.article_id ORDER BY max(quote.sort_at) DESC LIMIT %s
"""
_UNTAGGED = """
SELECT quote.article_id, quote.speaker_id, min(quote.id), count(*) FROM entities_quote quote
WHERE quote.id > %s AND quote.id <= %s AND quote.speaker_id IS NOT NULL
    AND quote.status <> 'rejected' AND NOT quote.orphaned
    AND NOT EXISTS (
        SELECT FROM entities_tag tag WHERE tag.article_id = quote.article_id
        AND tag.actor_id = quote.speaker_id AND tag.status <> 'rejected' AND NOT tag.orphaned
    )
GROUP BY quote.article_id, quote.speaker_id ORDER BY 1, 2
"""


def after_death(after: int) -> Iterator[tuple[int, list[Line]]]:
    """A direct quote in an article of more than a month after its speaker died.

    A walk of quote_by_speaker for each of the few whose death is known.
    """
    dead = Actor.objects.current().exclude(died_on="").order_by("pk")
    while people := list(dead.filter(pk__gt=after)[:PEOPLE]):
        after = people[-1].pk
        yield after, [line for actor in people for line in _quotes_after(actor)]


def speaker_without_tag(after: int) -> Iterator[tuple[int, list[Line]]]:
    """A quote that readers see, and no tag of its speaker that they see."""
    for low, high in key_ranges(Quote.objects.all(), after, QUOTES):
        with connection.cursor() as cursor:
            cursor.execute(_UNTAGGED, [low, high])
            rows = cursor.fetchall()
        yield (
            high,
            [
                Line(
                    key=f"{article}:{speaker}",
                    actor=speaker,
                    article=article,
                    detail={"quote": quote, "quotes": count},
                )
                for article, speaker, quote, count in rows
            ],
        )


def _quotes_after(actor: Actor) -> list[Line]:
    first = last_day(actor.died_on) + MOURNING
    moment = datetime.datetime.combine(first, datetime.time(), datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(_AFTER, [actor.pk, moment, MOST_ARTICLES])
        rows = cursor.fetchall()
    return [
        Line(
            key=f"{article}:{actor.pk}",
            actor=actor.pk,
            article=article,
            facts=f"{actor.died_on}|{day}",
            detail={"quote": quote, "died_on": actor.died_on},
        )
        for article, quote, day in rows
    ]
