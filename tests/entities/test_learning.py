"""Corrections teach: what editors decided in some articles changes what is found in others."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from articles.models import Article
from entities import review, runs
from entities.effects import measure
from entities.extract import perform
from entities.learning import learn, learn_anew
from entities.memory import memory
from entities.models import Decision, ExtractionRun, Rule, Tag
from entities.review import actor_named
from tests.entities.test_review import now
from tests.factories import make_article, make_tag, make_user

pytestmark = pytest.mark.django_db

KREMLIN = "Russian President Vladimir Putin met Angela Merkel in Moscow, report {}."


def extracted(body: str, **fields: str) -> Article:
    article = make_article(body, **fields)
    again(article)
    return article


def again(article: Article) -> None:
    """Extract an article (again), as a worker would."""
    version = article.versions.get(number=article.version_number)
    runs.request_run(version)
    run = runs.claim(ExtractionRun.objects.get(version=version, state="pending").pk, "test")
    assert run
    perform(run)
    article.refresh_from_db()


def tag(article: Article, name: str) -> Tag:
    return Tag.objects.select_related("article", "actor").get(article=article, actor__name=name)


def names(article: Article) -> set[str]:
    return set(Tag.objects.public().filter(article=article).values_list("actor__name", flat=True))


def rejected(name: str, editor: User, times: int = 2) -> None:
    for number in range(times):
        review.reject(tag(extracted(KREMLIN.format(number)), name), editor=editor)
    learn()


def test_nothing_decided_is_nothing_learnt() -> None:
    assert learn() == 0
    assert memory() is None


def test_a_relinked_name_is_linked_so_elsewhere_and_says_by_whom(editor: User) -> None:
    first = extracted("The United States of America sent a report, number 1.")
    short = actor_named("U.S.", "country")
    review.relink(tag(first, "United States of America"), short, editor=editor)
    learn()
    other = extracted("Nobody in the United States of America knew of report 2.")
    assert names(other) == {"U.S."}
    (evidence,) = {mention.evidence["taught"] for mention in other.mentions.all()}
    assert evidence == "editors said that United States of America is U.S., 1 of 1"


def test_one_of_two_decisions_teaches_nothing(editor: User) -> None:
    first, other = (extracted(KREMLIN.format(number)) for number in (1, 2))
    review.relink(tag(first, "Moscow"), actor_named("Muscovy", "place"), editor=editor)
    review.confirm(tag(other, "Moscow"), editor=editor)
    learn()
    assert not Rule.objects.filter(sort="prior").exists()


def test_an_added_name_is_found_in_other_articles(editor: User) -> None:
    first = extracted("They walked along the Lachin corridor in report 1.")
    review.add(
        first,
        "Lachin corridor",
        actor_named("Lachin corridor", "place"),
        editor=editor,
        seen_version=first.version_number,
    )
    learn()
    assert "Lachin corridor" in names(extracted("The Lachin corridor is closed in report 2."))


def test_words_that_were_widened_are_a_name_elsewhere_and_the_old_ones_stay_one(
    editor: User,
) -> None:
    article = make_article("The speaker of Orme Hall Lower, Orme, was late for report 1.")
    orme = make_tag(article, "Orme Hall")
    start = article.body.index("Orme Hall")
    before, after = (start, start + len("Orme Hall")), (start, start + len("Orme Hall Lower"))
    review.adjust(now(orme), before_spans=[before], after_spans=[after], editor=editor)
    learn()
    rule = Rule.objects.get(sort="alias")
    assert (rule.shown, rule.to_actor, rule.right_count) == ("Orme Hall Lower", orme.actor, 1)
    assert rule.details == {"added": True}
    assert not Rule.objects.exclude(pk=rule.pk).exists()


def test_a_name_rejected_twice_is_held_back_and_once_is_not(editor: User) -> None:
    rejected("Moscow", editor, 1)
    assert "Moscow" in names(extracted(KREMLIN.format("once")))
    rejected("Moscow", editor, 2)
    held = tag(extracted(KREMLIN.format("twice")), "Moscow")
    assert (held.status, held.held_back) == ("suggested", True)
    assert "Moscow" not in names(held.article)


def test_a_decision_outranks_what_was_learnt(editor: User) -> None:
    rejected("Moscow", editor)
    article = extracted(KREMLIN.format("taken"))
    review.confirm(tag(article, "Moscow"), editor=editor)
    again(article)
    assert tag(article, "Moscow").status == "confirmed"
    assert "Moscow" in names(article)


def test_an_undone_decision_teaches_nothing(editor: User) -> None:
    rejected("Moscow", editor)
    for decision in list(Decision.objects.filter(verb="reject")):
        review.undo(decision, editor=editor)
    learn()
    assert not Rule.objects.exists()


def test_counting_again_changes_nothing(editor: User) -> None:
    rejected("Moscow", editor)
    before = list(Rule.objects.values())
    assert learn() == 0
    assert list(Rule.objects.values()) == before


def test_the_worker_counts_only_after_a_new_decision(editor: User) -> None:
    rejected("Moscow", editor)
    learn_anew()
    Rule.objects.all().delete()
    assert learn_anew() == 0
    review.reject(tag(extracted(KREMLIN.format("new")), "Moscow"), editor=editor)
    assert learn_anew() == 1


def test_a_withdrawn_rule_does_not_come_back(editor: User) -> None:
    rejected("Moscow", editor)
    rule = Rule.objects.get(sort="stop")
    decision = review.withdraw(rule, editor=editor, note="it is a city")
    learn()
    rule.refresh_from_db()
    assert (rule.state, rule.decision, decision.verb) == ("withdrawn", decision, "rule")
    assert "Moscow" in names(extracted(KREMLIN.format("after")))
    with pytest.raises(review.Stale):
        review.withdraw(rule, editor=editor)


def test_never_link_holds_once_it_is_in_force(editor: User) -> None:
    moscow = tag(extracted(KREMLIN.format(1)), "Moscow").actor
    rule = review.never_link("Moscow", moscow, editor=editor)
    assert tag(extracted(KREMLIN.format(2)), "Moscow").actor == moscow
    review.put_in_force(rule, editor=editor)
    assert tag(extracted(KREMLIN.format(3)), "Moscow").actor != moscow


def test_the_effect_of_a_rule_is_counted_before_it_holds(editor: User) -> None:
    article = extracted(KREMLIN.format(1))
    rule = review.stop("Moscow", editor=editor)
    with pytest.raises(review.ReviewError, match="such a rule"):
        review.stop("moscow", editor=editor)
    measure(rule.pk)
    rule.refresh_from_db()
    assert rule.effect["gone"] == [["Moscow (place)", 1]]
    assert (rule.effect["looked"], rule.effect["changed"], rule.effect["new"]) == (1, 1, [])
    assert "Moscow" in names(article)


def test_a_rule_must_say_whom_it_means() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(sort="alias", words="karvenia")


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_asks_as_often_however_many_rules(
    count: int, client: Client, editor: User, django_assert_num_queries: object
) -> None:
    for number in range(count):
        Rule.objects.create(
            sort="prior",
            actor=actor_named(f"Mira Tolvan {number}", "person"),
            to_actor=actor_named(f"Mira T. {number}", "person"),
            seen_count=3,
            right_count=3,
        )
    client.force_login(editor)
    with django_assert_num_queries(7):  # type: ignore[operator]
        page = client.get("/review/memory/").content.decode()
    assert page.count("3 of 3") == count


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        *(("sort=stop", 1), ("sort=alias", 0), ("state=in+force", 1), ("state=withdrawn", 0)),
        *(("scope=everywhere", 1), ("scope=source", 0), ("scope=year", 0), ("scope=article", 0)),
        *(("origin=learnt", 1), ("origin=editor", 0), ("q=moscow", 1), ("q=tolvan", 0)),
    ],
)
def test_every_filter_narrows(asked: str, found: int, client: Client, editor: User) -> None:
    rejected("Moscow", editor)
    client.force_login(editor)
    page = client.get(f"/review/memory/?{asked}").content.decode()
    assert page.count("editors rejected Moscow 2 of 2 times") == found


def test_an_editor_makes_a_rule_sees_it_wait_and_puts_it_in_force(client: Client) -> None:
    article = extracted(KREMLIN.format(1))
    client.force_login(make_user("editor", "mira"))
    client.post("/review/memory/", {"words": "Moscow", "what": "stop", "note": "<b>a city</b>"})
    rule = Rule.objects.get()
    page = client.get("/review/memory/").content.decode()
    assert "Waits until you put it in force" in page
    assert "<b>a city" not in page
    client.post(f"/review/memory/{rule.pk}/", {"act": "force"})
    rule.refresh_from_db()
    assert rule.state == "in force"
    assert ExtractionRun.objects.filter(article=article, state="pending").exists()


def test_a_rule_about_nobody_known_is_refused(client: Client, editor: User) -> None:
    client.force_login(editor)
    answer = client.post(
        "/review/memory/", {"words": "Tolvan", "what": "never", "to": "Mira Nobody"}
    )
    assert answer.status_code == 422
    assert "No actor is called" in answer.content.decode()
