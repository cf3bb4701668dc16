"""The queue: its order, and what narrows it (see test_queue_walks.py for its plans)."""

import math
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from entities import leases, review
from entities.assigning import assign
from entities.models import ArticleReview, Assignment, Lease, Tag
from entities.publish import lock_article, publish
from entities.queue import Spot, claim_next, next_free, waiting_words
from entities.review import told
from entities.workspace import desk_of
from tests.entities.test_review import give_new_text, now
from tests.factories import (
    make_actor,
    make_article,
    make_interaction,
    make_mention,
    make_quote,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db


def row(article: Any) -> ArticleReview:
    return ArticleReview.objects.get(pk=article.pk)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def headlines(client: Client, **asked: Any) -> list[str]:
    page = client.get(reverse("review:queue"), asked).content.decode()
    return re.findall(r">([^<>]+)</a></h2>", page)


# --- The order -----------------------------------------------------------------------------------


def test_what_is_at_stake_is_harm_times_doubt_of_every_open_tag() -> None:
    article = make_article()
    make_mention(article, "Tolvan", make_actor("Mira Tolvan"), confidence=0.9)
    make_mention(article, "Halden", make_actor("Halden", "place"), confidence=0.4)
    assert row(article).stake == pytest.approx(3 * 0.1 + 0.5 * 0.6)


def test_what_is_decided_is_no_longer_at_stake(editor: User) -> None:
    tag = make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan"))
    review.confirm(tag, editor=editor)
    assert row(tag.article).stake == 0
    assert row(tag.article).open_since is None


def test_a_second_look_counts_as_if_the_machine_knew_nothing(editor: User) -> None:
    tag = make_tag(make_article(), "Halden", make_actor("Halden", "place"), confidence=0.9)
    review.ask_second_look(tag, editor=editor)
    assert row(tag.article).stake == 0.5


def test_an_accusation_of_a_private_person_weighs_most() -> None:
    article = make_article("Reijo Salmi robbed Mira Tolvan in Halden.")
    salmi, tolvan = make_actor("Reijo Salmi"), make_actor("Mira Tolvan", wikidata="Q1")
    for actor in (salmi, tolvan):
        make_mention(article, actor.name, actor, confidence=0.8)
    before = row(article).stake
    make_interaction(article, "robbed", salmi, tolvan, kind="assault")
    assert before == pytest.approx((3 + 2) * 0.2)
    assert row(article).stake == pytest.approx((10 + 2) * 0.2 + 10 * 0.34)


def test_accusing_words_weigh_on_who_says_them_and_whom_they_name() -> None:
    article = make_article("“Reijo Salmi stole the boat,” said Mira Tolvan.")
    salmi, tolvan = make_actor("Reijo Salmi"), make_actor("Mira Tolvan")
    for actor in (salmi, tolvan):
        make_mention(article, actor.name, actor, confidence=0.8)
    make_quote(article, "Reijo Salmi stole the boat,", tolvan, named="Mira Tolvan")
    assert row(article).stake == pytest.approx((10 + 10) * 0.2 + 10 * 0.05)


@pytest.mark.parametrize(("reads", "factor"), [(0, 1), (2, 2), (6, 3), (1022, 10)])
def test_readers_count_by_their_order_of_magnitude(reads: int, factor: float) -> None:
    article = make_tag(make_article(), "Tolvan", confidence=0.5).article
    ArticleReview.objects.update(reads=reads)
    assert row(article).priority == pytest.approx(1.5 * factor)
    assert factor == pytest.approx(math.log2(2 + reads))


def test_a_report_by_a_reader_brings_a_finished_article_back(desk: Client, editor: User) -> None:
    tag = make_tag(make_article(headline="Reported"), "Tolvan")
    review.confirm(tag, editor=editor)
    assert headlines(desk) == []
    ArticleReview.objects.update(report_count=1)
    assert headlines(desk) == ["Reported"]
    assert row(tag.article).priority == 3


def test_an_article_waits_since_it_was_opened_not_since_it_was_last_touched(editor: User) -> None:
    tag = make_tag(make_article(), "Tolvan")
    since = row(tag.article).open_since
    make_mention(tag.article, "Halden", make_actor("Halden", "place"))
    assert row(tag.article).open_since == since
    publish_again(tag)
    assert row(tag.article).open_since == since


def publish_again(tag: Tag) -> None:
    publish(lock_article(tag.article_id))


# --- Quotes and interactions ---------------------------------------------------------------------


@pytest.fixture
def telling() -> Any:
    """An article with two tags, a quote and an interaction, all suggested."""
    article = make_article("Mira Tolvan met Reijo Salmi. “The ferry sails,” said Tolvan.")
    tolvan, salmi = make_actor("Mira Tolvan"), make_actor("Reijo Salmi")
    for actor in (tolvan, salmi):
        make_mention(article, actor.name, actor)
    make_interaction(article, "met", tolvan, salmi)
    make_quote(article, "“The ferry sails,”", tolvan)
    return article


def of(article: Any) -> tuple[int, int, int]:
    found = row(article)
    return found.suggested_count, found.told_count, desk_of(fresh(article)).open_count


def fresh(article: Any) -> Article:
    return Article.objects.get(pk=article.pk)


def test_quotes_and_interactions_count_as_the_desk_counts_them(
    telling: Any, editor: User, other_editor: User
) -> None:
    assert of(telling) == (2, 2, 4)
    tag = Tag.objects.select_related("actor", "article").get(actor__name="Reijo Salmi")
    review.reject(tag, editor=editor)  # nobody deals with whom nobody sees
    assert of(telling) == (1, 1, 2)
    seen = next(item for item in desk_of(fresh(telling)).items if item.sort == "quote")
    quote = told.quote_as_seen(article=telling.pk, quote=seen.told.row.pk, token=str(seen.seen))
    told.ask_second_look(quote, editor=editor)
    assert of(telling) == (1, 0, 2)
    assert row(telling).second_look_count == 1


def test_an_article_waits_until_its_quotes_are_decided_on_too(
    telling: Any, desk: Client, editor: User
) -> None:
    for tag in Tag.objects.select_related("actor", "article"):
        review.confirm(now(tag), editor=editor)
    since = row(telling).open_since
    assert since
    assert row(telling).stake == pytest.approx(2 * 0.34 + 3 * 0.05)
    assert headlines(desk) == [telling.headline]
    page = desk.get(reverse("review:queue")).content.decode()
    assert "<span>2 quotes and interactions</span>" in page
    assert next_free(EVERY(), editor, None) == telling.pk


def test_confirming_the_rest_clears_quotes_and_interactions(telling: Any, editor: User) -> None:
    shown = desk_of(fresh(telling))
    seen = [item.rest for item in shown.left]
    rest = review.confirm_rest(telling, editor=editor, seen_version=1, seen=seen)
    assert of(telling) == (0, 0, 0)
    assert (row(telling).stake, row(telling).open_since) == (0, None)
    review.undo_batch(rest.batch, editor=editor)
    assert of(telling) == (2, 2, 4)


def test_words_that_are_gone_are_at_stake(telling: Any, editor: User) -> None:
    seen = next(item for item in desk_of(fresh(telling)).items if item.sort == "quote")
    quote = told.quote_as_seen(article=telling.pk, quote=seen.told.row.pk, token=str(seen.seen))
    told.confirm(quote, editor=editor)
    before = row(telling).stake
    Article.objects.filter(pk=telling.pk).update(body="Mira Tolvan met Reijo Salmi. Said Tolvan.")
    publish(lock_article(telling.pk))
    assert row(telling).orphaned_count == 1
    assert row(telling).stake > before


# --- What narrows it -----------------------------------------------------------------------------


@pytest.fixture
def waiting(editor: User) -> dict[str, Any]:
    """Articles of which each is open in its own way."""
    known = {"wikidata": "Q1", "kind": "person"}
    sure = make_tag(make_article("Ada fell.", headline="Plain"), "Ada", make_actor("Ada", **known))
    make_tag(
        make_article(
            "Ben fell.", headline="Unsure", source="Halden Post", published_at="2019-05-01"
        ),
        "Ben",
        make_actor("Ben", kind="place"),
        confidence=0.3,
    )
    make_tag(make_article("Cai fell.", headline="Unlinked", published_at=None), "Cai")
    looked = make_tag(
        make_article("Dov fell.", headline="Looked"), "Dov", make_actor("Dov", kind="place")
    )
    review.ask_second_look(looked, editor=editor)
    renewed = make_article("Eva fell. Fay fell.", headline="Renewed", guid="a:1")
    eva = make_tag(renewed, "Eva", make_actor("Eva", kind="place"))
    make_mention(renewed, "Fay", make_actor("Fay", kind="place"))
    review.confirm(now(eva), editor=editor)
    publish(lock_article(give_new_text(renewed, "Eva fell. Fay fell. So did Gil.").pk))
    lost = make_article("Hal fell.", headline="Lost", guid="a:2")
    review.confirm(make_tag(lost, "Hal", make_actor("Hal", kind="place")), editor=editor)
    publish(lock_article(give_new_text(lost, "Nobody fell.").pk))
    reported = make_tag(
        make_article("Ivo fell.", headline="Reported"), "Ivo", make_actor("Ivo", kind="place")
    )
    review.confirm(reported, editor=editor)
    ArticleReview.objects.filter(pk=reported.article_id).update(report_count=1)
    told = make_article("Jon fell.", headline="Told")
    jon = make_tag(told, "Jon", make_actor("Jon", kind="place"))
    make_quote(told, "Jon fell.")
    review.confirm(now(jon), editor=editor)
    return {"source": sure.article.source_id}


NARROWED = [
    ({"state": "waiting"}, {"Plain", "Unsure", "Unlinked", "Renewed"}),
    ({"state": "uncertain"}, {"Unsure"}),
    ({"state": "unlinked"}, {"Unlinked"}),
    ({"state": "second-look"}, {"Looked"}),
    ({"state": "orphaned"}, {"Lost"}),
    ({"state": "new-version"}, {"Renewed", "Lost"}),
    ({"state": "reported"}, {"Reported"}),
    ({"state": "told"}, {"Told"}),
    ({"date_from": "2020-12-29"}, {"Plain", "Looked", "Renewed", "Lost", "Reported", "Told"}),
    ({"date_to": "2020-12-28"}, {"Unsure"}),
    ({"date_from": "2019-05-01", "date_to": "2019-05-01"}, {"Unsure"}),
    ({"actor": "BEN"}, {"Unsure"}),
    ({"actor": "Nobody at all"}, set()),
    ({"assigned": "me"}, set()),
    ({"state": "uncertain", "date_from": "2020-01-01"}, set()),
]


@pytest.mark.parametrize(("asked", "found"), NARROWED)
def test_every_filter_narrows_the_queue(
    desk: Client, waiting: dict[str, Any], asked: dict[str, str], found: set[str]
) -> None:
    assert set(headlines(desk, **asked)) == found


def test_the_queue_of_a_source_follows_its_merges(desk: Client, waiting: dict[str, Any]) -> None:
    assert "Unsure" not in headlines(desk, source=waiting["source"])
    other = ArticleReview.objects.exclude(source=waiting["source"]).get().source
    assert other
    other.merged_into_id = waiting["source"]
    other.save()
    assert "Unsure" in headlines(desk, source=waiting["source"])


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "lost"},
        {"source": "x"},
        {"source": "9" * 40},
        {"date_from": "yesterday"},
        {"date_from": "2020-12-29", "date_to": "2020-12-28"},
        {"assigned": "you"},
        {"actor": "\x00"},
    ],
)
def test_an_invalid_filter_says_so_and_shows_no_list(
    desk: Client, waiting: dict[str, Any], asked: dict[str, str]
) -> None:
    answer = desk.get(reverse("review:queue"), asked)
    assert answer.status_code == 400
    assert "queue-item" not in answer.content.decode()


