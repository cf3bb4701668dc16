"""One name, two people: groups of articles that are alike, and what of them is moved."""

import random

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import Article
from entities import batches, review
from entities.clusters import MOST_GROUPS, Context, grouped
from entities.models import Actor, Batch, Decision, Tag
from entities.splitting import proposed, restore_split, split
from tests.entities.test_merging import dump, publish_all
from tests.factories import make_actor, make_article, make_mention, make_tag

pytestmark = pytest.mark.django_db

JUDGE = ("judge", "The court in Halden heard the verdict of the trial from Kelley.")
SINGER = ("singer", "The concert and the album were a triumph on stage for Kelley.")


def context(number: int, *, judge: bool) -> Context:
    title, words = JUDGE if judge else SINGER
    return Context(
        article=number,
        year=2019 + number % 2 if judge else 1996 + number % 3,
        source="Court Wire" if judge else "Stage Weekly",
        titles=frozenset([title]),
        company=frozenset([100 + number % 3, 103] if judge else [200 + number % 3, 203]),
        words=words,
    )


def test_two_bearers_of_a_name_stand_in_two_groups_in_whatever_order_they_come() -> None:
    contexts = [context(number, judge=number % 3 == 0) for number in range(60)]
    groups = grouped(contexts)
    judged = [{number % 3 == 0 for number in group.articles} for group in groups]
    assert all(len(kinds) == 1 for kinds in judged)
    assert len(groups) <= MOST_GROUPS
    shuffled = random.Random(7).sample(contexts, len(contexts))  # noqa: S311 (no secret)
    assert grouped(shuffled) == groups


def test_a_group_says_what_is_typical_of_it() -> None:
    first, *_others = grouped(context(number, judge=number % 3 == 0) for number in range(60))
    assert first.titles == ("singer",)
    assert (first.first_year, first.last_year) == (1997, 1998)
    assert 203 in first.company


def test_nothing_makes_no_group_and_one_article_one() -> None:
    assert grouped([]) == []
    (only,) = grouped([Context(1, None, "", frozenset(), frozenset(), "")])
    assert only.articles == (1,)


@pytest.fixture
def kelley() -> Actor:
    return make_actor("Kelley")


@pytest.fixture
def articles(kelley: Actor) -> list[Article]:
    made = []
    for number in range(6):
        _title, text = JUDGE if number < 3 else SINGER
        article = make_article(
            f"{text} Number {number}.",
            source="Court Wire" if number < 3 else "Stage Weekly",
            published_at="2019-05-01" if number < 3 else "1996-05-01",
        )
        make_mention(article, "Kelley", kelley)
        made.append(Article.objects.get(pk=article.pk))
    return made


def carry_out() -> None:
    for batch in Batch.objects.filter(state__in=batches.OPEN).order_by("pk"):
        batches.carry_out(batch.pk, "test")


def test_the_articles_of_an_actor_are_proposed_in_groups(
    kelley: Actor, articles: list[Article]
) -> None:
    proposal = proposed(kelley)
    found = {frozenset(group.articles) for group in proposal.groups}
    assert found == {frozenset(a.pk for a in articles[:3]), frozenset(a.pk for a in articles[3:])}
    assert proposal.left_out == 0


def test_a_split_moves_the_chosen_articles_and_no_others(
    kelley: Actor, articles: list[Article], chief: User
) -> None:
    singer = make_actor("Kelley Norr")
    chosen = [article.pk for article in articles[3:]]
    decision = split(actor=kelley, to=singer, articles=chosen, editor=chief, reason="A singer.")
    carry_out()
    assert (decision.verb, decision.subject, decision.note) == ("split", "actor", "A singer.")
    moved = Tag.objects.filter(actor=singer, status="confirmed")
    assert sorted(moved.values_list("article_id", flat=True)) == chosen
    assert Tag.objects.filter(actor=kelley).count() == 3


def test_a_split_tag_stays_when_the_articles_are_read_again(
    kelley: Actor, articles: list[Article], chief: User
) -> None:
    singer = make_actor("Kelley Norr")
    split(actor=kelley, to=singer, articles=[articles[3].pk], editor=chief, reason="A singer.")
    carry_out()
    articles[3].mentions.all().delete()
    make_mention(articles[3], "Kelley", kelley)
    assert articles[3].tags.get().actor == singer
    now = dump()
    publish_all()
    assert dump() == now


def test_a_tag_confirmed_before_is_moved_when_it_is_chosen(
    kelley: Actor, articles: list[Article], chief: User, editor: User
) -> None:
    tag = Tag.objects.select_related("article", "actor").get(article=articles[4])
    review.confirm(tag, editor=editor)
    singer = make_actor("Kelley Norr")
    split(actor=kelley, to=singer, articles=[articles[4].pk], editor=chief, reason="A singer.")
    carry_out()
    assert articles[4].tags.get().actor == singer


def test_an_undone_split_leaves_everything_as_it_was(
    kelley: Actor, articles: list[Article], chief: User
) -> None:
    singer = make_actor("Kelley Norr")
    before = dump()
    chosen = [article.pk for article in articles[3:]]
    decision = split(actor=kelley, to=singer, articles=chosen, editor=chief, reason="A singer.")
    carry_out()
    moved = dump()
    undo = restore_split(decision, editor=chief)
    carry_out()
    assert dump() == before
    restore_split(undo, editor=chief)
    carry_out()
    assert dump()["Actor"] == moved["Actor"]
    assert Tag.objects.filter(actor=singer).count() == 3


