"""Roles: learned from confirmed titles, decided by editors, told in articles of their days."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from entities import review
from entities.learning_roles import learn, learn_of, relearn
from entities.models import Actor, Mention, Role
from entities.offices import known_offices
from entities.posts import Post, head_of, post_in
from entities.review import add_role, confirm, confirm_role, reject_role, undo
from entities.roles import held_on, offices_left, roles_of
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def titled(actor: Actor, title: str, day: str, *, by: User | None = None) -> Article:
    """An article that calls the actor so, its tag confirmed if there is somebody to do it."""
    article = make_article(f"{title} Mira Tolvan spoke on {day}.", published_at=day)
    tag = make_tag(article, "Mira Tolvan", actor)
    Mention.objects.filter(article=article).update(title=title)
    if by:
        confirm(tag, editor=by)
    return article


@pytest.fixture
def actor() -> Actor:
    return make_actor("Mira Tolvan")


POST = {"title": "President", "of": "", "start": "2015", "end": "2019-06"}


def test_confirmed_titles_become_a_suggestion_with_its_days(actor: Actor, editor: User) -> None:
    for day in ("2016-03-01", "2018-05-02", "2017-01-01"):
        titled(actor, "Foreign Minister", day, by=editor)
    learn()
    role = Role.objects.get()
    assert (role.title, role.status, role.seen_count) == ("Foreign Minister", "suggested", 3)
    assert (str(role.first_seen_on), str(role.last_seen_on)) == ("2016-03-01", "2018-05-02")


def test_titles_of_tags_that_nobody_confirmed_teach_nothing(actor: Actor, editor: User) -> None:
    titled(actor, "Foreign Minister", "2016-03-01")
    other = titled(actor, "Foreign Minister", "2016-03-02", by=editor)
    Article.objects.filter(pk=other.pk).update(hidden_names={"x": "X."})
    learn_of([actor.pk])
    assert not Role.objects.exists()


def test_learning_goes_on_where_it_stopped(actor: Actor, editor: User) -> None:
    titled(actor, "Foreign Minister", "2016-03-01", by=editor)
    assert (learn(), learn()) == (1, 0)
    titled(actor, "Foreign Minister", "2018-03-01", by=editor)
    assert learn() == 1
    assert Role.objects.get().seen_count == 2


def test_a_suggestion_that_no_article_makes_any_more_goes(actor: Actor, editor: User) -> None:
    article = titled(actor, "Foreign Minister", "2016-03-01", by=editor)
    learn()
    Mention.objects.filter(article=article).update(title="")
    assert list(relearn(0)) == [actor.pk]
    assert not Role.objects.exists()


def test_an_adjective_says_whose_post_it_is(actor: Actor, editor: User) -> None:
    norway = make_actor("Norway", "country")
    titled(actor, "Norwegian President", "2016-03-01", by=editor)
    titled(actor, "President", "2017-03-01", by=editor)
    learn()
    role = Role.objects.get()
    assert (role.title, role.of, role.seen_count) == ("President", norway, 2)


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Prime Minister", Post("Prime Minister")),
        ("foreign minister", Post("Foreign minister")),
        ("Norwegian Prime Minister", Post("Prime Minister", "Norway")),
        ("President of Norway", Post("President", "Norway")),
        ("Secretary of State", Post("Secretary of State")),
        ("former President", None),
        ("ex-President", None),
        ("Vice President", None),
        ("Mr", None),
        ("Norwegian", None),
    ],
)
def test_what_a_title_says(title: str, post: Post | None) -> None:
    assert (
        post_in(title, lambda word: {"Norwegian": "Norway", "Norway": "Norway"}.get(word, ""))
        == post
    )


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Russian President", "president"),
        ("President of the Senate", "president"),
        ("Minister of Foreign Affairs", "minister"),
        ("Prime Minister of Iraq", "prime minister"),
        ("Secretary General to the President", "secretary-general"),
        ("Vice President", ""),
        ("then-President", ""),
        ("spokesman", ""),
    ],
)
def test_titles_are_compared_by_their_heads(title: str, head: str) -> None:
    assert head_of(title) == head


def test_a_confirmed_role_keeps_its_dates_when_more_is_learned(actor: Actor, editor: User) -> None:
    titled(actor, "President", "2016-03-01", by=editor)
    learn()
    confirm_role(Role.objects.get(), **POST, editor=editor, seen=0)
    titled(actor, "President", "2018-03-01", by=editor)
    learn()
    role = Role.objects.get()
    assert (role.status, role.start, role.end, role.seen_count) == (
        "confirmed",
        "2015",
        "2019-06",
        2,
    )


def test_a_rejected_role_is_not_suggested_again(actor: Actor, editor: User) -> None:
    titled(actor, "President", "2016-03-01", by=editor)
    learn()
    decision = reject_role(Role.objects.get(), editor=editor, seen=0)
    titled(actor, "President", "2018-03-01", by=editor)
    learn()
    assert Role.objects.get().status == "rejected"
    undo(decision, editor=editor)
    role = Role.objects.get()
    assert (role.status, role.decision) == ("suggested", None)


def test_an_added_role_undone_is_shown_to_nobody(actor: Actor, editor: User) -> None:
    decision = add_role(actor, **POST, editor=editor, seen=0)
    day = datetime.date(2016, 3, 1)
    assert held_on(day, [actor])[actor.pk].roles == ("President, 2015–2019",)
    undone = undo(decision, editor=editor)
    assert held_on(day, [actor])[actor.pk].roles == ()
    undo(undone, editor=editor)
    assert held_on(day, [actor])[actor.pk].roles == ("President, 2015–2019",)


@pytest.mark.parametrize(
    ("day", "held"), [("2014-12-31", 0), ("2015-01-01", 1), ("2019-06-30", 1), ("2019-07-01", 0)]
)
def test_a_role_is_told_beside_articles_of_its_days(
    actor: Actor, editor: User, client: Client, day: str, held: int
) -> None:
    add_role(actor, **POST, editor=editor, seen=0)
    article = titled(actor, "Mrs", day)
    page = client.get(article.get_absolute_url()).content.decode()
    assert page.count("President, 2015–2019") == held


def test_a_role_without_dates_is_told_between_the_days_it_was_seen(
    actor: Actor, editor: User
) -> None:
    for day in ("2016-03-01", "2018-03-01"):
        titled(actor, "President", day, by=editor)
    learn()
    confirm_role(Role.objects.get(), **{**POST, "start": "", "end": ""}, editor=editor, seen=0)
    days = [datetime.date.fromisoformat(day) for day in ("2016-02-29", "2017-01-01", "2018-03-02")]
    assert [len(held_on(day, [actor])[actor.pk].roles) for day in days] == [0, 1, 0]


def test_an_office_of_the_knowledge_file_can_be_rejected_and_comes_back(editor: User) -> None:
    # On the public record: President of the United States from 2009 to 2017.
    known = make_actor("Barack Obama", key="Q76", wikidata="Q76")
    office = next(one for one in known_offices(known) if one.title.startswith("President of the"))
    decision = reject_role(review.role_of_office(known, office), editor=editor, seen=0)
    mine = roles_of([known.pk])[known.pk]
    assert office not in offices_left(known, mine)
    undo(decision, editor=editor)
    assert office in offices_left(known, roles_of([known.pk])[known.pk])


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"title": " "}, "needs a title"),
        ({"start": "2019", "end": "2015"}, "ends before"),
        ({"start": "soon"}, "no date"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(
    actor: Actor, editor: User, fields: dict[str, str], trouble: str
) -> None:
    with pytest.raises(review.ReviewError, match=trouble):
        add_role(actor, **{**POST, **fields}, editor=editor, seen=0)
    assert not Role.objects.exists()


def test_two_who_decide_on_one_role(actor: Actor, editor: User, other_editor: User) -> None:
    titled(actor, "President", "2016-03-01", by=editor)
    learn()
    reject_role(Role.objects.get(), editor=other_editor, seen=0)
    with pytest.raises(review.Stale):
        confirm_role(Role.objects.get(), **POST, editor=editor, seen=0)


def test_learning_of_twenty_people_asks_as_often_as_of_two(editor: User) -> None:
    people = [make_actor(f"Mira Tolvan {number}") for number in range(20)]
    for one in people:
        titled(one, "President", "2016-03-01", by=editor)
    learn_of([one.pk for one in people])
    with CaptureQueriesContext(connection) as two:
        learn_of([one.pk for one in people[:2]])
    with CaptureQueriesContext(connection) as twenty:
        learn_of([one.pk for one in people])
    assert len(two) == len(twenty)