@pytest.mark.parametrize("asked", [{"date_from": "0001-01-01"}, {"date_to": "9999-12-31"}])
def test_the_first_and_the_last_day_there_is_are_days(
    desk: Client, waiting: dict[str, Any], asked: dict[str, str]
) -> None:
    assert "Unsure" in headlines(desk, **asked)


def test_the_tabs_count_what_each_would_show(desk: Client, waiting: dict[str, Any]) -> None:
    page = desk.get(reverse("review:queue")).content.decode()
    tabs = page.partition('class="tabs"')[2].partition("</ul>")[0]
    counts = re.findall(r"muted\">([^<]+)<", tabs)
    assert counts == ["8", "0", "4", "1", "1", "1", "1", "2", "1", "1"]
    narrowed = desk.get(reverse("review:queue"), {"actor": "Ben"}).content.decode()
    assert "muted" not in narrowed.partition('class="tabs"')[2].partition("</ul>")[0]


def test_a_long_queue_is_counted_no_further_than_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entities.queue.MOST_COUNTED", 1)
    for number in range(2):
        make_tag(make_article(f"Vale {number}."), "Vale", make_actor(f"Vale {number}"))
    assert waiting_words(ArticleReview.objects.open()) == "more than 1"


# --- The next article ----------------------------------------------------------------------------


