"""What two readings of one article say differently, in words for editors."""

from collections.abc import Iterable
from typing import Any

from articles.models import Article
from entities.anchoring import words_hash
from entities.models import Actor, Interaction, Tag
from entities.publish import Reading
from entities.resolution import ResolvedTag
from entities.told import is_shown

Status = Tag.Status
MOST_WORDS = 80


def differences(article: Article, before: Reading, after: Reading) -> tuple[str, ...]:
    """Return what is otherwise in `after`, a sentence each. One query."""
    had = {tag.actor: tag for tag in before.tags}
    has = {tag.actor: tag for tag in after.tags}
    told = [(_told(one.told.quotes), _told(one.told.interactions)) for one in (before, after)]
    names = _names(had, has, [row for pair in told for rows in pair for row in rows.values()])
    lines = []
    for actor in {**had, **has}:
        lines += _of_tag(article.body, names[actor], had.get(actor), has.get(actor))
    for number, say in ((0, _quote), (1, _interaction)):
        one, other = told[0][number], told[1][number]
        for key in {**one, **other}:
            lines += _of_row(article.body, one.get(key), other.get(key), say, names)
    return tuple(lines)


def _of_tag(text: str, name: str, had: ResolvedTag | None, has: ResolvedTag | None) -> list[str]:
    if has is None:
        return [f"{name} is no longer tagged."]
    status = _status(has.status, orphaned=has.orphaned)
    if had is None:
        return [f"{name} is tagged: {status}, on {_words(text, has)}."]
    lines = []
    was = _status(had.status, orphaned=had.orphaned)
    if was != status:
        lines.append(f"{name}: {status}, instead of {was}.")
    if [(m.start, m.end) for m in had.marks] != [(m.start, m.end) for m in has.marks]:
        lines.append(f"{name} stands on {_words(text, has)}, instead of {_words(text, had)}.")
    return lines


def _of_row(text: str, had: Any, has: Any, say: Any, names: dict[int, str]) -> list[str]:
    about = _about(text, has or had)
    if has is None:
        return [f"{about} is gone."]
    if had is None:
        return [f"{about}: {say(has, names)}."]
    now, was = say(has, names), say(had, names)
    return [f"{about}: {now}, instead of {was}."] if now != was else []


def _about(text: str, row: Any) -> str:
    name = "Interaction" if isinstance(row, Interaction) else "Quote"
    words = text[row.start + row.moved_by : row.end + row.moved_by]
    return f"{name} “{_short(words)}”" if words_hash(words) == row.words_hash else name


def _quote(row: Any, names: dict[int, str]) -> str:
    speaker = names.get(row.speaker_id, "an unknown speaker")
    return f"{_status(row.status, orphaned=row.orphaned)}, said by {speaker}"


def _interaction(row: Any, names: dict[int, str]) -> str:
    status = _status(row.status, orphaned=row.orphaned)
    arrow = "↔" if row.symmetric else "→"
    sides = (
        f"{names.get(row.source_id or row.found_source_id)} {arrow} "
        f"{names.get(row.target_id or row.found_target_id)}"
    )
    return f"{status}, {Interaction.Kind(row.kind).label}: {sides}"


def _told(rows: Iterable[Any]) -> dict[object, Any]:
    """What readers see or people decided on, by what tells it from others of the article."""
    return {
        row.pk or (row.start, row.end, getattr(row, "found_source_id", None)): row
        for row in rows
        if row.decision_id or is_shown(row)
    }


def _names(had: Iterable[int], has: Iterable[int], rows: Iterable[Any]) -> dict[int, str]:
    ids = {*had, *has}
    for row in rows:
        for name in ("speaker", "source", "target", "found_source", "found_target"):
            ids.add(getattr(row, f"{name}_id", None) or 0)
    return dict(Actor.objects.filter(pk__in=ids).values_list("pk", "name"))


def _status(status: str, *, orphaned: bool) -> str:
    label = str(Status(status).label)
    return f"{label}, but not in the text" if orphaned else label


def _words(text: str, tag: ResolvedTag) -> str:
    words = dict.fromkeys(_short(text[mark.start : mark.end]) for mark in tag.marks)
    return ", ".join(f"“{one}”" for one in words) or "no words"


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= MOST_WORDS else f"{plain[: MOST_WORDS - 1]}…"
