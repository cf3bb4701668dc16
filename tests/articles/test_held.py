"""What was held for an editor is used or left, once, and never comes back by itself."""

import pytest
from django.contrib.auth.models import User

from articles.acts import ActError
from articles.held import AlreadySettled, CannotBeUsed, dismiss_held, use_held
from articles.models import Article, ArticleAct, ImportFile, ImportItem
from entities.models import ExtractionRun
from tests.articles.wires import corrected, ninjs, sent

Outcome = ImportItem.Outcome
WHY = "The source is right after all."
pytestmark = pytest.mark.django_db


@pytest.fixture
def held(editor: User) -> ImportItem:
    sent(ninjs())
    corrected(Article.objects.get(), "Tolvan did not leave.", editor)
    return sent(ninjs("Tolvan came.", version=2, authors=["Sanna Reijo"]))


def test_used_text_is_a_version_and_an_act_of_the_editor(held: ImportItem, editor: User) -> None:
    act = use_held(held, editor=editor, reason=WHY, public_note="Updated.")
    article = Article.objects.get()
    version = article.versions.get(number=3)
    assert (article.body, article.authors.get().name) == ("Tolvan came.", "Sanna Reijo")
    assert (version.item, version.created_by, version.source_version) == (held, editor, "2")
    assert (act.kind, act.version, act.created_by) == ("update", version, editor)
    assert (act.reason, act.public_note) == (WHY, "Updated.")
    assert article.flags == ["update"]
    assert ExtractionRun.objects.get(state="pending").version == version


def test_used_text_is_settled(held: ImportItem, editor: User) -> None:
    use_held(held, editor=editor, reason=WHY)
    held.refresh_from_db()
    assert held.settled_by == editor
    assert held.settled_at


def test_after_a_text_was_used_those_of_its_source_flow_again(
    held: ImportItem, editor: User
) -> None:
    use_held(held, editor=editor, reason=WHY)
    assert sent(ninjs("Tolvan ran.")).outcome == Outcome.NEW_VERSION


def test_dismissed_text_leaves_the_article_and_is_not_held_again(
    held: ImportItem, editor: User
) -> None:
    dismiss_held(held, editor=editor)
    held.refresh_from_db()
    assert held.settled_by == editor
    again = sent(bytes(held.content))
    assert again.outcome == Outcome.UNCHANGED
    assert again.reason.startswith("an editor decided about this very input on ")
    assert Article.objects.get().body == "Tolvan did not leave."


def test_dismissed_text_stays_out_when_nothing_would_hold_it(
    held: ImportItem, editor: User
) -> None:
    other = sent(ninjs("Tolvan ran."))
    dismiss_held(held, editor=editor)
    use_held(other, editor=editor, reason=WHY)
    assert sent(bytes(held.content)).outcome == Outcome.UNCHANGED


def test_settled_text_cannot_be_settled_again(held: ImportItem, editor: User) -> None:
    stale = ImportItem.objects.get(pk=held.pk)
    dismiss_held(held, editor=editor)
    with pytest.raises(AlreadySettled, match=r"settled on .* by editor"):
        use_held(stale, editor=editor, reason=WHY)
    with pytest.raises(AlreadySettled):
        dismiss_held(stale, editor=editor)
    assert not ArticleAct.objects.exists()


def test_what_never_waited_cannot_be_used(editor: User) -> None:
    with pytest.raises(AlreadySettled, match="does not wait"):
        use_held(sent(ninjs()), editor=editor, reason=WHY)


def test_text_whose_bytes_are_gone_cannot_be_used(held: ImportItem, editor: User) -> None:
    held.content = b""
    with pytest.raises(CannotBeUsed, match="import its file again"):
        use_held(held, editor=editor, reason=WHY)
    assert ImportItem.objects.get(pk=held.pk).settled_at is None


def test_text_that_is_an_article_meanwhile_cannot_be_used(held: ImportItem, editor: User) -> None:
    twin = sent(ninjs("Tolvan came.", uri="2")).article
    assert twin
    with pytest.raises(ActError, match=f"Article {twin.pk} has this text already"):
        use_held(held, editor=editor, reason=WHY)


def test_columns_that_were_named_for_a_file_are_named_again(held: ImportItem, editor: User) -> None:
    ImportItem.objects.filter(pk=held.pk).update(content=b'{"nr": 1, "stuk": "Tolvan ran."}')
    mapping = {"nr": "guid", "stuk": "body"}
    ImportFile.objects.create(
        batch=held.batch, name=held.path, content=b"", size=0, state="done", mapping=mapping
    )
    use_held(ImportItem.objects.get(pk=held.pk), editor=editor, reason=WHY)
    assert Article.objects.get().body == "Tolvan ran."


@pytest.mark.parametrize("content", [b'{"body": "Tolvan ran.", "nr": 1}', b"Tolvan ran."])
def test_text_that_cannot_be_told_to_be_the_articles_is_not_used(
    content: bytes, held: ImportItem, editor: User
) -> None:
    held.content = content
    with pytest.raises(CannotBeUsed, match="do not say all of it"):
        use_held(held, editor=editor, reason=WHY)


def test_text_that_cannot_be_read_by_now_says_why(held: ImportItem, editor: User) -> None:
    held.content = b'{"uri": "1", "body_text": ""}'
    with pytest.raises(CannotBeUsed, match=r"cannot be read again\. There is no text"):
        use_held(held, editor=editor, reason=WHY)


def test_held_cancellation_that_is_used_takes_the_article_down(editor: User) -> None:
    cancelled = ninjs("", pubstatus="canceled")
    sent(ninjs(), cancelled)
    takedown = ArticleAct.objects.get()
    ArticleAct.objects.create(
        kind="restore", article=takedown.article, reason="No.", created_by=editor, undoes=takedown
    )
    Article.objects.update(status="published", flags=[])
    act = use_held(sent(cancelled), editor=editor, reason=WHY)
    article = Article.objects.get()
    assert (article.status, article.flags) == ("taken down", ["takedown"])
    assert (act.kind, act.created_by, act.version) == ("takedown", editor, None)
