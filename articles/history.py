"""The history of an article as it is told: every text it had, and what was done to it.

Readers are told of every text, with what changed in it, and of the acts that concern them (`TOLD`);
never by whom, nor the reason meant for the newsroom. Every word goes through `hide`: a name that an
act hides may stand in the old texts and notes, too.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import F, Func, IntegerField, Q

from articles import acts
from articles.changes import Block, Piece, text_changes, word_changes
from articles.models import Article, ArticleAct, ArticleVersion
from articles.texts import SHOWN_FIELDS, Text, hide

Kind = ArticleAct.Kind

# Entries a page. Each text that is shown is compared with the one before, which takes tenths of a
# second for two million characters: of an article with long texts, fewer stand on a page.
ENTRIES = 20
ENTRIES_IF_LONG = 3
LONG_BYTES = 50_000  # as stored, compressed
# The acts that readers are told of.
TOLD = Q(kind__in=acts.TOLD) | ~Q(public_note="")

FIRST_TEXT = "First text"
FROM_SOURCE = "Update by its source"
SAID = {
    Kind.CORRECTION: "Correction",
    Kind.CLARIFICATION: "Clarification",
    Kind.UPDATE: "Update",
    Kind.RETRACTION: "Retraction",
    Kind.TAKEDOWN: "Taken off the site",
    Kind.EMBARGO: "Embargo",
    Kind.DEINDEX: "Left out of web search",
    Kind.ANONYMISE: "A name hidden",
    Kind.RESTORE: "Restored",
}
SAID_OF_RESTORED = {
    Kind.RETRACTION: "Retraction withdrawn",
    Kind.TAKEDOWN: "Back on the site",
    Kind.EMBARGO: "Embargo ended",
    Kind.DEINDEX: "Back in web search",
    Kind.ANONYMISE: "A name shown again",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What one text has that the one before had not: lines by their name, and the body."""

    lines: tuple[tuple[str, tuple[Piece, ...]], ...]
    body: list[Block]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to an article. `number` is that of the text that it brought.

    `reason` and `by` are for the newsroom; `changes` is None where there is nothing to compare.
    """

    what: str
    at: datetime.datetime
    note: str = ""
    undone_at: datetime.datetime | None = None
    reason: str = ""
    by: User | None = None
    number: int | None = None
    changes: Changes | None = None


def said(act: ArticleAct) -> str:
    """Return what an act is called before readers. Reads `undoes` of a restoration."""
    if act.kind == Kind.UPDATE and act.created_by_id is None:
        return FROM_SOURCE
    if act.kind == Kind.RESTORE and act.undoes:
        return SAID_OF_RESTORED.get(Kind(act.undoes.kind), SAID[Kind.RESTORE])
    return SAID[Kind(act.kind)]


def undone_at(act: ArticleAct) -> datetime.datetime | None:
    """Return when an act was undone, if it was. Reads `undone_by`."""
    undone_by: ArticleAct | None = getattr(act, "undone_by", None)
    return undone_by.created_at if undone_by else None


def history(article: Article, page: str, *, newsroom: bool) -> Page:
    """Return a page of entries, newest first. Four queries; texts only of the entries shown.

    For the newsroom with every act, and with all names as they came.
    """
    names = {} if newsroom else article.hidden_names
    told = article.acts.all() if newsroom else article.acts.filter(TOLD | Q(version__isnull=False))
    told = told.select_related("undoes", "undone_by", "created_by")
    by_version: dict[int, ArticleAct] = {}
    alone: list[ArticleAct] = []
    for act in told:
        if act.version_id:
            by_version[act.version_id] = act
        else:
            alone.append(act)
    stored = Func(F("body"), function="pg_column_size", output_field=IntegerField())
    texts = list(article.versions.values_list("pk", "number", "created_at", stored))
    entries = [(_text_entry(by_version.get(pk), number, at), number) for pk, number, at, _ in texts]
    entries += [(_entry(act), act.pk) for act in alone]
    entries.sort(key=lambda pair: (pair[0].at, pair[0].number is None, pair[1]), reverse=True)
    size = ENTRIES_IF_LONG if max(text[3] for text in texts) > LONG_BYTES else ENTRIES
    shown = Paginator([entry for entry, _key in entries], size).get_page(page)
    compared = _compared(article, list(shown.object_list), names)
    shown.object_list = [
        _hidden(compared.get(entry.number or 0, entry), names, newsroom=newsroom)
        for entry in shown.object_list
    ]
    return shown


def _entry(act: ArticleAct) -> Entry:
    return Entry(
        what=said(act),
        at=act.created_at,
        note=act.public_note,
        undone_at=undone_at(act),
        reason=act.reason,
        by=act.created_by,
    )


def _text_entry(act: ArticleAct | None, number: int, at: datetime.datetime) -> Entry:
    if act:
        return replace(_entry(act), at=at, number=number)
    return Entry(what=FIRST_TEXT if number == 1 else FROM_SOURCE, at=at, number=number)


def _hidden(entry: Entry, names: dict[str, str], *, newsroom: bool) -> Entry:
    if newsroom:
        return entry
    return replace(entry, note=hide(entry.note, names), reason="", by=None)


def _compared(
    article: Article, entries: Sequence[Entry], names: dict[str, str]
) -> dict[int, Entry]:
    """Return the entries that brought a text, by its number, with what changed. One query.

    Texts may be long: no more than two are held at a time.
    """
    shown = {entry.number: entry for entry in entries if entry.number}
    wanted = shown.keys() | {number - 1 for number in shown}
    versions = article.versions.filter(number__in=wanted).select_related("created_by")
    compared: dict[int, Entry] = {}
    later: ArticleVersion | None = None
    for version in versions.order_by("-number").iterator(chunk_size=1):
        for name in SHOWN_FIELDS:
            setattr(version, name, hide(getattr(version, name), names))
        if later and later.number in compared and later.number == version.number + 1:
            changes = changes_between(version, later)
            compared[later.number] = replace(compared[later.number], changes=changes)
        if entry := shown.get(version.number):
            reason, by = entry.reason or version.reason, entry.by or version.created_by
            compared[version.number] = replace(entry, reason=reason, by=by)
        later = version
    return compared


def changes_between(before: Text, after: Text) -> Changes:
    """Return what one text has that another had not. Names are as they come."""
    lines = [
        (name, word_changes(getattr(before, name), getattr(after, name)))
        for name in SHOWN_FIELDS
        if name != "body"
    ]
    return Changes(
        lines=tuple((name, pieces) for name, pieces in lines if pieces),
        body=text_changes(before.body, after.body),
    )