@pytest.fixture
def three() -> list[int]:
    """Three articles, the most urgent first."""
    return [
        make_tag(
            make_article(f"Vale {number}."), "Vale", make_actor(f"Vale {number}"),
            confidence=confidence,
        ).article_id
        for number, confidence in enumerate([0.1, 0.2, 0.3])
    ]  # fmt: skip


def spot(article: int) -> Spot:
    return Spot(ArticleReview.objects.get(pk=article).priority, article)


EVERY = ArticleReview.objects.open


def test_the_next_article_is_the_one_behind_and_after_the_last_the_first(
    three: list[int], editor: User
) -> None:
    assert next_free(EVERY(), editor, None) == three[0]
    assert next_free(EVERY(), editor, spot(three[0])) == three[1]
    assert next_free(EVERY(), editor, spot(three[2])) == three[0]


def test_what_another_works_on_is_passed_over(
    three: list[int], editor: User, other_editor: User
) -> None:
    leases.claim(three[1], other_editor)
    assert next_free(EVERY(), editor, spot(three[0])) == three[2]
    assert next_free(EVERY(), other_editor, spot(three[0])) == three[1]


def test_what_one_was_given_comes_first_and_what_others_were_given_does_not_come(
    three: list[int], editor: User, other_editor: User, chief: User
) -> None:
    assign([three[2]], editor, by=chief)
    assign([three[0]], other_editor, by=chief)
    assert next_free(EVERY(), editor, None) == three[2]
    assert next_free(EVERY(), editor, spot(three[2])) == three[1]
    assert next_free(EVERY(), editor, spot(three[1])) == three[2]


