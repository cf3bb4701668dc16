"""What can be done to an article after it came in: each verb is one transaction with a record.

An act is never taken back by changing it: `restore` is another act that undoes one. What readers
get (`Article.status`, `flags`, `hidden_names`, `embargo_until`, the public text) follows from the
acts in force by `_derive`, and nothing else in the project writes it, but for what an
import brings along (articles.intake_acts): an embargo, a cancellation by the publisher.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.duplicates import lock_groups, regroup
from articles.models import Article, ArticleAct, ArticleVersion, ImportItem
from articles.querysets import ArticleQuerySet
from articles.signals import article_shown_anew, article_text_changed
from articles.texts import (
    SHOWN_FIELDS,
    TEXT_FIELDS,
    Text,
    give_text,
    hide,
    show,
    text_hash,
    version_of,
)

Kind = ArticleAct.Kind
Status = Article.Status

# These change a text, or say something about it: another one follows, nothing is restored.
REVISIONS = (Kind.CORRECTION, Kind.CLARIFICATION, Kind.UPDATE)
# These hold until they are undone.
LASTING = (Kind.RETRACTION, Kind.TAKEDOWN, Kind.EMBARGO, Kind.DEINDEX, Kind.ANONYMISE)
# Readers are told of these even without a note.
TOLD = (Kind.CORRECTION, Kind.CLARIFICATION, Kind.RETRACTION)

STATE_FIELDS = ("status", "flags", "hidden_names", "embargo_until")


class ActError(Exception):
    """The act cannot be done; the message says why and what to do."""


class StaleAct(ActError):
    """Somebody acted on the article since the page was opened. `latest` is what they did."""

    def __init__(self, message: str, latest: ArticleAct | None) -> None:
        super().__init__(message)
        self.latest = latest


@dataclass(frozen=True, slots=True)
class Revision:
    """The text that a correction, a clarification or an update gives."""

    headline: str
    standfirst: str
    body: str
    byline: str
    dateline: str
    credit: str

    @classmethod
    def of(cls, text: Text) -> "Revision":
        return cls(**{name: getattr(text, name) for name in SHOWN_FIELDS})


def revise(
    article: Article,
    kind: str,
    *,
    text: Revision | None,
    editor: User,
    reason: str,
    public_note: str = "",
    seen: int | None = None,
    item: ImportItem | None = None,
    source_version: str = "",
) -> ArticleAct:
    """Record a correction, a clarification or an update, with another text where there is one.

    A text that an editor gave is not replaced by what the source sends later: that is held. With
    `item`, the input that it stood in, it is a text of the source that an editor chose. Raises
    ActError when nothing would change and no note says anything, or when the text is another's.
    """
    with transaction.atomic():
        article = _locked(article, seen)
        current = current_version(article)
        changed = text is not None and Revision.of(current) != text
        if not changed and (kind == Kind.UPDATE or not public_note.strip()):
            raise ActError("The text is as it was: change it, or write a note for readers.")
        version = None
        if changed and text is not None:
            digest = text_hash(text.headline, text.standfirst, text.body)
            _check_text(article, text, digest)
            give_text(article, text, digest)
            version = version_of(
                article,
                text,
                item=item,
                created_by=editor,
                reason=reason.strip()[:300],
                source_version=source_version,
            )
            version.save(force_insert=True)
        act = _record(article, kind, editor, reason, public_note, version=version)
        _write(article, TEXT_FIELDS if version else ())
        if version:
            _tell(article, version)
    return act


def retract(
    article: Article, *, editor: User, reason: str, public_note: str = "", seen: int | None = None
) -> ArticleAct:
    """The archive no longer stands by the article; it stays readable, and says so."""
    return _last(article, Kind.RETRACTION, editor, reason, public_note, seen)


def take_down(
    article: Article, *, editor: User, reason: str, public_note: str = "", seen: int | None = None
) -> ArticleAct:
    """Off the site at once and everywhere: its address answers 410 with the note."""
    return _last(article, Kind.TAKEDOWN, editor, reason, public_note, seen)


def deindex(
    article: Article, *, editor: User, reason: str, public_note: str = "", seen: int | None = None
) -> ArticleAct:
    """It stays on the site and leaves web search."""
    return _last(article, Kind.DEINDEX, editor, reason, public_note, seen)


def embargo(
    article: Article,
    *,
    until: datetime.datetime,
    editor: User,
    reason: str,
    public_note: str = "",
    seen: int | None = None,
) -> ArticleAct:
    """Off the site until then. Raises ActError for a time that is over."""
    if until <= timezone.now():
        raise ActError("An embargo ends in the future: choose a later time.")
    return _last(article, Kind.EMBARGO, editor, reason, public_note, seen, until=until)


def anonymise(
    article: Article,
    *,
    names: Sequence[str],
    editor: User,
    reason: str,
    public_note: str = "",
    leave_rest: bool = False,
    seen: int | None = None,
) -> ArticleAct:
    """Show a private person as initials to readers, in text, search and exports.

    `names` are the forms that stand in its texts ("Jane Doe", "Doe"), the older ones included:
    readers see what changed between them. Raises ActError when one stands in none, or, unless
    `leave_rest`, when a part of a name would still be read.
    """
    with transaction.atomic():
        article = _locked(article, seen)
        current = current_version(article)
        hidden = {" ".join(name.split()): initials(name) for name in names if name.split()}
        _check_names(article, hidden, leave_rest=leave_rest)
        act = _record(article, Kind.ANONYMISE, editor, reason, public_note, names=hidden)
        _show_anew(article, current)
    return act


def restore(
    act: ArticleAct,
    *,
    editor: User | None,
    reason: str,
    public_note: str = "",
    seen: int | None = None,
) -> ArticleAct:
    """Undo a retraction, takedown, embargo, de-indexing or hidden name.

    Raises StaleAct when it is undone already, ActError for an act that is no state but a text.
    """
    if act.kind not in LASTING:
        raise ActError(
            "A text is not restored but corrected again: give it the text it should have."
        )
    with transaction.atomic():
        article = _locked(act.article, seen)
        if theirs := ArticleAct.objects.select_related("created_by").filter(undoes=act).first():
            raise StaleAct("This has been restored already.", theirs)
        restored = _record(article, Kind.RESTORE, editor, reason, public_note, undoes=act)
        if act.kind == Kind.ANONYMISE:
            _show_anew(article, current_version(article))
        else:
            _write(article)
    return restored


def release_embargoes() -> int:
    """Restore the articles whose embargo is over; return how many. Called by beat."""
    now = timezone.now()
    due = Article.objects.filter(status=Status.EMBARGOED, embargo_until__lte=now)
    count = 0
    for article in due.only("pk").order_by("pk"):
        with transaction.atomic():
            lock_groups()
            # Another worker may be at it, or an editor may have prolonged it since.
            locked = due.select_for_update(skip_locked=True).filter(pk=article.pk).first()
            if locked is None:
                continue
            for act in _of_kind(locked, Kind.EMBARGO):
                restore(act, editor=None, reason="Its embargo ended.")
        count += 1
    return count


def in_force(acts: Iterable[ArticleAct]) -> list[ArticleAct]:
    """Return those of all the acts of an article that nobody undid, oldest first."""
    acts = sorted(acts, key=lambda act: act.pk)
    undone = {act.undoes_id for act in acts}
    return [act for act in acts if act.pk not in undone and act.kind != Kind.RESTORE]


def told_to_readers(article: Article) -> list[ArticleAct]:
    """Return the acts in force that readers are told of, newest first. At most one query.

    Their notes are as readers may see them.
    """
    if not article.flags:
        return []
    told = [act for act in in_force(article.acts.all()) if act.kind in TOLD or act.public_note]
    for act in told:
        act.public_note = hide(act.public_note, article.hidden_names)
    return told[::-1]


def siblings(article: Article) -> ArticleQuerySet:
    """Return the others of its group of near-duplicates, on the site or not."""
    if article.lead_id is None:
        return Article.objects.none()
    return Article.objects.filter(lead=article.lead_id).exclude(pk=article.pk)


def current_version(article: Article) -> ArticleVersion:
    """Return the text of an article as it came."""
    return article.versions.get(number=article.version_number)


def initials(name: str) -> str:
    """Return "J. D." for "Jane Doe", "J.-L. D." for "Jean-Luc Doe"."""
    return " ".join(
        "-".join(f"{part[0]}." for part in word.split("-") if part) for word in name.split()
    )


def derived(acts: Iterable[ArticleAct]) -> dict[str, object]:
    """Return STATE_FIELDS as they follow from the acts in force, oldest first."""
    acts = list(acts)
    kinds = {act.kind for act in acts}
    status = Status.PUBLISHED
    if Kind.TAKEDOWN in kinds:
        status = Status.TAKEN_DOWN
    elif Kind.EMBARGO in kinds:
        status = Status.EMBARGOED
    embargoes = [act.until for act in acts if act.kind == Kind.EMBARGO]
    names: dict[str, str] = {}
    for act in acts:
        names |= act.names
    return {
        "status": status,
        "flags": sorted(kinds),
        "hidden_names": names,
        "embargo_until": embargoes[-1] if embargoes else None,
    }


def _last(
    article: Article,
    kind: str,
    editor: User,
    reason: str,
    public_note: str,
    seen: int | None,
    *,
    until: datetime.datetime | None = None,
) -> ArticleAct:
    """Do what holds until it is undone. Raises ActError when it holds already."""
    with transaction.atomic():
        article = _locked(article, seen)
        for before in _of_kind(article, kind):
            if kind != Kind.EMBARGO:
                when = f"{before.created_at:%-d %B %Y}"
                raise ActError(f"{before.get_kind_display().capitalize()} since {when} already.")
            _record(article, Kind.RESTORE, editor, "Another end was set.", "", undoes=before)
        act = _record(article, kind, editor, reason, public_note, until=until)
        _write(article)
    return act


def _of_kind(article: Article, kind: str) -> list[ArticleAct]:
    return [act for act in in_force(article.acts.all()) if act.kind == kind]


def _locked(article: Article, seen: int | None) -> Article:
    """Return the article with its row locked; raise StaleAct if there is a later act than seen.

    `seen` is the number of the latest act on the page, 0 for none, None for whoever did not look.
    """
    # Before the row: two acts on two articles of one group wait here, not for each other.
    lock_groups()
    locked = Article.objects.select_for_update(of=("self",)).defer("search_vector")
    article = locked.get(pk=article.pk)
    if seen is not None:
        latest = article.acts.select_related("created_by").order_by("-pk").first()
        if (latest.pk if latest else 0) != seen:
            raise StaleAct("Somebody acted on this article since you opened the page.", latest)
    return article


def _record(
    article: Article,
    kind: str,
    editor: User | None,
    reason: str,
    public_note: str,
    *,
    version: ArticleVersion | None = None,
    until: datetime.datetime | None = None,
    names: Mapping[str, str] | None = None,
    undoes: ArticleAct | None = None,
) -> ArticleAct:
    if not reason.strip():
        raise ActError("Say why: the reason stays with the article, for the newsroom alone.")
    return ArticleAct.objects.create(
        kind=kind,
        article=article,
        reason=reason.strip(),
        public_note=public_note.strip(),
        created_by=editor,
        version=version,
        until=until,
        names=dict(names or {}),
        undoes=undoes,
    )


def _write(article: Article, fields: Sequence[str] = ()) -> None:
    """Write the state that follows from the acts, with these fields, in one update."""
    before = article.status
    _derive(article)
    if article.status != before:
        regroup(article)
    article.save(update_fields=[*STATE_FIELDS, *fields])


def _derive(article: Article) -> None:
    for name, value in derived(in_force(article.acts.all())).items():
        setattr(article, name, value)


def _show_anew(article: Article, current: ArticleVersion) -> None:
    """Hidden names changed: readers get the current text through them."""
    _derive(article)
    show(article, current)
    article.save(update_fields=[*STATE_FIELDS, *SHOWN_FIELDS])
    _tell(article, current)


def _tell(article: Article, version: ArticleVersion) -> None:
    """Another text is shown: its tags follow at once, and it is read anew later."""
    article_shown_anew.send(sender=Article, article=article)
    article_text_changed.send(sender=Article, versions=[version])


def _check_text(article: Article, text: Revision, digest: str) -> None:
    if not any(map(str.isalnum, text.body)):
        raise ActError("The text has no words left. To take an article off the site, take it down.")
    if twin := Article.objects.filter(text_hash=digest).exclude(pk=article.pk).only("pk").first():
        raise ActError(f"Article {twin.pk} has this text already: one text is one article.")


def _check_names(article: Article, hidden: Mapping[str, str], *, leave_rest: bool) -> None:
    if not hidden:
        raise ActError("Write the name as it stands in the text, each form on a line of its own.")
    came = "\n\n".join(
        getattr(version, name) for version in article.versions.all() for name in SHOWN_FIELDS
    )
    for name in hidden:
        if hide(came, {name: ""}) == came:
            raise ActError(f"“{name}” does not stand in the text as whole words.")
    if leave_rest:
        return
    shown = hide(came, {**article.hidden_names, **hidden})
    for part in sorted({part for name in hidden for part in name.split() if len(part) > 2}):
        left = hide(shown, {part: "\x00"}).count("\x00")
        if left:
            times = "once" if left == 1 else f"{left} times"
            raise ActError(
                f"“{part}” would still stand in the text, {times}: put it on a line of its own, "
                "or say that the rest is somebody else."
            )