def test_what_cannot_be_split_is_answered_clearly(
    kelley: Actor, articles: list[Article], chief: User
) -> None:
    told = {"actor": kelley, "editor": chief, "reason": "A singer."}
    with pytest.raises(review.ReviewError, match="another one"):
        split(to=kelley, articles=[articles[0].pk], **told)
    other = make_actor("Kelley Norr")
    with pytest.raises(review.ReviewError, match="at least one"):
        split(to=other, articles=[0], **told)
    with pytest.raises(review.ReviewError, match="needs a reason"):
        split(to=other, articles=[articles[0].pk], **{**told, "reason": " "})
    assert not Decision.objects.exists()


@pytest.fixture
def as_chief(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def test_a_chief_editor_ticks_a_group_and_names_a_new_actor(
    as_chief: Client, kelley: Actor, articles: list[Article]
) -> None:
    url = reverse("review:split", args=[kelley.pk])
    page = as_chief.get(url)
    assertContains(page, "3 articles, 2019")
    group = next(g for g in proposed(kelley).groups if articles[3].pk in g.articles)
    form = {"group": group.name, "to": "Kelley", "new": "on", "reason": "A singer."}
    answer = as_chief.post(url, form)
    batch = Batch.objects.get()
    assertRedirects(answer, batch.get_absolute_url())
    carry_out()
    assert Tag.objects.exclude(actor=kelley).count() == 3
    assert Actor.objects.filter(name="Kelley").count() == 2
    undo = reverse("review:undo_actor", args=[Decision.objects.get(verb="split").pk])
    assertContains(as_chief.get(undo), "come back to")
    assertRedirects(as_chief.get(batch.get_absolute_url() + "undo/"), undo)
    assert as_chief.post(undo).status_code == 302
    carry_out()
    assert Tag.objects.filter(actor=kelley).count() == 6


def test_without_articles_or_a_name_the_form_says_so(
    as_chief: Client, kelley: Actor, articles: list[Article]
) -> None:
    url = reverse("review:split", args=[kelley.pk])
    nobody = as_chief.post(url, {"article": articles[0].pk, "reason": "A singer."})
    assertContains(nobody, "Say who it is", status_code=422)
    form = {"to": "Kelley Norr", "new": "on", "reason": "A singer."}
    nothing = as_chief.post(url, {**form, "article": ["²", "9" * 30], "group": "x"})
    assertContains(nothing, "Choose at least one article.", status_code=422)
    assert not Actor.objects.filter(name="Kelley Norr").exists()


def test_a_group_that_has_changed_is_another_one(kelley: Actor, articles: list[Article]) -> None:
    seen = {group.name for group in proposed(kelley).groups}
    make_tag(make_article(JUDGE[1], source="Court Wire"), "Kelley", kelley)
    names = {group.name for group in proposed(kelley).groups}
    assert len(names - seen) == 1  # whoever ticked the old one moves nothing


def test_of_several_actors_of_a_name_the_editor_is_asked_which(
    as_chief: Client, kelley: Actor, articles: list[Article]
) -> None:
    one, _other = make_actor("Kelley Norr"), make_actor("Kelley Norr", key="local:other")
    url = reverse("review:split", args=[kelley.pk])
    form = {"article": articles[0].pk, "to": "Kelley Norr", "reason": "A singer."}
    asked = as_chief.post(url, form)
    assertContains(asked, "2 other actors are called just so", status_code=422)
    assertContains(asked, f'name="actor" value="{one.pk}"', status_code=422)
    assert as_chief.post(url, {**form, "actor": one.pk}).status_code == 302


def test_whom_the_editor_ticked_stays_ticked_when_the_reason_is_missing(
    as_chief: Client, kelley: Actor, articles: list[Article]
) -> None:
    one = make_actor("Kelley Norr")
    form = {"article": articles[0].pk, "to": "Kelley Norr", "actor": one.pk}
    asked = as_chief.post(reverse("review:split", args=[kelley.pk]), form)
    assertContains(asked, f'value="{one.pk}" id="option-1" checked', status_code=422)


@pytest.mark.parametrize("key", ["9" * 18, "9" * 30, "²", "Q0", "x" * 400])
def test_nobody_is_split_off_to_somebody_who_is_not_there(
    as_chief: Client, kelley: Actor, articles: list[Article], key: str
) -> None:
    form = {"article": articles[0].pk, "to": "Kelley", "actor": key, "reason": "A singer."}
    asked = as_chief.post(reverse("review:split", args=[kelley.pk]), form)
    assertContains(asked, "no longer there", status_code=422)


def test_split_off_actors_are_offered_to_tick_while_the_name_is_typed(
    as_chief: Client, kelley: Actor
) -> None:
    one = make_actor("Kelley Norr")
    asked = {"to": "Kelley", "not": kelley.pk, "as": "choices"}
    offered = as_chief.get(reverse("review:actor_options"), asked, headers={"HX-Request": "true"})
    assertContains(offered, f'type="radio" name="actor" value="{one.pk}"')
    assertNotContains(offered, f'value="{kelley.pk}"')
