"""What an article tells, as its tags and decisions stand: who speaks, and who deals with whom.

The machine's rows name the actors it saw, decisions say what it should have said; `told_in` says
what readers see in their place and where the words now stand, `entities.told_write` stores that.
Derived together with the tags, in the same transaction, by entities.publish alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from articles.models import Article
from entities.anchoring import moved_by
from entities.attribution import Owners, Pinned
from entities.models import Actor, Interaction, Quote, Tag
from entities.models.told import Finding
from entities.publication import rule_of_site
from entities.resolution import ResolvedTag, Suggestion
from entities.rulings import Rulings
from entities.told_held import held_rows, hide_doubles, pair_of
from entities.told_rulings import Held, ToldRuling, play

_SHARED = (
    *("start", "end", "words_hash", "nth", "moved_by", "orphaned"),
    *("status", "decision_id"),
)
# What follows from tags and decisions, by what it is of.
DERIVED: dict[type[Finding], tuple[str, ...]] = {
    Quote: (*_SHARED, "speaker_id"),
    Interaction: (
        *(*_SHARED, "source_id", "target_id", "by_id"),
        *("kind", "modality", "symmetric"),
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of an article in reading order, derived anew; `changed` are not yet stored so.

    Rows that are not stored at all have no key. `gone` are stored, and nobody says so any more.
    `about`: whom each quote names that readers see, by its place in `quotes`. `unsearched`: ids of
    the quotes of which no word can be searched yet.
    """

    quotes: tuple[Quote, ...]
    interactions: tuple[Interaction, ...]
    about: tuple[frozenset[int], ...]
    changed: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    unsearched: frozenset[int]

    @property
    def shown_quotes(self) -> list[Quote]:
        """What readers see, in reading order."""
        return [quote for quote in self.quotes if is_shown(quote)]

    @property
    def shown_interactions(self) -> list[Interaction]:
        return [told for told in self.interactions if is_shown(told)]

    @property
    def decided(self) -> list[Finding]:
        """What people decided on, shown or not."""
        return [row for row in (*self.quotes, *self.interactions) if row.decision_id]


def is_shown(row: Finding) -> bool:
    """Whether readers see it (in the database: SHOWN and the rule of the site)."""
    return not row.orphaned and rule_of_site().shows_told(row.status)


