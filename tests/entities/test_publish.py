"""From decisions to what readers, search and the counters see."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from entities import review
from entities.models import (
    Actor,
    ActorPair,
    ActorYear,
    ArticleReview,
    Decision,
    ExtractionRun,
    Kind,
    Tag,
)
from entities.publish import lock_article, publish, publish_actor
from tests.factories import make_actor, make_article, make_mention, make_tag, make_user

pytestmark = pytest.mark.django_db


def labels(article: Article) -> tuple[list[int], str, list[str]]:
    article.refresh_from_db()
    return article.actor_ids, article.label_text, article.label_lexemes


def desk(article: Article) -> ArticleReview:
    return ArticleReview.objects.get(article=article)


def test_labels_name_the_actors_most_salient_first() -> None:
    article = make_article()
    halden = make_tag(article, "Halden", make_actor("Halden", "place"), salience=0.2)
    tolvan = make_tag(article, "Tolvan", make_actor("Mira Tolvan"), salience=0.9)
    assert labels(article) == (
        [tolvan.actor_id, halden.actor_id],
        "Mira Tolvan\nHalden",
        ["@extracted", "@tperson", "@tplace", "@unreviewed"],
    )


def test_a_rejected_actor_leaves_the_labels(editor: User) -> None:
    tag = make_tag(make_article(), "Halden")
    review.reject(tag, editor=editor)
    assert labels(tag.article) == ([], "", ["@extracted", "@reviewed"])


def test_an_actor_whose_words_are_gone_leaves_the_labels(editor: User) -> None:
    tag = make_tag(make_article(), "Halden")
    review.confirm(tag, editor=editor)
    Article.objects.filter(pk=tag.article_id).update(body="Nothing of it.")
    with transaction.atomic():
        publish(lock_article(tag.article_id))
    assert labels(tag.article)[0] == []
    assert Tag.objects.get().orphaned
    assert desk(tag.article).orphaned_count == 1


def test_an_article_is_reviewed_when_nothing_is_open(editor: User) -> None:
    article = make_article()
    first, second = make_tag(article, "Halden"), make_tag(article, "Tolvan")
    review.confirm(first, editor=editor)
    assert "@reviewed" not in labels(article)[2]
    review.reject(second, editor=editor)
    assert "@reviewed" in labels(article)[2]


def test_an_article_without_tags_is_not_reviewed() -> None:
    article = make_article()
    with transaction.atomic():
        publish(lock_article(article.pk))
    assert labels(article) == ([], "", [])


def test_an_article_stays_extracted_while_a_newer_text_waits() -> None:
    article = make_article(guid="report-1")
    make_tag(article, "Halden")
    make_article("Another text of Halden.", guid="report-1")
    with transaction.atomic():
        publish(lock_article(article.pk))
    assert "@extracted" in labels(article)[2]
    assert ExtractionRun.objects.filter(article=article, state="pending").exists()


def test_an_article_that_only_waits_is_not_extracted() -> None:
    article = make_article()
    with transaction.atomic():
        publish(lock_article(article.pk))
    assert labels(article)[2] == []


def test_the_desks_row_counts_and_says_what_is_at_stake(editor: User) -> None:
    article = make_article()
    make_tag(article, "Halden", confidence=0.5)
    make_tag(article, "Tolvan", confidence=0.75)
    review.ask_second_look(make_tag(article, "Monday", confidence=0.1), editor=editor)
    review.confirm(make_tag(article, "Karvenian", confidence=0.1), editor=editor)
    row = desk(article)
    assert (row.suggested_count, row.second_look_count, row.decided_count) == (2, 1, 1)
    assert row.stake == pytest.approx(3 * (0.5 + 0.25 + 1))  # private people all


def test_a_name_that_changed_reaches_every_article() -> None:
    actor = make_actor("Mira Tolvan")
    articles = [make_article(f"Tolvan spoke {number}.") for number in range(3)]
    for article in articles:
        make_mention(article, "Tolvan", actor)
    Actor.objects.filter(pk=actor.pk).update(
        name="Mira Tolvan-Orsk", publish_requested_at="2020-12-29T12:00Z"
    )
    publish_actor(actor.pk)
    assert {labels(article)[1] for article in articles} == {"Mira Tolvan-Orsk"}
    actor.refresh_from_db()
    assert actor.publish_requested_at is None


def recount() -> tuple[dict[int, int], dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """The counters as they follow from the articles."""
    actors: dict[int, int] = {}
    years: dict[tuple[int, int], int] = {}
    pairs: dict[tuple[int, int], int] = {}
    for article in Article.objects.public():
        year = article.published_at.year if article.published_at else 0
        for actor in article.actor_ids:
            actors[actor] = actors.get(actor, 0) + 1
            years[actor, year] = years.get((actor, year), 0) + 1
            for other in article.actor_ids:
                if other != actor:
                    pairs[actor, other] = pairs.get((actor, other), 0) + 1
    return actors, years, pairs


def counted() -> tuple[dict[int, int], dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """The counters as the trigger keeps them."""
    actors = Actor.objects.exclude(article_count=0)
    years = ActorYear.objects.exclude(article_count=0)
    pairs = ActorPair.objects.exclude(article_count=0)
    return (
        dict(actors.values_list("pk", "article_count")),
        {(row.actor_id, row.year): row.article_count for row in years},
        {(row.actor_id, row.other_id): row.article_count for row in pairs},
    )


def act(verb: str, number: int, actors: list[Actor], editor: User) -> None:
    """One act of an editor on one of the tags there are; what cannot be done is not done."""
    tags = Tag.objects.select_related("article", "actor").order_by("article", "actor")
    tag = tags[number % len(tags)]
    decisions = Decision.objects.order_by("pk")
    try:
        match verb:
            case "confirm":
                review.confirm(tag, editor=editor)
            case "reject":
                review.reject(tag, editor=editor)
            case "second look":
                review.ask_second_look(tag, editor=editor)
            case "relink":
                review.relink(tag, actors[number % len(actors)], editor=editor)
            case "retype":
                review.retype(tag, list(Kind.values)[number % 4], editor=editor)
            case "add":
                to = actors[number % len(actors)]
                review.add(tag.article, "Monday", to, editor=editor, seen_version=1)
            case "undo" if decisions:
                review.undo(decisions[number % len(decisions)], editor=editor)
            case "withhold":
                Article.objects.filter(pk=tag.article_id).update(status="taken down")
            case "date":
                when = datetime.datetime(1990 + number % 3, 5, 1, tzinfo=datetime.UTC)
                Article.objects.filter(pk=tag.article_id).update(published_at=when)
            case "all":  # of many articles in one statement
                when = datetime.datetime(1990 + number % 3, 5, 1, tzinfo=datetime.UTC)
                status = "taken down" if number % 2 else "published"
                Article.objects.filter(pk__gte=tag.article_id).update(
                    published_at=when, status=status
                )
    except review.ReviewError:
        pass


VERBS = ["confirm", "reject", "second look", "relink", "retype", "add", "undo", "undo"]
VERBS += ["withhold", "date", "all"]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 11)), max_size=10))
def test_counters_agree_with_the_articles_after_any_acts(
    db: None, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        editor = make_user("editor")
        names = ["Tolvan", "Vasilyenko", "Halden", "Karvenian"]
        actors = [make_actor(name, "place") for name in names]
        for count, day in ((4, "2020-12-29"), (2, "1990-05-01"), (3, None)):
            article = make_article(f"{' met '.join(names)} on Monday {count}.", published_at=day)
            for actor in actors[:count]:
                make_mention(article, actor.name, actor)
        for verb, number in acts:
            act(verb, number, actors, editor)
        assert counted() == recount()
        tags = Tag.objects.public().values_list("article", "actor")
        pairs = {(article.pk, pk) for article in Article.objects.all() for pk in article.actor_ids}
        assert set(tags) == pairs
        transaction.set_rollback(True)
