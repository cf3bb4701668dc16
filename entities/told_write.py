"""Store what an article tells, and what the pages of actors and the search look it up by."""

from collections.abc import Sequence

from articles.models import Article
from entities.models import Dealing, Quote, QuoteAbout
from entities.quote_words import write_words
from entities.row_updates import update_rows
from entities.told import DERIVED, Told, is_shown

# Rows of one statement: a text of ten thousand quotes must not become one of a hundred megabytes.
BATCH = 500
_BOTH = Dealing.Side.BOTH
_DEALING = ("interaction_id", "actor_id", "other_id", "kind", "side", "modality")


def write_told(article: Article, told: Told) -> None:
    """Store what was derived; rows that are as they were are left alone. Two queries and writes.

    The article must be locked: whether it is public is noted beside what it tells.
    """
    write_told_many([(article, told)])


def write_told_many(tellings: Sequence[tuple[Article, Told]]) -> None:
    """The same for several articles, in as many queries."""
    changed_quotes: set[int] = set()
    all_gone = [row for _article, told in tellings for row in told.gone]
    all_changed = [row for _article, told in tellings for row in told.changed]
    for model, names in DERIVED.items():
        gone = [row.pk for row in all_gone if isinstance(row, model)]
        if gone:
            model._default_manager.filter(pk__in=gone).delete()
        changed = [row for row in all_changed if isinstance(row, model)]
        stored = [row for row in changed if row.pk]
        model._default_manager.bulk_create(
            [row for row in changed if row.pk is None], batch_size=BATCH
        )
        update_rows(stored, names)
        if model is Quote:
            changed_quotes = {row.pk for row in changed}
    changed_quotes |= _write_about([told for _article, told in tellings])
    words: dict[int, str | None] = {}
    for article, told in tellings:
        words |= _words(article, told, changed_quotes)
    write_words(words)
    _write_dealings(tellings)


def _words(article: Article, told: Told, changed: set[int]) -> dict[int, str | None]:
    """The words to be searched from now on, by quote: what readers see, and nothing else."""
    words: dict[int, str | None] = {}
    for quote in told.quotes:
        start, end = quote.start + quote.moved_by, quote.end + quote.moved_by
        if is_shown(quote) and (quote.pk in changed or quote.pk in told.unsearched):
            words[quote.pk] = article.body[start:end]
        elif not is_shown(quote) and quote.pk not in told.unsearched:
            words[quote.pk] = None
    return words


def _write_about(tellings: Sequence[Told]) -> set[int]:
    """Store whom quotes name; returns the ids of the quotes of which that has changed."""
    wanted = {
        (quote.pk, actor)
        for told in tellings
        for quote, actors in zip(told.quotes, told.about, strict=True)
        for actor in actors
    }
    quotes = [quote for told in tellings for quote in told.quotes]
    rows = QuoteAbout.objects.filter(quote__in=[quote.pk for quote in quotes])
    had = {(quote, actor): pk for pk, quote, actor in rows.values_list("pk", "quote", "actor")}
    gone = [pk for key, pk in had.items() if key not in wanted]
    if gone:
        QuoteAbout.objects.filter(pk__in=gone).delete()
    sort_at = {quote.pk: quote.sort_at for quote in quotes}
    QuoteAbout.objects.bulk_create(
        [
            QuoteAbout(quote_id=quote, actor_id=actor, sort_at=sort_at[quote])
            for quote, actor in sorted(wanted - had.keys())
        ],
        batch_size=BATCH,
    )
    return {quote for quote, _actor in wanted ^ had.keys()}


def _write_dealings(tellings: Sequence[tuple[Article, Told]]) -> None:
    wanted = {
        (one.pk, actor, other, one.kind, str(_BOTH if one.symmetric else side), one.modality): (
            one.sort_at,
            article.status == Article.Status.PUBLISHED,
        )
        for article, told in tellings
        for one in told.shown_interactions
        if one.source_id and one.target_id
        for actor, other, side in (
            (one.source_id, one.target_id, Dealing.Side.SOURCE),
            (one.target_id, one.source_id, Dealing.Side.TARGET),
        )
    }
    interactions = [one.pk for _article, told in tellings for one in told.interactions]
    rows = Dealing.objects.filter(interaction__in=interactions)
    had = {
        key: pk for pk, *columns in rows.values_list("pk", *_DEALING) for key in [tuple(columns)]
    }
    gone = [pk for key, pk in had.items() if key not in wanted]
    if gone:
        Dealing.objects.filter(pk__in=gone).delete()
    Dealing.objects.bulk_create(
        [
            Dealing(**dict(zip(_DEALING, key, strict=True)), sort_at=at, public=public)
            for key, (at, public) in sorted(wanted.items())
            if key not in had
        ],
        batch_size=BATCH,
    )