def test_going_on_gives_up_the_article_before(three: list[int], editor: User) -> None:
    leases.claim(three[0], editor)
    assert claim_next(EVERY(), editor, spot(three[0])) == three[1]
    assert list(Lease.objects.values_list("article", flat=True)) == [three[1]]


def test_there_is_no_next_article_where_others_work_on_all(
    three: list[int], editor: User, other_editor: User
) -> None:
    for article in three:
        leases.claim(article, other_editor)
    assert claim_next(EVERY(), editor, None) is None


# --- Assigning -----------------------------------------------------------------------------------


def test_every_assignment_is_kept_and_the_last_one_stands(
    three: list[int], editor: User, chief: User
) -> None:
    assert assign(three[:2], editor, by=chief, note="before noon") == 2
    assert assign(three[:2], editor, by=chief) == 0  # it is so already
    assert assign(three[:1], None, by=chief) == 1
    assert [row.editor for row in Assignment.objects.order_by("pk")] == [editor, editor, None]
    assert list(EVERY().filter(assigned_to=editor).values_list("pk", flat=True)) == [three[1]]


def test_a_decision_leaves_an_assignment_alone(editor: User, chief: User) -> None:
    tag = make_tag(make_article(), "Tolvan")
    assign([tag.article_id], editor, by=chief)
    review.ask_second_look(tag, editor=editor)
    assert row(tag.article).assigned_to == editor


def test_a_chief_editor_assigns_what_is_chosen_and_the_editor_sees_it(
    client: Client, three: list[int], editor: User, chief: User
) -> None:
    client.force_login(chief)
    fields = {"article": three[:2], "editor": editor.pk, "note": "before <noon>"}
    answer = client.post(reverse("review:assign"), fields, follow=True)
    assert "2 articles assigned to editor." in answer.content.decode()
    client.force_login(editor)
    assert len(headlines(client, assigned="me")) == 2
    assert len(headlines(client, assigned="nobody")) == 1
    page = client.get(reverse("review:workspace", args=[three[0]])).content.decode()
    assert "Assigned to you by chief-editor" in page
    assert "before &lt;noon&gt;" in page


@pytest.mark.parametrize(
    "wrong", [{"article": []}, {"article": [10**12]}, {"article": ["x"]}, {"editor": 10**12}]
)
def test_an_assignment_that_makes_no_sense_is_refused(
    client: Client, three: list[int], chief: User, wrong: dict[str, Any]
) -> None:
    client.force_login(chief)
    client.post(reverse("review:assign"), {"article": three[:1], "editor": chief.pk, **wrong})
    assert not Assignment.objects.exists()


def test_nothing_is_assigned_to_somebody_who_may_not_review(
    client: Client, three: list[int], chief: User
) -> None:
    client.force_login(chief)
    nobody = make_user("")
    client.post(reverse("review:assign"), {"article": three, "editor": nobody.pk})
    assert not Assignment.objects.exists()


def test_assigning_leads_to_no_other_site(client: Client, three: list[int], chief: User) -> None:
    client.force_login(chief)
    fields = {"article": three[:1], "editor": chief.pk, "next": "https://evil.example/"}
    assert client.post(reverse("review:assign"), fields)["Location"] == reverse("review:queue")


def test_only_a_chief_editor_is_offered_to_assign(
    client: Client, three: list[int], editor: User, chief: User
) -> None:
    for user, offered in ((editor, False), (chief, True)):
        client.force_login(user)
        page = client.get(reverse("review:queue")).content.decode()
        assert ('id="assign"' in page) is offered
