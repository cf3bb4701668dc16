"""Cleared articles read a second time: drawn by lot, blind, by somebody else, counted honestly."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.models import Article
from entities import review, second_readings
from entities.models import Decision, SecondOpinion, SecondReading, Tag
from entities.second_readings import agreement, draw, judge, offered
from tests.entities.test_review import now
from tests.factories import make_actor, make_article, make_mention, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleared(editor: User) -> Article:
    """An article in which an editor has confirmed Tolvan and rejected Halden."""
    article = make_article()
    tolvan = make_tag(article, "Tolvan", make_actor("Mira Tolvan"))
    halden = make_tag(article, "Halden", make_actor("Halden", "place"))
    review.confirm(now(tolvan), editor=editor)
    review.reject(now(halden), editor=editor)
    return article


@pytest.fixture
def all_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_readings, "SHARE", 1.0)


@pytest.fixture
def reading(cleared: Article) -> SecondReading:
    return SecondReading.objects.create(article=cleared)


def actors(article: Article) -> dict[str, int]:
    return {tag.actor.name: tag.actor_id for tag in article.tags.select_related("actor")}


def test_what_is_cleared_is_drawn_once(cleared: Article, all_drawn: None) -> None:
    assert draw() == 1
    assert draw() == 0
    assert SecondReading.objects.get().article_id == cleared.pk


def test_what_is_still_open_or_was_cleared_long_ago_is_not_drawn(
    cleared: Article, all_drawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_readings, "LOOKS_BACK", datetime.timedelta())
    assert draw() == 0
    monkeypatch.setattr(second_readings, "LOOKS_BACK", datetime.timedelta(days=3))
    make_mention(cleared, "Vasilyenko", make_actor("Anton Vasilyenko"))
    assert draw() == 0


def test_what_was_confirmed_as_the_rest_is_drawn_and_what_was_decided_among_many_is_not(
    editor: User, all_drawn: None
) -> None:
    article = make_article()
    tag = make_tag(article, "Tolvan", make_actor("Mira Tolvan"))
    seen = [review.seen_tag(tag.actor)]
    batch = review.confirm_rest(article, editor=editor, seen_version=1, seen=seen).batch
    kept, batch.request = batch.request, {"verb": "confirm"}
    batch.save()
    assert draw() == 0
    batch.request = kept
    batch.save()
    assert draw() == 1


def test_about_the_share_is_drawn_and_always_the_same_articles() -> None:
    drawn = [pk for pk in range(10_000) if second_readings._is_drawn(pk)]
    assert len(drawn) / 10_000 == pytest.approx(second_readings.SHARE, abs=0.01)
    assert [pk for pk in range(10_000) if second_readings._is_drawn(pk)] == drawn


def test_nobody_reads_what_they_decided_themselves(
    reading: SecondReading, editor: User, other_editor: User
) -> None:
    assert offered(editor) is None
    assert offered(other_editor) == reading
    with pytest.raises(review.ReviewError, match="yourself"):
        judge(reading, {}, reader=editor)


def test_judgements_are_kept_beside_what_was_decided_and_change_no_tag(
    reading: SecondReading, other_editor: User
) -> None:
    ids = actors(reading.article)
    judge(reading, {ids["Mira Tolvan"]: True, ids["Halden"]: True}, reader=other_editor)
    kept = dict(SecondOpinion.objects.values_list("actor__name", "first"))
    assert kept == {"Mira Tolvan": True, "Halden": False}
    assert set(Tag.objects.values_list("status", flat=True)) == {"confirmed", "rejected"}
    assert Decision.objects.count() == 2
    assert offered(other_editor) is None


def test_agreement_is_the_share_judged_alike_with_its_interval(
    reading: SecondReading, other_editor: User
) -> None:
    ids = actors(reading.article)
    judge(reading, {ids["Mira Tolvan"]: True, ids["Halden"]: True}, reader=other_editor)
    found = agreement()
    assert (found.article_count, found.tag_count, found.equal_count) == (1, 2, 1)
    assert found.share == 0.5
    # Wilson's interval of 1 in 2, computed by hand.
    assert (found.least, found.most) == (
        pytest.approx(0.0945, abs=1e-3),
        pytest.approx(0.9055, abs=1e-3),
    )


def test_nothing_is_claimed_before_anything_was_judged() -> None:
    assert agreement().tag_count == 0


def test_what_was_undone_meanwhile_is_not_judged(
    reading: SecondReading, editor: User, other_editor: User
) -> None:
    ids = actors(reading.article)
    review.undo(Decision.objects.get(verb="reject"), editor=editor)
    kept = judge(reading, {ids["Mira Tolvan"]: True, ids["Halden"]: True}, reader=other_editor)
    assert kept == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_judge_at_once_one_is_counted() -> None:
    tag = make_tag(make_article(), "Tolvan")
    review.confirm(tag, editor=make_user("editor"))
    reading = SecondReading.objects.create(article=tag.article)
    users = [make_user("editor", name) for name in ("first", "second")]
    at_once = Barrier(2)

    def read(user: User) -> bool:
        try:
            at_once.wait(20)
            judge(reading, {tag.actor_id: True}, reader=user)
        except review.ReviewError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(read, users)) == [False, True]
    assert SecondOpinion.objects.count() == 1


# --- The page ------------------------------------------------------------------------------------


@pytest.fixture
def reader(client: Client, other_editor: User) -> Client:
    client.force_login(other_editor)
    return client


def address(reading: SecondReading) -> str:
    return reverse("review:second_reading", args=[reading.pk])


def test_the_page_does_not_tell_what_was_decided(reader: Client, reading: SecondReading) -> None:
    page = reader.get(reverse("review:second"), follow=True).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "Mira Tolvan" in main
    assert "Halden" in main
    for word in ("confirmed", "rejected", ">editor<"):
        assert word not in main


def test_judgements_are_sent_by_a_plain_form(reader: Client, reading: SecondReading) -> None:
    ids = actors(reading.article)
    fields = {f"actor-{ids['Mira Tolvan']}": "right", f"actor-{ids['Halden']}": "wrong"}
    assert reader.post(address(reading), fields)["Location"] == reverse("review:me")
    assert agreement().equal_count == 2
    again = reader.post(address(reading), fields)
    assert again.status_code == 409
    assert "already" in again.content.decode()


@pytest.mark.parametrize("answer", [None, "", "perhaps", "\x00"])
def test_an_answer_that_is_missing_saves_nothing(
    reader: Client, reading: SecondReading, answer: Any
) -> None:
    ids = actors(reading.article)
    fields = {f"actor-{ids['Mira Tolvan']}": "right"}
    if answer is not None:
        fields[f"actor-{ids['Halden']}"] = answer
    assert reader.post(address(reading), fields).status_code == 422
    assert not SecondOpinion.objects.exists()


def test_where_nothing_is_to_be_read_the_page_says_so(reader: Client) -> None:
    page = reader.get(reverse("review:second"), follow=True).content.decode()
    assert "nothing to read a second time" in page
