"""What was held for an editor: use it, or leave it. Either settles it, once."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import acts
from articles.acts import ActError, Revision
from articles.deciding import day
from articles.duplicates import lock_groups
from articles.importers import ArticleData, Problem
from articles.kept import read_again
from articles.models import Article, ArticleAct, ImportItem
from articles.services import DESCRIBED_FIELDS, credit_authors, describe, name_authors


class AlreadySettled(ActError):
    """Somebody has used it or left it, or it never waited."""


class CannotBeUsed(ActError):
    """Its bytes give no text that the article could have."""


def use_held(item: ImportItem, *, editor: User, reason: str, public_note: str = "") -> ArticleAct:
    """Give the article the held text, or take it down if that is what was held.

    Returns the act. Raises AlreadySettled and CannotBeUsed, and ActError as the verbs do. Locks the
    article and the item. From then on the text is its source's again, and later ones come in as
    usual.
    """
    with transaction.atomic():
        article = _lock(item)
        data = held_data(item, article)
        if data.status == "usable":
            act = _give(article, data, item, editor, reason, public_note)
        else:
            act = acts.take_down(article, editor=editor, reason=reason, public_note=public_note)
        _settle(item, editor)
    return act


def dismiss_held(item: ImportItem, *, editor: User) -> None:
    """Leave the article as it is; the same input is not held again. Raises AlreadySettled."""
    with transaction.atomic():
        _lock(item)
        _settle(item, editor)


def _lock(item: ImportItem) -> Article:
    """Lock the article, as imports do before they store items; then the item, which still waits."""
    lock_groups()
    articles = Article.objects.select_for_update(of=("self",)).defer("search_vector")
    article = articles.filter(import_items=item.pk).first()
    now = ImportItem.objects.select_for_update().defer("content").get(pk=item.pk)
    if article is None or now.outcome != ImportItem.Outcome.HELD:
        raise AlreadySettled("This input does not wait for an editor.")
    if now.settled_at:
        who = f" by {now.settled_by}" if now.settled_by else ""
        raise AlreadySettled(f"This was settled on {day(now.settled_at)}{who}.")
    return article


def _settle(item: ImportItem, editor: User) -> None:
    item.settled_at, item.settled_by = timezone.now(), editor
    item.save(update_fields=["settled_at", "settled_by"])


def held_data(item: ImportItem, article: Article) -> ArticleData:
    """Return what was held, read again from its bytes. Raises CannotBeUsed."""
    if not item.content:
        raise CannotBeUsed("Its bytes were too large to be kept: import its file again.")
    record = next(read_again(item), None)
    result = record.result if record else None
    if isinstance(result, Problem):
        raise CannotBeUsed(f"It cannot be read again. {result.reason}")
    # It was this article's by its GUID. Columns that were named by hand may be unknown here.
    if result is None or result.guid != article.guid:
        raise CannotBeUsed("Its bytes alone do not say all of it: import its file again.")
    return result


def _give(
    article: Article, data: ArticleData, item: ImportItem, editor: User, reason: str, note: str
) -> ArticleAct:
    act = acts.revise(
        article,
        ArticleAct.Kind.UPDATE,
        text=Revision.of(data),
        editor=editor,
        reason=reason,
        public_note=note,
        item=item,
        source_version=data.source_version,
    )
    article = act.article
    describe(article, data)
    name_authors([(article, data)])
    article.save(update_fields=[*DESCRIBED_FIELDS, "author_ids"])
    credit_authors([article], again=[article])
    return act
