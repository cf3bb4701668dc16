"""What was held for an editor: use it, or leave it. Either settles it, once."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import intake_acts
from articles.deciding import day, one_text_two_guids
from articles.importers import ArticleData, Problem
from articles.kept import read_again
from articles.models import Article, ArticleAct, ImportItem
from articles.services import DESCRIBED_FIELDS, credit_authors, describe
from articles.signals import article_text_changed
from articles.texts import TEXT_FIELDS, give_text, text_hash, version_of


class HeldError(Exception):
    """Why a held text cannot be used or left, in a sentence for the editor."""


class AlreadySettled(HeldError):
    """Somebody has used it or left it, or it never waited."""


class CannotBeUsed(HeldError):
    """Its bytes give no text that the article could have."""


def use_held(item: ImportItem, *, editor: User, reason: str, public_note: str = "") -> ArticleAct:
    """Give the article the held text, or take it down if that is what was held.

    Returns the act. Raises AlreadySettled and CannotBeUsed. Locks the article and the item. From
    then on the text is its source's again, and later ones come in as usual.
    """
    with transaction.atomic():
        article = _lock(item)
        data = _read(item, article)
        withdrawn = data.status != "usable"
        act = _take_down(article) if withdrawn else _give(article, data, item, editor)
        act.reason, act.public_note, act.created_by = reason, public_note, editor
        act.save(force_insert=True)
        _settle(item, editor)
    return act


def dismiss_held(item: ImportItem, *, editor: User) -> None:
    """Leave the article as it is; the same input is not held again. Raises AlreadySettled."""
    with transaction.atomic():
        _lock(item)
        _settle(item, editor)


def _lock(item: ImportItem) -> Article:
    """Lock the article, as imports do before they store items; then the item, which still waits."""
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


def _read(item: ImportItem, article: Article) -> ArticleData:
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


def _give(article: Article, data: ArticleData, item: ImportItem, editor: User) -> ArticleAct:
    digest = text_hash(data.headline, data.standfirst, data.body)
    if digest == article.text_hash:
        raise CannotBeUsed("The article has this text already.")
    if twin := Article.objects.filter(text_hash=digest).only("pk").first():
        raise CannotBeUsed(one_text_two_guids(article.guid or "(none)", article.pk, twin.pk))
    give_text(article, data, digest)
    describe(article, data)
    credit_authors([(article, data)], again=[article])
    version = version_of(
        article,
        data,
        item=item,
        created_by=editor,
        reason="the text of its source, used by an editor",
        source_version=data.source_version,
    )
    version.save(force_insert=True)
    article_text_changed.send(sender=Article, versions=[version])
    act = intake_acts.update(article, version)
    article.save(update_fields=[*TEXT_FIELDS, *DESCRIBED_FIELDS, "flags"])
    return act


def _take_down(article: Article) -> ArticleAct:
    if article.status == Article.Status.TAKEN_DOWN:
        raise CannotBeUsed("The article is taken down already.")
    act = intake_acts.take_down(article)
    article.save(update_fields=["status", "flags"])
    return act
