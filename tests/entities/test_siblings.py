"""Where a decision would apply too: the same words of the same actor, the likest first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from entities import review, siblings
from entities.models import Actor, Decision, Tag
from entities.preview import preview
from entities.siblings import siblings_of
from tests.entities.test_review import now
from tests.factories import make_actor, make_article, make_mention, make_tag

pytestmark = pytest.mark.django_db

TEXT = "In Halden, Kellan Orme said that the bridge was closed."


@pytest.fixture
def orme(db: None) -> Actor:
    return make_actor("Kellan Orme")


def tagged(orme: Actor, body: str = TEXT, words: str = "Orme", **fields: Any) -> Tag:
    return now(make_tag(make_article(f"{body} {Article.objects.count()}", **fields), words, orme))


def groups(decision: Decision) -> dict[str, list[int]]:
    found = siblings_of(decision)
    return {
        name: [one.article for one in found.group(name)]
        for name in siblings.GROUPS
        if found.group(name)
    }


def test_siblings_are_grouped_by_copy_source_and_period(orme: Actor, editor: User) -> None:
    first = tagged(orme)
    copy = tagged(orme, source="Other Wire", published_at="1999-01-01")
    near_in_time = tagged(orme, published_at="2020-08-01")
    long_ago = tagged(orme, published_at="2018-01-01")
    other_source = tagged(orme, source="Other Wire")
    Article.objects.filter(pk__in=[first.article_id, copy.article_id]).update(lead=first.article)
    assert groups(review.confirm(first, editor=editor)) == {
        "near": [copy.article_id],
        "period": [near_in_time.article_id],
        "elsewhere": [other_source.article_id, long_ago.article_id],
    }


def test_only_undecided_tags_of_the_same_actor_on_the_same_words(orme: Actor, editor: User) -> None:
    first, same, decided = (tagged(orme) for _ in range(3))
    tagged(orme, words="Kellan")
    tagged(make_actor("Kendra Orme"))
    review.reject(decided, editor=editor)
    assert groups(review.confirm(first, editor=editor)) == {"period": [same.article_id]}


def test_a_fuller_name_is_confirmed_too_but_not_rejected_or_relinked(
    orme: Actor, editor: User
) -> None:
    first, fuller = tagged(orme), tagged(orme)
    make_mention(fuller.article, "Kellan", orme)
    confirmed = review.confirm(first, editor=editor)
    assert groups(confirmed) == {"period": [fuller.article_id]}
    review.undo(confirmed, editor=editor)
    assert groups(review.reject(now(first), editor=editor)) == {}


def test_words_of_an_actor_that_was_merged_are_words_of_the_survivor(
    orme: Actor, editor: User
) -> None:
    merged = make_actor("K. Orme")
    first, other = tagged(orme), tagged(merged)
    merged.merged_into = orme
    merged.save()
    Tag.objects.filter(pk=other.pk).update(actor=orme)
    assert groups(review.confirm(first, editor=editor)) == {"period": [other.article_id]}


@pytest.mark.parametrize(
    "likest",
    [
        lambda orme: tagged(orme),
        lambda orme: with_company(tagged(orme, body="Orme left Halden, and all was well.")),
        lambda orme: with_title(tagged(orme, body="Orme left, and all was well.")),
    ],
    ids=["words around", "company", "title"],
)
def test_the_likest_context_comes_first(
    likest: Callable[[Actor], Tag], orme: Actor, editor: User
) -> None:
    first = with_title(with_company(tagged(orme)))
    best = likest(orme)
    unlike = tagged(orme, body="Nobody asked Orme, who was ill.")
    found = groups(review.confirm(now(first), editor=editor))["period"]
    assert found == [best.article_id, unlike.article_id]


def with_company(tag: Tag) -> Tag:
    halden = Actor.objects.filter(name="Halden").first() or make_actor("Halden", "place")
    make_mention(tag.article, "Halden", halden)
    return tag


def with_title(tag: Tag) -> Tag:
    tag.article.mentions.update(title="harbour master")
    return tag


def test_added_words_are_found_as_whole_words_where_nobody_decided(editor: User) -> None:
    place = make_actor("Halden", "place")
    first, same, others, decided = (
        make_article(f"{words} closed. {n}")
        for n, words in enumerate(
            ["Halden Bridge", "Halden Bridge", "Haldens Bridge", "Halden Bridge"]
        )
    )
    review.add(decided, "Halden Bridge", place, editor=editor, seen_version=1)
    decision = review.add(first, "Halden Bridge", place, editor=editor, seen_version=1)
    assert groups(decision) == {"period": [same.pk]}
    assert others.pk not in groups(decision)["period"]


def test_words_in_too_many_articles_are_not_read_to_the_end(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [make_article(f"Halden Bridge closed. {n}") for n in range(4)]
    place = make_actor("Halden", "place")
    decision = review.add(articles[0], "Halden Bridge", place, editor=editor, seen_version=1)
    assert (len(siblings_of(decision).found), siblings_of(decision).more) == (3, False)
    monkeypatch.setattr(siblings, "MOST_READ", 1)
    assert siblings_of(decision).more


@pytest.mark.parametrize("published_at", [None, "0001-01-02"])
def test_articles_without_a_known_day_are_of_no_period(
    published_at: str | None, orme: Actor, editor: User
) -> None:
    first, other = tagged(orme, published_at=None), tagged(orme, published_at=published_at)
    assert groups(review.confirm(first, editor=editor)) == {"elsewhere": [other.article_id]}
    place = make_actor("Halden", "place")
    added = review.add(first.article, "Halden", place, editor=editor, seen_version=1)
    assert groups(added) == {"elsewhere": [other.article_id]}


def test_what_holds_everywhere_or_was_never_on_words_has_no_siblings(
    orme: Actor, editor: User
) -> None:
    first, _other = tagged(orme), tagged(orme)
    assert groups(review.retype(first, "place", editor=editor)) == {}
    assert groups(review.ask_second_look(now(first), editor=editor)) == {}


def test_above_its_limits_the_number_is_said_to_be_the_least(
    orme: Actor, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = review.confirm(tagged(orme), editor=editor)
    for _ in range(3):
        tagged(orme)
    assert not siblings_of(decision).more
    for limit in ("MOST_WALKED", "MOST_ARTICLES"):
        with monkeypatch.context() as limited:
            limited.setattr(siblings, limit, 2)
            found = siblings_of(decision)
            assert (len(found.found), found.more) == (2, True)


@pytest.mark.parametrize("count", [2, 20])
def test_preview_shows_the_words_in_context_in_as_many_queries(
    count: int, orme: Actor, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    decision = review.confirm(tagged(orme), editor=editor)
    for _ in range(count):
        tagged(orme, body="<b>Kellan Orme</b> left.")
    with django_assert_num_queries(8):
        found = siblings_of(decision)
        (group,) = preview(decision, found)
    assert len(group.shown) == group.count == count
    assert group.shown[0].html == "&lt;b&gt;Kellan <b>Orme</b>&lt;/b&gt; left."


def test_near_duplicates_are_chosen_beforehand(orme: Actor, editor: User) -> None:
    first, copy, other = tagged(orme), tagged(orme), tagged(orme)
    Article.objects.filter(pk__in=[first.article_id, copy.article_id]).update(lead=first.article)
    decision = review.confirm(first, editor=editor)
    near, period = preview(decision, siblings_of(decision))
    assert [(one.article.pk, one.chosen) for one in near.shown] == [(copy.article_id, True)]
    assert [(one.article.pk, one.chosen) for one in period.shown] == [(other.article_id, False)]
