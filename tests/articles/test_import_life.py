"""What an import does to the life of an article: embargoes, new texts, order, cancellations."""

import pytest
from django.contrib.auth.models import User

from articles.models import Article, ArticleAct, ArticleVersion, ImportItem
from entities.models import ExtractionRun
from tests.articles.wires import EARLIER, LATER, corrected, ninjs, sent

Outcome = ImportItem.Outcome
Kind = ArticleAct.Kind
pytestmark = pytest.mark.django_db


def acts() -> list[tuple[str, str]]:
    return list(ArticleAct.objects.order_by("pk").values_list("kind", "reason"))


# --- Embargo -------------------------------------------------------------------------------------


def test_embargoed_article_is_stored_and_extracted_and_not_public() -> None:
    item = sent(ninjs(embargoed=LATER))
    article = Article.objects.get()
    assert (item.outcome, item.article) == (Outcome.NEW, article)
    assert (article.status, article.embargo_until) == ("embargoed", LATER)
    assert article.flags == ["embargo"]
    assert not Article.objects.public().exists()
    assert ExtractionRun.objects.get().version == article.versions.get()


def test_embargo_is_an_act_of_the_archive() -> None:
    sent(ninjs(embargoed=LATER))
    act = ArticleAct.objects.get()
    assert (act.kind, act.until, act.created_by) == (Kind.EMBARGO, LATER, None)
    assert act.reason == "Embargoed by its publisher."


def test_embargo_that_has_ended_is_none() -> None:
    sent(ninjs(embargoed=EARLIER))
    assert Article.objects.public().get().flags == []
    assert acts() == []


def test_embargo_that_cannot_be_read_is_refused() -> None:
    item = sent(ninjs(embargoed="soon"))
    assert item.outcome == Outcome.REJECTED
    assert "until when cannot be read" in item.reason


@pytest.mark.parametrize("until", [None, EARLIER, LATER.replace(year=2198)])
def test_later_version_of_an_embargoed_article_keeps_its_embargo(until: object) -> None:
    item = sent(ninjs(embargoed=LATER), ninjs("Tolvan came.", embargoed=until))
    assert item.outcome == Outcome.NEW_VERSION
    assert item.reason == "the embargo that the article came with stands"
    article = Article.objects.get()
    assert (article.body, article.status, article.embargo_until) == (
        *("Tolvan came.", "embargoed"),
        LATER,
    )


def test_embargoed_text_of_a_public_article_is_held() -> None:
    item = sent(ninjs(), ninjs("Tolvan came.", embargoed=LATER))
    assert item.outcome == Outcome.HELD
    assert item.reason.startswith("This text is under embargo until 1 January 2199, 00:00 UTC")
    assert Article.objects.get().body == "Tolvan left."


def test_text_under_a_longer_embargo_than_its_article_is_held() -> None:
    longer = LATER.replace(year=2200)
    item = sent(ninjs(embargoed=LATER), ninjs("Tolvan came.", embargoed=longer))
    assert item.outcome == Outcome.HELD
    assert Article.objects.get().embargo_until == LATER


# --- New texts -----------------------------------------------------------------------------------


def test_new_text_of_a_source_is_an_update(chief: User) -> None:
    item = sent(ninjs(), ninjs("Tolvan came."), user=chief)
    act = ArticleAct.objects.get()
    assert (act.kind, act.article) == (Kind.UPDATE, item.article)
    assert (act.version, act.created_by) == (ArticleVersion.objects.get(number=2), chief)
    assert act.reason == "Its source sent another text."
    assert act.article.flags == ["update"]


def test_new_text_brings_its_subjects_genres_and_authors() -> None:
    names = [{"name": "Mira Tolvan"}, {"name": "mira  tolvan"}, {"name": "Anton Vasilyenko"}]
    sent(
        ninjs(subjects=[{"name": "Ports"}], genres=[{"name": "Current"}], byline="The desk"),
        ninjs("Tolvan came.", subjects=[{"name": "Bridges"}], authors=names),
    )
    article = Article.objects.get()
    assert (article.subjects, article.genres) == (["Bridges"], ["Current"])
    credited = article.authors.order_by("pk").values_list("name", flat=True)
    assert list(credited) == ["Mira Tolvan", "Anton Vasilyenko"]


def test_author_whose_name_is_hidden_is_credited_by_initials() -> None:
    sent(ninjs())
    Article.objects.update(hidden_names={"Mira Tolvan": "M. T."})
    sent(ninjs("Tolvan came.", authors=["Mira Tolvan"]))
    article = Article.objects.get()
    assert (article.byline, article.authors.get().name) == ("M. T.", "M. T.")
    assert article.versions.get(number=2).byline == "Mira Tolvan"


def test_text_that_comes_in_while_its_article_is_taken_down_is_stored_and_not_shown() -> None:
    sent(ninjs())
    Article.objects.update(status="taken down")
    assert sent(ninjs("Tolvan came.")).outcome == Outcome.NEW_VERSION
    article = Article.objects.get()
    assert (article.body, article.status) == ("Tolvan came.", "taken down")


def test_version_that_comes_too_late_changes_nothing() -> None:
    item = sent(
        ninjs(version=9), ninjs("Tolvan came.", version=10), ninjs("Tolvan ran.", version=8)
    )
    assert item.outcome == Outcome.UNCHANGED
    assert item.reason == "it is its publisher's version 8, and version 10 is here"
    assert Article.objects.get().body == "Tolvan came."
    versions = ArticleVersion.objects.order_by("number").values_list("source_version", flat=True)
    assert list(versions) == ["9", "10"]


