"""What the archive knows of the articles that records of a batch can be."""

import datetime
from dataclasses import dataclass, field

from django.db.models import BinaryField, F, Func, Q

from articles.models import Article, ArticleAct, ArticleVersion, ImportItem


@dataclass(slots=True, eq=False)
class Entry:
    """An article as the decisions see it: stored, or to be stored at the end of this batch."""

    guid: str
    digest: str
    pk: int | None = None
    # To be written, or to be shown as the article of an item; dropped when the batch is done.
    row: Article | None = None
    status: str = Article.Status.PUBLISHED
    embargo_until: datetime.datetime | None = None

    # Its past, see `Known.read_past`.
    earlier: dict[str, int] = field(default_factory=dict)  # text hash: version number
    source_version: str = ""  # of the newest text that has one
    edited_at: datetime.datetime | None = None  # when an editor wrote the text that it has
    restored_at: datetime.datetime | None = None  # when an editor undid a takedown
    # SHA-256 of input that was held for an editor: when that was settled, if it was.
    held: dict[bytes, datetime.datetime | None] = field(default_factory=dict)


class Known:
    """Articles by GUID and by text; those of a dry run as it would have made them."""

    def __init__(self) -> None:
        self.by_guid: dict[str, Entry] = {}
        self.by_digest: dict[str, Entry] = {}
        self._changed: dict[int, Entry] = {}
        self._touched: list[Entry] = []
        self._past_unread: dict[int, Entry] = {}

    def find(self, guid: str, digest: str) -> Entry | None:
        """The article that this is: by GUID before by text."""
        return (self.by_guid.get(guid) if guid else None) or self.by_digest.get(digest)

    def look_up(self, guids: set[str], digests: set[str], *, lock: bool) -> None:
        """Read the articles of these GUIDs and texts, in at most one query."""
        guids, digests = guids - self.by_guid.keys(), digests - self.by_digest.keys()
        if not guids and not digests:
            return
        articles = Article.objects.filter(Q(guid__in=guids) | Q(text_hash__in=digests))
        articles = articles.only(
            *("guid", "text_hash", "version_number", "hidden_names", "subjects", "genres"),
            *("status", "embargo_until", "flags"),
        ).order_by("pk")
        for row in articles.select_for_update() if lock else articles:
            if row.pk not in self._changed:
                entry = Entry(
                    row.guid or "", row.text_hash, row.pk, row, row.status, row.embargo_until
                )
                self.add(entry)
                self._past_unread[row.pk] = entry

    def read_past(self) -> None:
        """Read what befell these articles before: needed where more than nothing may change.

        Three queries, or none if no article is stored.
        """
        unread, self._past_unread = self._past_unread, {}
        if unread:
            _read_texts(unread)
            _read_held(unread)
            _read_restored(unread)

    def add(self, entry: Entry) -> None:
        if entry.guid:
            self.by_guid[entry.guid] = entry
        self.by_digest[entry.digest] = entry
        self._touched.append(entry)

    def move(self, entry: Entry, digest: str, number: int, source_version: str) -> None:
        """The article has another text now, as its version of this number."""
        entry.earlier.setdefault(entry.digest, number - 1)
        entry.earlier[digest] = number
        entry.source_version = source_version or entry.source_version
        del self.by_digest[entry.digest]
        entry.digest = digest
        self.change(entry)

    def learn(self, entry: Entry, guid: str) -> None:
        entry.guid = guid
        self.change(entry)

    def change(self, entry: Entry) -> None:
        """What the entry says now is more than what is stored."""
        self.add(entry)
        if entry.pk is not None:
            self._changed[entry.pk] = entry

    def forget_rows(self) -> None:
        """Keep for the batches that follow only what a dry run would have changed."""
        for entry in self._touched:
            entry.row = None
            if entry.pk is not None and entry.pk not in self._changed:
                self.by_guid.pop(entry.guid, None)
                self.by_digest.pop(entry.digest, None)
                self._past_unread.pop(entry.pk, None)
        self._touched.clear()


def _read_texts(entries: dict[int, Entry]) -> None:
    versions = ArticleVersion.objects.filter(article__in=entries.keys()).order_by("-number")
    columns = ("article_id", "number", "text_hash", "source_version", "item_id", "created_at")
    for pk, number, digest, source_version, item, created_at in versions.values_list(*columns):
        entry = entries[pk]
        if item is None and not entry.earlier:  # the newest, and no import brought it
            entry.edited_at = created_at
        entry.source_version = entry.source_version or source_version
        entry.earlier[digest] = number  # the first of several stays


def _read_held(entries: dict[int, Entry]) -> None:
    held = ImportItem.objects.filter(
        article__in=entries.keys(), outcome=ImportItem.Outcome.HELD
    ).exclude(content=b"")
    digest = Func(F("content"), function="sha256", output_field=BinaryField())
    for pk, sha, settled_at in (
        held.annotate(sha=digest).order_by("pk").values_list("article_id", "sha", "settled_at")
    ):
        entries[pk].held[bytes(sha)] = settled_at


def _read_restored(entries: dict[int, Entry]) -> None:
    restored = ArticleAct.objects.filter(
        article__in=entries.keys(),
        kind=ArticleAct.Kind.RESTORE,
        created_by__isnull=False,
        undoes__kind=ArticleAct.Kind.TAKEDOWN,
    )
    for pk, created_at in restored.order_by("pk").values_list("article_id", "created_at"):
        entries[pk].restored_at = created_at
