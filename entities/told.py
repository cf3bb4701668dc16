"""What an article tells, as its tags stand: who speaks in a quote, and who deals with whom.

The machine's rows name the actors it saw; `told_in` says whom readers see in their place and where
the words now stand, `write_told` stores that and what the pages of actors look it up by. Derived
together with the tags, in the same transaction, by entities.publish alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from articles.models import Article
from entities.anchoring import moved_by
from entities.attribution import Owners
from entities.models import Actor, Dealing, Interaction, Quote, QuoteAbout, Tag
from entities.models.told import Finding
from entities.quote_words import write_words
from entities.resolution import ResolvedTag, Suggestion

# Rows of one statement: a text of ten thousand quotes must not become one of a hundred megabytes.
BATCH = 500
_WHERE = ("moved_by", "orphaned")
_BOTH = Dealing.Side.BOTH
_DEALING = ("interaction_id", "actor_id", "other_id", "kind", "side", "modality")
_DERIVED: dict[type[Finding], tuple[str, ...]] = {
    Quote: (*_WHERE, "speaker_id"),
    Interaction: (*_WHERE, "source_id", "target_id", "by_id"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of an article in reading order, derived anew; `changed` are not yet stored so.

    `about`: whom each quote that readers see names, by its id. `unsearched`: ids of the quotes of
    which no word can be searched yet.
    """

    quotes: tuple[Quote, ...]
    interactions: tuple[Interaction, ...]
    about: dict[int, frozenset[int]]
    changed: tuple[Finding, ...]
    unsearched: frozenset[int]

    @property
    def shown_quotes(self) -> list[Quote]:
        """What readers see, in reading order."""
        return [quote for quote in self.quotes if is_shown(quote)]

    @property
    def shown_interactions(self) -> list[Interaction]:
        return [told for told in self.interactions if is_shown(told)]


def is_shown(row: Finding) -> bool:
    """Whether readers see it (the condition SHOWN of the database)."""
    return row.status != Tag.Status.REJECTED and not row.orphaned


def told_in(
    article: Article,
    suggestions: Sequence[Suggestion],
    tags: Sequence[ResolvedTag],
    moves: Sequence[int],
) -> Told:
    """Derive what the article tells from its rows and tags. Three queries.

    Words that are not where `moves` would have them wait for the next extraction. Whoever is not
    a tag that readers see is nobody: a quote is then of an unknown speaker, an interaction gone.
    """
    return derive(article, found_in([article.pk]), suggestions, tags, moves)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of the machine as they are stored, in reading order, and whom its actors became."""

    quotes: Sequence[Quote]
    interactions: Sequence[Interaction]
    kept: dict[int, int]


def found_in(articles: Iterable[int]) -> Found:
    """Return what the machine found in these articles, one after the other. Three queries."""
    ids = list(articles)
    searched = Q(search_vector__isnull=False)
    found = Quote.objects.filter(article__in=ids).annotate(searched=searched)
    quotes = list(found.order_by("article_id", "start", "pk"))
    told = Interaction.objects.filter(article__in=ids).order_by("article_id", "start", "pk")
    interactions = list(told)
    return Found(quotes, interactions, _kept(quotes, interactions))


def derive(
    article: Article,
    found: Found,
    suggestions: Sequence[Suggestion],
    tags: Sequence[ResolvedTag],
    moves: Sequence[int],
) -> Told:
    """Derive what an article tells from its rows, which are changed, and its tags. No query."""
    owners = Owners(suggestions, tags)
    quotes, interactions, kept = found.quotes, found.interactions, found.kept
    rows: list[Finding] = [*quotes, *interactions]
    before = {(type(row), row.pk): _derived(row) for row in rows}
    for row in rows:
        by = moved_by(row.start, row.end, row.words_hash, article.body, moves)
        row.moved_by, row.orphaned = by or 0, by is None
    for quote in quotes:
        _derive_quote(quote, owners, kept)
    for told in interactions:
        _derive_interaction(told, owners, kept)
    return Told(
        quotes=tuple(quotes),
        interactions=tuple(interactions),
        about={
            quote.pk: frozenset(
                owners.named(quote.start + quote.moved_by, quote.end + quote.moved_by)
                - {quote.speaker_id or 0}
            )
            for quote in quotes
            if is_shown(quote)
        },
        changed=tuple(row for row in rows if before[type(row), row.pk] != _derived(row)),
        unsearched=frozenset(quote.pk for quote in quotes if not quote.searched),
    )


def write_told(article: Article, told: Told) -> None:
    """Store what was derived; rows that are as they were are left alone. Two queries and writes.

    The article must be locked: whether it is public is noted beside what it tells.
    """
    write_told_many([(article, told)])


def write_told_many(tellings: Sequence[tuple[Article, Told]]) -> None:
    """The same for several articles, in as many queries."""
    all_changed = [row for _article, told in tellings for row in told.changed]
    for model, names in _DERIVED.items():
        changed = [row for row in all_changed if isinstance(row, model)]
        fields = [name.removesuffix("_id") for name in names]
        model._default_manager.bulk_update(changed, fields, batch_size=BATCH)
    renamed = _write_about([told for _article, told in tellings])
    changed_quotes = {row.pk for row in all_changed if isinstance(row, Quote)} | renamed
    words: dict[int, str | None] = {}
    for article, told in tellings:
        words |= _words(article, told, changed_quotes)
    write_words(words)
    _write_dealings(tellings)


def _derive_quote(quote: Quote, owners: Owners, kept: dict[int, int]) -> None:
    found = quote.found_speaker_id
    if found is None or quote.orphaned:
        quote.speaker_id = None
        return
    start = quote.start if quote.speaker_start is None else quote.speaker_start
    end = quote.start if quote.speaker_end is None else quote.speaker_end
    quote.speaker_id = owners.of(kept[found], start + quote.moved_by, end + quote.moved_by)


def _derive_interaction(told: Interaction, owners: Owners, kept: dict[int, int]) -> None:
    start, end = told.start + told.moved_by, told.end + told.moved_by
    told.source_id = owners.of(kept[told.found_source_id], start, end)
    told.target_id = owners.of(kept[told.found_target_id], start, end)
    told.by_id = owners.of(kept[told.found_by_id], start, end) if told.found_by_id else None
    sides = {told.source_id, told.target_id}
    if told.orphaned or None in sides or len(sides) == 1:
        told.orphaned = True
        told.source_id = told.target_id = told.by_id = None


def _kept(quotes: Sequence[Quote], interactions: Sequence[Interaction]) -> dict[int, int]:
    """Whom each actor of the machine was merged into, itself if into none. One query."""
    found = [quote.found_speaker_id for quote in quotes]
    for told in interactions:
        found += [told.found_source_id, told.found_target_id, told.found_by_id]
    pks = {pk for pk in found if pk is not None}
    pairs = Actor.objects.filter(pk__in=pks).values_list("pk", "merged_into")
    return {pk: merged or pk for pk, merged in pairs}


def _derived(row: Finding) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _DERIVED[type(row)])


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
        (quote, actor)
        for told in tellings
        for quote, actors in told.about.items()
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
