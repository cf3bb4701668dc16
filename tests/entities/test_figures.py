"""What the desk has done: numbers that are true, by day, by source, by editor."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Source
from entities import figures, review
from entities.assigning import assign
from entities.models import ArticleReview, Batch, Decision, DeskSettings
from entities.workspace import desk_of
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def decided(editor: User, *, source: str = "Demo Wire", days_ago: int = 0) -> Decision:
    """A confirmation, taken now or written down as of some days ago."""
    number = Decision.objects.count()
    article = make_article(f"Vale {number}.", source=source)
    tag = make_tag(article, "Vale", make_actor(f"Vale {number}"))
    if not days_ago:
        return review.confirm(tag, editor=editor)
    when = timezone.now() - datetime.timedelta(days=days_ago)
    return Decision.objects.create(
        verb="confirm", article=article, actor=tag.actor, editor=editor, decided_at=when
    )


def waits(number: int, source: str = "Demo Wire") -> ArticleReview:
    article = make_article(f"Dale {number}.", source=source)
    tag = make_tag(article, "Dale", make_actor(f"Dale {number}"))
    return ArticleReview.objects.get(pk=tag.article_id)


def test_decisions_are_counted_on_their_day_and_undos_are_none(editor: User) -> None:
    for days_ago in (0, 0, 3, 29, 40):
        decided(editor, days_ago=days_ago)
    review.undo(Decision.objects.order_by("pk")[0], editor=editor)
    counts = [bar.count for bar in figures.by_day().bars]
    assert len(counts) == figures.DAYS
    assert (counts[-1], counts[-4], counts[0], sum(counts)) == (2, 1, 1, 4)
    assert figures.by_day().description.startswith("4 decisions, most on ")


def test_what_was_decided_on_many_at_once_is_told_apart(editor: User) -> None:
    first = decided(editor)
    batch = Batch.objects.create(editor=editor)
    Decision.objects.create(
        verb="confirm", article=first.article, actor=first.actor, editor=editor, batch=batch
    )
    assert sum(bar.count for bar in figures.by_day().bars) == 1
    assert figures.in_bulk_lately() == 1


def test_each_source_has_its_numbers_and_merged_ones_are_one(editor: User) -> None:
    for number in range(3):
        waits(number)
    waits(3, "Halden Post")
    decided(editor, source="Halden Post")
    rows = [(row.source.name, row.waiting, row.today, row.week) for row in figures.by_source()]
    assert rows == [("Demo Wire", 3, 0, 0), ("Halden Post", 1, 1, 1)]
    kept = Source.objects.get(name="Demo Wire")
    Source.objects.filter(name="Halden Post").update(merged_into=kept)
    assert [(row.source, row.waiting, row.today) for row in figures.by_source()] == [(kept, 4, 1)]


def test_this_week_begins_on_monday(editor: User) -> None:
    decided(editor, days_ago=7)
    assert figures.own(editor).week == 0
    assert figures.own(editor).ever == 1


def test_what_waits_is_counted_exactly_or_about(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        waits(number)
    assert figures.waiting_in_all() == "3"
    for module in ("entities.queue", "entities.figures"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    monkeypatch.setattr(figures, "estimated_count", lambda: 212_345)
    assert figures.waiting_in_all() == "about 212,000"
    monkeypatch.setattr(figures, "estimated_count", lambda: -1)
    assert figures.waiting_in_all() == "more than 2"


def test_the_oldest_is_the_one_that_is_open_longest() -> None:
    assert figures.oldest_since() is None
    first, second = waits(1), waits(2)
    assert figures.oldest_since() == first.open_since
    ArticleReview.objects.filter(pk=first.pk).update(suggested_count=0)
    assert figures.oldest_since() == second.open_since


def test_what_others_undid_is_counted_and_what_one_undid_oneself_is_not(
    editor: User, other_editor: User
) -> None:
    review.undo(decided(editor), editor=editor)
    review.undo(decided(editor), editor=other_editor)
    assert figures.own(editor).undone == 1
    assert figures.own(editor).today == 2


@pytest.mark.parametrize("count", [2, 20])
def test_both_pages_take_as_many_queries_for_any_number_of_decisions(
    client: Client, chief: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        decided(chief, source=f"Source {number}")
        assign([waits(number, f"Source {number}").pk], chief, by=chief)
    client.force_login(chief)
    with django_assert_num_queries(QUERIES["figures"]):
        client.get(reverse("review:figures"))
    with django_assert_num_queries(QUERIES["me"]):
        client.get(reverse("review:me"))


QUERIES = {"figures": 15, "me": 15}


# --- One's own page ------------------------------------------------------------------------------


@pytest.fixture
def mine(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def test_the_page_shows_what_is_assigned_and_decided_and_nobody_elses(
    mine: Client, editor: User, other_editor: User, chief: User
) -> None:
    given = waits(1)
    assign([given.pk, waits(2).pk], editor, by=chief)
    assign([waits(3).pk], other_editor, by=chief)
    own = decided(editor)
    decided(other_editor)
    page = mine.get(reverse("review:me")).content.decode()
    assert page.count('class="queue-item"') == 2
    assert page.count('class="decision"') == 1
    assert reverse("review:undo", args=[own.pk]) in page


def test_the_rest_of_an_article_is_one_line_that_can_be_undone(mine: Client, editor: User) -> None:
    article = make_article("Vale and Sorn.")
    for name in ("Vale", "Sorn"):
        make_tag(article, name)
    seen = [item.rest for item in desk_of(article).left]
    batch = review.confirm_rest(article, editor=editor, seen_version=1, seen=seen).batch
    page = mine.get(reverse("review:me")).content.decode()
    assert page.count('class="decision"') == 1
    assert reverse("review:rest_undo", args=[article.pk, batch.pk]) in page


def test_an_undo_there_comes_back_there(mine: Client, editor: User) -> None:
    undo = reverse("review:undo", args=[decided(editor).pk])
    answer = mine.post(undo, {"next": reverse("review:me")})
    assert answer["Location"] == reverse("review:me")
    assert "undone by editor" in mine.get(reverse("review:me")).content.decode()


@pytest.mark.parametrize(("sent", "wanted"), [({}, "off"), ({"single_keys": "on"}, "on")])
def test_keys_are_kept_for_the_person_and_reach_the_desk(
    mine: Client, sent: dict[str, Any], wanted: str
) -> None:
    mine.post(reverse("review:me"), sent)
    assert DeskSettings.objects.get().single_keys is (wanted == "on")
    page = mine.get(reverse("review:workspace", args=[waits(1).pk])).content.decode()
    assert f'data-single-keys="{wanted}"' in page


def test_an_empty_page_teaches(mine: Client) -> None:
    page = mine.get(reverse("review:me")).content.decode()
    assert "Nothing that waits is assigned to you" in page
    assert "None yet" in page


def test_the_figures_of_an_empty_archive_say_so(client: Client, chief: User) -> None:
    client.force_login(chief)
    page = client.get(reverse("review:figures")).content.decode()
    assert "nothing waits" in page
    assert "Not known yet" in page
    assert "No decisions." in page