def told_in(
    article: Article,
    suggestions: Sequence[Suggestion],
    tags: Sequence[ResolvedTag],
    moves: Sequence[int],
    rulings: Rulings,
) -> Told:
    """Derive what the article tells from its rows, its tags and its decisions. Three queries.

    Words that are not where `moves` or a decision would have them wait for the next extraction.
    Whoever is not a tag that readers see is nobody, unless a decision names them: a quote is then
    of an unknown speaker, an interaction gone.
    """
    found = found_in({article.pk: rulings})[article.pk]
    return derive(article, found, suggestions, tags, moves, rulings)


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored of an article, in reading order, and whom its actors were merged into."""

    quotes: Sequence[Any]
    interactions: Sequence[Interaction]
    kept: Mapping[int, int]


def found_in(rulings: Mapping[int, Rulings]) -> dict[int, Found]:
    """Return what is stored of articles, given the rulings of each by its id. Three queries."""
    searched = Q(search_vector__isnull=False)
    quotes: dict[int, list[Quote]] = {article: [] for article in rulings}
    stored = Quote.objects.filter(article__in=rulings).annotate(searched=searched)
    for quote in stored.order_by("start", "pk"):
        quotes[quote.article_id].append(quote)
    told: dict[int, list[Interaction]] = {article: [] for article in rulings}
    for one in Interaction.objects.filter(article__in=rulings).order_by("start", "pk"):
        told[one.article_id].append(one)
    rows: list[Finding] = [row for some in quotes.values() for row in some]
    rows += [row for some in told.values() for row in some]
    decided = [r for one in rulings.values() for r in (*one.quotes, *one.interactions)]
    kept = _kept(rows, decided)
    return {article: Found(quotes[article], told[article], kept) for article in rulings}


def derive(
    article: Article,
    found: Found,
    suggestions: Sequence[Suggestion],
    tags: Sequence[ResolvedTag],
    moves: Sequence[int],
    rulings: Rulings,
) -> Told:
    """The same of rows that were read, which are changed. No query."""
    quotes, interactions, kept = found.quotes, found.interactions, found.kept
    stored: list[Finding] = [*quotes, *interactions]
    before = {id(row): derived(row) for row in stored}
    unsearched = frozenset(quote.pk for quote in quotes if not quote.searched)
    for row in stored:
        by = moved_by(row.start, row.end, row.words_hash, article.body, moves)
        row.moved_by, row.orphaned = by or 0, by is None
    owners = Owners(suggestions, tags)
    pinned = Pinned(tags, rulings.tags, only_tagged=bool(article.hidden_names))
    said = held_rows(article, quotes, play(article.body, rulings.quotes), kept)
    done = held_rows(article, interactions, play(article.body, rulings.interactions), kept)
    held = {id(row): one for row, one in (*said.values(), *done.values())}
    every_quote = _said_by_anybody(quotes, said)
    every_interaction = _said_by_anybody(interactions, done)
    for quote in every_quote:
        _derive_quote(quote, held.get(id(quote)), owners, pinned, kept)
    for told in every_interaction:
        _derive_interaction(told, held.get(id(told)), owners, pinned, kept)
    hide_doubles(every_quote, said.values(), lambda _row: frozenset())
    hide_doubles(
        every_interaction, done.values(), lambda row: pair_of(kept, row.source_id, row.target_id)
    )
    for told in every_interaction:
        if told.orphaned:
            told.source_id = told.target_id = told.by_id = None
    rows: list[Finding] = [*every_quote, *every_interaction]
    present = {id(row) for row in rows}
    return Told(
        quotes=tuple(every_quote),
        interactions=tuple(every_interaction),
        about=tuple(_about(quote, owners) for quote in every_quote),
        changed=tuple(row for row in rows if before.get(id(row)) != derived(row)),
        gone=tuple(row for row in stored if id(row) not in present),
        unsearched=unsearched,
    )


def token_of(article: Article, row: Finding) -> str:
    """Return what a page shows of a stored row, as verbs compare it: text, decision, and who.

    Another text, decision, speaker, side or kind makes another token.
    """
    if isinstance(row, Interaction):
        shown = f"{row.source_id or 0}-{row.target_id or 0}-{row.by_id or 0}-{row.kind}"
        shown += f"-{row.modality}{'-both' if row.symmetric else ''}"
    else:
        shown = str(getattr(row, "speaker_id", None) or 0)
    return f"{article.version_number}.{row.decision_id or 0}.{shown}"


def derived(row: Finding) -> tuple[object, ...]:
    """What of a row follows from tags and decisions."""
    return tuple(getattr(row, name) for name in DERIVED[type(row)])


def _said_by_anybody(rows: Sequence[Any], found: Mapping[int, tuple[Any, Held]]) -> list[Any]:
    """The rows of the machine and of decisions in force, in reading order."""
    every = {id(row): row for row in rows if row.run_id is not None}
    every |= {id(row): row for row, _one in found.values()}
    return sorted(every.values(), key=lambda row: (row.start + row.moved_by, row.pk or 0))


def _about(quote: Quote, owners: Owners) -> frozenset[int]:
    if not is_shown(quote):
        return frozenset()
    start, end = quote.start + quote.moved_by, quote.end + quote.moved_by
    return frozenset(owners.named(start, end) - {quote.speaker_id or 0})


def _derive_quote(
    quote: Quote, held: Held | None, owners: Owners, pinned: Pinned, kept: Mapping[int, int]
) -> None:
    _set_status(quote, held)
    if quote.orphaned:
        quote.speaker_id = None
        return
    if held and held.pin is not None:
        quote.speaker_id = _person(pinned, kept, held.pin["speaker"])
        return
    found = quote.found_speaker_id
    if found is None:
        quote.speaker_id = None
        return
    start = quote.start if quote.speaker_start is None else quote.speaker_start
    end = quote.start if quote.speaker_end is None else quote.speaker_end
    quote.speaker_id = owners.of(kept[found], start + quote.moved_by, end + quote.moved_by)


def _derive_interaction(
    told: Interaction, held: Held | None, owners: Owners, pinned: Pinned, kept: Mapping[int, int]
) -> None:
    said = told.found or (held.last.finding if held else None)
    _set_status(told, held)
    if held and held.pin is not None:
        said = held.pin
        sides = [_person(pinned, kept, held.pin[name]) for name in ("source", "target", "by")]
    else:
        start, end = told.start + told.moved_by, told.end + told.moved_by
        found = (told.found_source_id, told.found_target_id, told.found_by_id)
        sides = [owners.of(kept[pk], start, end) if pk else None for pk in found]
    if said:
        told.kind, told.modality = said["kind"], said["modality"]
        told.symmetric = said["symmetric"]
    told.source_id, told.target_id, told.by_id = sides
    if None in sides[:2] or sides[0] == sides[1]:
        told.orphaned = True


def _set_status(row: Finding, held: Held | None) -> None:
    row.status = held.status if held else Tag.Status.SUGGESTED
    row.decision_id = held.ruling if held else None


def _person(pinned: Pinned, kept: Mapping[int, int], actor: int | None) -> int | None:
    return pinned.now(kept[actor]) if actor and actor in kept else None


def _kept(rows: Iterable[Finding], rulings: Iterable[ToldRuling]) -> dict[int, int]:
    """Whom each actor of the rows and decisions was merged into, itself if none. One query."""
    found: list[int | None] = []
    for row in rows:
        if isinstance(row, Quote):
            found.append(row.found_speaker_id)
        elif isinstance(row, Interaction):
            found += [row.found_source_id, row.found_target_id, row.found_by_id]
    for ruling in rulings:
        for said in (ruling.finding, ruling.pin or {}):
            found += [said.get(name) for name in ("speaker", "source", "target", "by")]
    pks = {pk for pk in found if pk is not None}
    pairs = Actor.objects.filter(pk__in=pks).values_list("pk", "merged_into")
    return {pk: merged or pk for pk, merged in pairs}