@pytest.mark.parametrize(("before", "after"), [("9", "9"), ("9b", "8"), ("9", "eight"), ("9", "")])
def test_versions_that_have_no_order_are_taken_as_they_come(before: str, after: str) -> None:
    item = sent(ninjs(version=before), ninjs("Tolvan came.", version=after))
    assert item.outcome == Outcome.NEW_VERSION


# --- An editor's text ----------------------------------------------------------------------------


@pytest.fixture
def edited(editor: User) -> ArticleVersion:
    sent(ninjs(version=1))
    return corrected(Article.objects.get(), "Tolvan did not leave.", editor)


def test_text_of_an_editor_is_not_replaced_by_its_source(edited: ArticleVersion) -> None:
    content = ninjs("Tolvan came.")
    item = sent(content)
    assert (item.outcome, item.article) == (Outcome.HELD, edited.article)
    when = f"{edited.created_at:%-d %B %Y}"
    assert item.reason == (
        f"An editor corrected this article on {when}; the new text of its source waits for an "
        "editor."
    )
    assert bytes(ImportItem.objects.get(pk=item.pk).content) == content
    assert Article.objects.get().body == "Tolvan did not leave."
    assert acts() == []


@pytest.mark.usefixtures("edited")
def test_same_input_waits_only_once() -> None:
    item = sent(ninjs("Tolvan came."), ninjs("Tolvan came."))
    assert item.outcome == Outcome.UNCHANGED
    assert item.reason == "this very input waits for an editor already"
    assert sent(ninjs("Tolvan ran.")).outcome == Outcome.HELD


@pytest.mark.usefixtures("edited")
def test_text_that_an_article_had_before_its_correction_is_unchanged() -> None:
    item = sent(ninjs())
    assert item.reason == "it had this text before, as version 1"
    assert item.outcome == Outcome.UNCHANGED


@pytest.mark.usefixtures("edited")
def test_order_of_versions_holds_across_a_correction() -> None:
    assert sent(ninjs("Tolvan ran.", version=0)).outcome == Outcome.UNCHANGED
    assert sent(ninjs("Tolvan ran.", version=2)).outcome == Outcome.HELD


# --- Cancelled and withheld ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("canceled", "Its publisher cancelled it: pubStatus canceled."),
        ("withheld", "Its publisher withheld it: pubStatus withheld."),
    ],
)
def test_article_that_its_publisher_wants_back_is_taken_down(status: str, reason: str) -> None:
    content = ninjs("", pubstatus=status)
    item = sent(ninjs(), content)
    article = Article.objects.get()
    assert (article.status, article.flags) == ("taken down", ["takedown"])
    assert (article.body, article.version_number) == ("Tolvan left.", 1)
    act = ArticleAct.objects.get()
    assert (act.kind, act.reason, act.created_by) == (Kind.TAKEDOWN, reason, None)
    assert (item.outcome, item.article) == (Outcome.UNCHANGED, article)
    assert item.reason == f"{reason} The article was taken down."


def test_cancellation_is_kept_even_where_unchanged_input_is_not() -> None:
    content = ninjs("", pubstatus="canceled")
    item = sent(ninjs(), content, keep_unchanged=False)
    assert bytes(ImportItem.objects.get(pk=item.pk).content) == content


def test_cancellation_of_what_is_not_here_is_rejected() -> None:
    item = sent(ninjs("", pubstatus="canceled"))
    assert item.outcome == Outcome.REJECTED
    assert "its pubStatus is canceled" in item.reason


def test_article_is_taken_down_once() -> None:
    item = sent(ninjs(), *[ninjs("", pubstatus="canceled")] * 2)
    assert item.reason == "the article is taken down already"
    assert len(acts()) == 1


def test_cancellation_of_an_older_version_comes_too_late() -> None:
    item = sent(ninjs(version=3), ninjs("", version=2, pubstatus="canceled"))
    assert (item.outcome, acts()) == (Outcome.UNCHANGED, [])
    assert Article.objects.get().status == "published"


def test_embargo_of_a_cancelled_article_does_not_bring_it_back() -> None:
    sent(ninjs(embargoed=LATER), ninjs("", pubstatus="canceled"))
    article = Article.objects.get()
    assert (article.status, article.flags) == ("taken down", ["embargo", "takedown"])


def test_article_that_an_editor_restored_is_not_taken_down_again(editor: User) -> None:
    sent(ninjs(), ninjs("", pubstatus="canceled"))
    takedown = ArticleAct.objects.get()
    restored = ArticleAct.objects.create(
        kind=Kind.RESTORE,
        article=takedown.article,
        reason="In error.",
        created_by=editor,
        undoes=takedown,
    )
    Article.objects.update(status="published", flags=[])
    item = sent(ninjs("", pubstatus="withheld"))
    assert item.outcome == Outcome.HELD
    assert f"an editor restored this article on {restored.created_at:%-d %B %Y}" in item.reason
    assert Article.objects.get().status == "published"


# --- Feeds ---------------------------------------------------------------------------------------


def test_unchanged_input_of_a_poll_makes_no_row() -> None:
    first = sent(ninjs(), keep_unchanged=False)
    again = sent(ninjs(), keep_unchanged=False)
    assert (again.outcome, again.article, again.pk) == (Outcome.UNCHANGED, first.article, None)
    assert ImportItem.objects.get() == first
