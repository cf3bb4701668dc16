"""Which row of an article a finding that people decided on stands in, made anew where none is left.

The machine's own row is taken where it says the same of the same words; where it no longer does,
the finding has a row without a run. Pure of queries: rows in, rows out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from articles.models import Article
from entities.anchoring import words_hash
from entities.models import Interaction, Quote
from entities.models.told import Finding
from entities.told_rulings import Held

# Of two quotes this share of all their words in common: one quote, with other bounds.
SAME_WORDS = 0.5
# Whom ids of actors stand for, since some were merged.
Kept = Mapping[int, int]
Pair = frozenset[int | None]
Span = tuple[int, int]


def held_rows(
    article: Article, rows: Sequence[Finding], held: Sequence[Held], kept: Kept
) -> dict[int, tuple[Finding, Held]]:
    """Return for each finding that people hold its row, by the position in `held`.

    Sets where the words of that row stand. New rows have no key yet.
    """
    free = list(rows)
    stored = {_key(row): id(row) for row in rows}
    found: dict[int, tuple[Finding, Held]] = {}
    order = sorted(range(len(held)), key=lambda number: held[number].span is None)
    for number in order:
        one = held[number]
        row = _best(article, free, one, kept)
        if row is not None:
            free.remove(row)
        else:
            row = _kept_row(free, one)
            if row is not None:
                free.remove(row)
            else:
                row = _new_row(article, one, kept)
            if row is None:
                continue
        found[number] = (row, one)
        _put(article, row, one)
    _number([*rows, *(row for row, _one in found.values())], stored)
    return found


def hide_doubles(
    rows: Iterable[Finding],
    found: Iterable[tuple[Finding, Held]],
    says: Callable[[Any], Pair],
) -> None:
    """Let what the machine says on nearly the words of a decision, and nobody decided on, go."""
    decided = [(row, one) for row, one in found if not row.orphaned]
    taken = {id(row) for row, _one in decided}
    for row in rows:
        if id(row) in taken or row.orphaned:
            continue
        if any(_is_double(row, other, one, says) for other, one in decided):
            row.orphaned = True


def nearly_same(one: Span, other: Span) -> bool:
    """Whether two spans have so many characters in common that they are one quote."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and common >= SAME_WORDS * (max(one[1], other[1]) - min(one[0], other[0]))


def pair_of(kept: Kept, source: int | None, target: int | None) -> Pair:
    """Two sides, whichever way round, as who they are now."""
    return frozenset(kept.get(side, side) if side else None for side in (source, target))


def pairs_of(held: Held, kept: Kept) -> list[Pair]:
    """The sides that the machine named when it was decided on, and those that people gave it."""
    finding = held.last.finding
    pairs = [pair_of(kept, finding.get("source"), finding.get("target"))]
    pairs += [
        pair_of(kept, one.pin["source"], one.pin["target"])
        for one in held.rulings
        if one.pin and "source" in one.pin
    ]
    return pairs


def _best(article: Article, free: Sequence[Finding], held: Held, kept: Kept) -> Finding | None:
    """The machine's row that says it, on just its words."""
    finding = held.last.finding
    pairs = pairs_of(held, kept)
    best: tuple[tuple[bool, bool, bool], Finding] | None = None
    for row in free:
        if row.run_id is None or not _stands_there(article, row, held):
            continue
        rank = [True, True]
        if isinstance(row, Interaction):
            pair = pair_of(kept, row.found_source_id, row.found_target_id)
            if pair not in pairs:
                continue
            rank = [pair == pairs[0], (row.found or {}).get("kind") == finding.get("kind")]
        ranked = (rank[0], rank[1], row.nth == finding["nth"])
        if best is None or ranked > best[0]:
            best = ranked, row
    return best[1] if best else None


def _stands_there(article: Article, row: Finding, held: Held) -> bool:
    if held.span is None:
        return row.orphaned and row.words_hash == words_hash(held.last.anchor.quote)
    if not row.orphaned:
        return (row.start + row.moved_by, row.end + row.moved_by) == held.span
    # The machine's row has lost its way; the decision knows where its words went.
    start, end = held.span
    return row.words_hash == words_hash(article.body[start:end])


def _kept_row(free: Sequence[Finding], held: Held) -> Finding | None:
    """The row that this finding had as a decision's alone."""
    return next((row for row in free if row.run_id is None and row.decision_id in held.ids), None)


def _new_row(article: Article, held: Held, kept: Kept) -> Finding | None:
    """A row that only decisions speak for; None where nobody is left whom it could be about."""
    finding, anchor = held.last.finding, held.last.anchor
    common: dict[str, Any] = {
        "article": article,
        "start": anchor.start,
        "end": anchor.end,
        "words_hash": words_hash(anchor.quote),
        "step": finding["step"],
        "evidence": finding["evidence"],
        "sort_at": article.sort_at,
    }
    if "direct" in finding:
        return Quote(
            **common,
            direct=finding["direct"],
            cue=finding["cue"],
            found_speaker_id=kept.get(finding["speaker"] or 0),
        )
    source, target = (kept.get(finding[name] or 0) for name in ("source", "target"))
    if source is None or target is None or source == target:
        return None
    return Interaction(
        **common,
        kind=finding["kind"],
        modality=finding["modality"],
        symmetric=finding["symmetric"],
        phrase=finding["phrase"],
        on=finding["on"],
        found_source_id=source,
        found_target_id=target,
        found_by_id=kept.get(finding["by"] or 0),
        orphaned=True,
    )


def _put(article: Article, row: Finding, held: Held) -> None:
    """Say where the words of a row stand: where the decision on them found them."""
    row.orphaned = held.span is None
    if held.span is None:
        row.moved_by = 0
        return
    start, end = held.span
    if row.run_id is not None:  # its places are those of the text that the run read
        row.moved_by = start - row.start
    else:
        row.start, row.end, row.moved_by = start, end, 0
        row.words_hash = words_hash(article.body[start:end])


def _number(rows: Iterable[Finding], stored: Mapping[tuple[object, ...], int]) -> None:
    """Give rows that only decisions speak for a number that no row of the same words has or had."""
    rows = list({id(row): row for row in rows}.values())
    taken = {_key(row): row for row in rows if row.run_id is not None}
    for row in rows:
        if row.run_id is not None:
            continue
        while stored.get(_key(row), id(row)) != id(row) or taken.setdefault(_key(row), row) != row:
            row.nth += 1


def _key(row: Finding) -> tuple[object, ...]:
    if isinstance(row, Interaction):
        sides = frozenset((row.found_source_id, row.found_target_id))
        return row.words_hash, sides, row.nth
    return row.words_hash, row.nth


def _is_double(row: Finding, other: Finding, held: Held, says: Callable[[Any], Pair]) -> bool:
    one = row.start + row.moved_by, row.end + row.moved_by
    two = other.start + other.moved_by, other.end + other.moved_by
    if not isinstance(row, Interaction):
        return nearly_same(one, two)
    if min(one[1], two[1]) <= max(one[0], two[0]):
        return False
    kinds = {held.last.finding.get("kind"), *(p.pin["kind"] for p in held.rulings if p.pin)}
    return (row.found or {}).get("kind") in kinds and says(row) == says(other)
