"""Rules that editors make: where they hold, which of two holds, and how all is undone."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article, Source
from entities import review
from entities.effects import affected, measure
from entities.extraction import Memory
from entities.extraction.draft import Document, Draft, Group, Span
from entities.extraction.findings import Metadata
from entities.extraction.habits import FEATURES
from entities.extraction.taught import HELD, TAUGHT, apply_taught, find_taught
from entities.knowing import knowledge
from entities.learning import learn
from entities.memory import memory
from entities.models import Actor, Decision, ExtractionRun, Rule
from entities.review import Where
from tests.entities.test_learning import KREMLIN, again, extracted, names, rejected
from tests.factories import make_actor, make_article, make_user

pytestmark = pytest.mark.django_db

TEXT = "Kelley spoke in Halden."


def draft_of(text: str, words: str = "Kelley") -> Draft:
    """What the pipeline has found when it comes to what was taught: one person of these words."""
    at = text.index(words)
    span = Span(at, at + len(words), "person", "name", "model", 0.9)
    return Draft(Metadata(), (0, len(text)), (span,), (Group("person", words, (span,)),))


def document_of(article: Article, memory_of_it: Memory | None) -> Document:
    date = article.published_at.date() if article.published_at else None
    made = (article.body, knowledge(), None, None, date)
    return Document(*made, memory=memory_of_it, source=article.source.name)  # type: ignore[arg-type]


def kelley(article: Article) -> str:
    """Whom "Kelley" is taken for in an article; empty when held back."""
    document = document_of(article, memory(article.pk))
    (group,) = apply_taught(document, draft_of(article.body)).groups
    return "" if HELD in group.spans[0].evidence else group.name


@pytest.fixture
def article() -> Article:
    return make_article(TEXT, published_at="2019-05-04")


@pytest.fixture
def angel() -> Actor:
    return make_actor("Angel Kelley")


@pytest.fixture
def frank() -> Actor:
    return make_actor("Frank Kelley")


def in_force(rule: Rule, editor: User) -> Rule:
    review.put_in_force(rule, editor=editor)
    rule.refresh_from_db()
    return rule


def means(actor: Actor, editor: User, where: Where = Where(), words: str = "Kelley") -> Rule:  # noqa: B008
    return in_force(review.means(words, actor, editor=editor, where=where), editor)


def elsewhere(**fields: str) -> Article:
    return make_article(TEXT + " Again.", **{"published_at": "2019-06-01", **fields})


def test_words_mean_an_actor_once_the_rule_is_in_force_and_say_by_whom(
    article: Article, angel: Actor, editor: User
) -> None:
    rule = review.means("Kelley", angel, editor=editor)
    assert (rule.state, kelley(article)) == ("waits", "Kelley")
    in_force(rule, editor)
    (group,) = apply_taught(document_of(article, memory(article.pk)), draft_of(article.body)).groups
    assert group.name == "Angel Kelley"
    assert group.spans[0].evidence[TAUGHT] == "an editor said that “Kelley” means Angel Kelley"


def test_words_that_an_editor_gave_a_meaning_are_looked_for(
    article: Article, angel: Actor, editor: User
) -> None:
    means(angel, editor, Where(article=article))
    nothing = Draft(Metadata(), (0, len(article.body)))
    found = find_taught(document_of(article, memory(article.pk)), nothing)
    assert [(span.start, span.end) for span in found.spans] == [(0, 6)]
    other = elsewhere()
    assert find_taught(document_of(other, memory(other.pk)), nothing).spans == ()


def test_what_is_said_of_a_surname_does_not_hold_where_the_full_name_stands(
    angel: Actor, editor: User
) -> None:
    means(angel, editor)
    article = make_article("Frank Kelley spoke. Kelley left.")
    draft = draft_of(article.body, "Frank Kelley")
    (group,) = draft.groups
    short = Span(20, 26, "person", "name", "again", 0.9)
    both = replace(draft, groups=(replace(group, spans=(*group.spans, short)),))
    (kept,) = apply_taught(document_of(article, memory()), both).groups
    assert kept.name == "Frank Kelley"


@pytest.mark.parametrize("scope", ["everywhere", "source", "year", "source and year", "article"])
@pytest.mark.parametrize("sort", ["means", "stop"])
def test_each_sort_holds_where_it_is_said_to_and_nowhere_else(
    sort: str, scope: str, article: Article, angel: Actor, editor: User
) -> None:
    where = {
        "everywhere": Where(),
        "source": Where(article.source),
        "year": Where(year=2019),
        "source and year": Where(article.source, 2019),
        "article": Where(article=article),
    }[scope]
    if sort == "means":
        means(angel, editor, where)
    else:
        in_force(review.stop("Kelley", editor=editor, where=where), editor)
    changed = {
        "here": kelley(article) != "Kelley",
        "source": kelley(elsewhere(source="Other Wire")) != "Kelley",
        "year": kelley(elsewhere(published_at="2020-06-01")) != "Kelley",
        "both": kelley(elsewhere()) != "Kelley",
    }
    assert changed == {
        "here": True,
        "source": scope in ("everywhere", "year"),
        "year": scope in ("everywhere", "source"),
        "both": scope != "article",
    }


@pytest.mark.parametrize("scope", ["source", "article"])
def test_a_link_is_forbidden_where_it_is_said_to_be(
    scope: str, article: Article, angel: Actor, editor: User
) -> None:
    where = Where(article.source) if scope == "source" else Where(article=article)
    means(angel, editor)
    in_force(review.never_link("Kelley", angel, editor=editor, where=where), editor)
    assert kelley(article) == "Kelley"
    assert kelley(elsewhere(source="Other Wire")) == "Angel Kelley"


def test_the_narrower_rule_holds_however_old(
    article: Article, angel: Actor, frank: Actor, editor: User
) -> None:
    means(angel, editor, Where(article=article))
    means(frank, editor, Where(article.source, 2019))
    means(angel, editor, Where(article.source))
    means(frank, editor)
    assert kelley(article) == "Angel Kelley"
    assert kelley(elsewhere()) == "Frank Kelley"
    assert kelley(elsewhere(published_at="2020-01-01")) == "Angel Kelley"
    assert kelley(elsewhere(source="Other Wire")) == "Frank Kelley"


def test_of_two_as_narrow_the_one_put_in_force_last_holds(
    article: Article, angel: Actor, frank: Actor, editor: User
) -> None:
    first = means(angel, editor)
    means(frank, editor)
    assert kelley(article) == "Frank Kelley"
    review.withdraw(first, editor=editor)
    review.put_in_force(first, editor=editor)
    assert kelley(article) == "Angel Kelley"


def test_a_meaning_outranks_a_wider_stop_and_a_newer_stop_outranks_it(
    article: Article, angel: Actor, editor: User
) -> None:
    in_force(review.stop("Kelley", editor=editor), editor)
    means(angel, editor, Where(article.source))
    assert kelley(article) == "Angel Kelley"
    assert kelley(elsewhere(source="Other Wire")) == ""
    in_force(review.stop("Kelley", editor=editor, where=Where(article.source)), editor)
    assert kelley(article) == ""


def test_an_editors_rule_outranks_a_learnt_one_as_narrow(
    article: Article, angel: Actor, frank: Actor, editor: User
) -> None:
    learnt = {"sort": "alias", "words": "kelley", "shown": "Kelley", "to_actor": frank}
    Rule.objects.create(**learnt, right_count=9, seen_count=9)
    assert kelley(article) == "Frank Kelley"
    means(angel, editor)
    assert kelley(article) == "Angel Kelley"


def test_an_editors_meaning_outranks_a_stop_that_was_learnt(
    article: Article, angel: Actor, editor: User
) -> None:
    Rule.objects.create(sort="stop", words="kelley", shown="Kelley", seen_count=2, right_count=2)
    assert kelley(article) == ""
    means(angel, editor)
    assert kelley(article) == "Angel Kelley"


def test_a_rule_follows_its_actor_and_its_source_when_they_are_merged(
    article: Article, angel: Actor, frank: Actor, editor: User
) -> None:
    means(angel, editor, Where(article.source))
    seen = review.seen_state(frank, angel)
    review.merge(keep=frank, duplicate=angel, editor=editor, reason="one person", seen=seen)
    other = elsewhere(source="Other Wire")
    Source.objects.filter(pk=article.source_id).update(merged_into=other.source)
    Rule.objects.update(changed_at=datetime.datetime.now(datetime.UTC))
    assert kelley(other) == "Frank Kelley"


def test_a_rule_of_one_article_stays_when_it_is_read_again(editor: User) -> None:
    moscow, other = (extracted(KREMLIN.format(number)) for number in (1, 2))
    rule = review.stop("Moscow", editor=editor, where=Where(article=moscow))
    in_force(rule, editor)
    assert list(affected(rule)) == [moscow]
    for article in (moscow, other):
        again(article)
    assert "Moscow" not in names(moscow)
    assert "Moscow" in names(other)


@pytest.mark.parametrize(
    ("words", "where", "message"),
    [
        ("…", {}, "needs words"),
        ("Kelley", {"year": 20190}, "no year of an article"),
        ("Kelley", {"year": 2019, "article": True}, "name the article alone"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    words: str, where: dict[str, int], message: str, article: Article, editor: User
) -> None:
    scope = Where(None, where.get("year", 0), article if "article" in where else None)
    with pytest.raises(review.ReviewError, match=message):
        review.stop(words, editor=editor, where=scope)
    assert not Decision.objects.exists()


def test_the_database_keeps_a_rule_of_one_article_from_having_a_source(
    article: Article, editor: User
) -> None:
    rule = review.stop("Kelley", editor=editor, where=Where(article=article))
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(pk=rule.pk).update(source=article.source)


def waiting_runs() -> set[int]:
    return set(ExtractionRun.objects.filter(state="pending").values_list("article", flat=True))


def test_undo_of_putting_in_force_says_what_it_changes_and_reads_again(
    article: Article, editor: User, other_editor: User
) -> None:
    rule = review.stop("Kelley", editor=editor)
    decision = review.put_in_force(rule, editor=editor)
    told = " ".join(review.preview(decision).changes)
    assert "The rule that “Kelley” is nobody to suggest waits again" in told
    assert "1 article that it may change" in told
    ExtractionRun.objects.all().delete()
    undone = review.undo(decision, editor=other_editor)
    rule.refresh_from_db()
    assert (rule.state, kelley(article), waiting_runs()) == ("waits", "Kelley", {article.pk})
    review.undo(undone, editor=editor)
    rule.refresh_from_db()
    assert (rule.state, kelley(article)) == ("in force", "")
    with pytest.raises(review.Stale):
        review.undo(undone, editor=editor)


def test_undo_of_making_takes_the_rule_away_and_it_can_be_made_again(
    article: Article, angel: Actor, editor: User
) -> None:
    rule = means(angel, editor)
    made = Decision.objects.filter(verb="rule").earliest("pk")
    assert "is gone, as if nobody had made it" in review.preview(made).changes[0]
    undone = review.undo(made, editor=editor)
    rule.refresh_from_db()
    assert (rule.state, kelley(article)) == ("taken back", "Kelley")
    with pytest.raises(review.Stale):
        review.put_in_force(rule, editor=editor)
    again = review.means("KELLEY", angel, editor=editor)
    assert (again.pk, again.shown, again.state) == (rule.pk, "KELLEY", "waits")
    review.undo(undone, editor=editor)
    rule.refresh_from_db()
    assert rule.state == "waits"  # as the later making says


def test_undo_of_making_a_rule_that_waits_says_that_it_is_gone(editor: User) -> None:
    review.stop("Kelley", editor=editor)
    (told,) = review.preview(Decision.objects.get()).changes
    assert told == "The rule that “Kelley” is nobody to suggest is gone, as if nobody had made it."


def test_undo_of_withdrawing_a_learnt_rule_has_it_counted_again(editor: User) -> None:
    rejected("Moscow", editor)
    rule = Rule.objects.get(sort="stop")
    decision = review.withdraw(rule, editor=editor)
    assert "Read again: 2 articles" in " ".join(review.preview(decision).changes)
    review.undo(decision, editor=editor)
    rule.refresh_from_db()
    assert (rule.state, rule.decision, waiting_runs() != set()) == ("in force", None, True)
    assert "Moscow" not in names(extracted(KREMLIN.format("after")))


def test_undo_brings_a_withdrawal_back_of_a_rule_that_is_no_longer_learnt(editor: User) -> None:
    rejected("Moscow", editor)
    rule = Rule.objects.get(sort="stop")
    review.withdraw(rule, editor=editor)
    again = review.put_in_force(rule, editor=editor)
    for one in list(Decision.objects.filter(verb="reject")):
        review.undo(one, editor=editor)
    learn()
    assert not Rule.objects.exists()
    review.undo(again, editor=editor)
    assert Rule.objects.get().state == "withdrawn"


def test_the_log_tells_decisions_on_rules_and_leads_to_their_undo(
    article: Article, angel: Actor, editor: User, client: Client
) -> None:
    means(angel, editor, Where(article.source, 2019))
    client.force_login(editor)
    page = client.get(reverse("review:log")).content.decode()
    says = "the rule that “Kelley” means Angel Kelley in Demo Wire in 2019"
    assert f"put in force {says}" in page
    assert f"made {says}" in page
    decision = Decision.objects.latest("pk")
    shown = client.get(reverse("review:undo_actor", args=[decision.pk]), follow=True)
    assert "What this would change" in shown.content.decode()
    client.post(reverse("review:undo", args=[decision.pk]), {"next": "/review/memory/"})
    assert Rule.objects.get().state == "waits"


def test_the_effect_of_a_kind_for_a_kind_is_counted_on_the_newest_articles() -> None:
    extracted(KREMLIN.format(1))
    rule = Rule.objects.create(sort="kind", words="place", details={"kind": "organisation"})
    measure(rule.pk)
    rule.refresh_from_db()
    assert (rule.effect["looked"], rule.effect["changed"]) == (1, 1)
    assert ["Moscow (place)", 1] in rule.effect["gone"]
    assert ["Moscow (organisation)", 1] in rule.effect["new"]


def test_habits_may_change_any_article(article: Article) -> None:
    assert list(affected(Rule(sort="habit"))) == [article]


def test_the_effect_of_habits_is_counted_like_any() -> None:
    article = extracted(KREMLIN.format(1))
    weights = [-10.0] + [0.0] * (len(FEATURES) - 1)
    details = {"weights": weights, "limit": 0.5, "decisions": 60, "seen": {}}
    rule = Rule.objects.create(sort="habit", details=details)
    measure(rule.pk)
    rule.refresh_from_db()
    assert [name for name, _count in rule.effect["gone"]].count("Moscow (place)") == 1
    assert len(rule.effect["gone"]) == len(names(article))
    assert rule.effect["new"] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["make", "put in force", "undo"])
def test_of_two_editors_who_decide_on_one_rule_at_once_one_is_told(verb: str) -> None:
    editors = [make_user("editor", name) for name in ("first", "second")]
    rule = None if verb == "make" else review.stop("Halden", editor=editors[0])
    at_once = Barrier(2)

    def decide(editor: User) -> bool:
        try:
            at_once.wait(10)
            if rule is None:
                review.stop("Halden", editor=editor)
            elif verb == "undo":
                review.undo(Decision.objects.earliest("pk"), editor=editor)
            else:
                review.put_in_force(rule, editor=editor)
        except review.ReviewError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, editors)) == [False, True]
    assert (Rule.objects.count(), Decision.objects.count()) == (1, 1 if verb == "make" else 2)


def test_a_forbidden_link_shows_in_the_effect(editor: User) -> None:
    article = extracted(KREMLIN.format(1))
    moscow = Actor.objects.get(name="Moscow")
    where = Where(article.source)
    rule = review.never_link("Moscow", moscow, editor=editor, where=where)
    measure(rule.pk)
    rule.refresh_from_db()
    assert (rule.effect["gone"], rule.effect["new"]) == (
        [["Moscow (place)", 1]],
        [["Moscow (place, linked to nobody)", 1]],
    )


def test_rules_that_wait_are_pointed_to(editor: User, client: Client) -> None:
    review.stop("Halden", editor=editor)
    client.force_login(editor)
    assert '<a href="?state=waits">1 rule</a> waits' in (
        client.get("/review/memory/").content.decode()
    )


def asked(**fields: object) -> dict[str, object]:
    return {"words": "Kelley", "what": "means", "to": "Angel Kelley", **fields}


def test_the_page_makes_a_prior_by_name_source_and_year(
    article: Article, angel: Actor, editor: User, client: Client
) -> None:
    client.force_login(editor)
    client.post("/review/memory/", asked(source=article.source_id, year=2019, note="14 of 15"))
    rule = Rule.objects.get()
    assert (rule.sort, rule.to_actor, rule.source, rule.year) == (
        *("prior", angel),
        *(article.source, 2019),
    )
    page = client.get("/review/memory/").content.decode()
    assert "an editor said that “Kelley” means Angel Kelley in Demo Wire in 2019" in page


@pytest.mark.parametrize("named", ["{pk}", "/review/{pk}/?sort=at", "https://x.org{url}?q=1"])
def test_the_page_makes_a_rule_for_an_article_by_its_number_or_address(
    named: str, article: Article, angel: Actor, editor: User, client: Client
) -> None:
    client.force_login(editor)
    typed = named.format(pk=article.pk, url=article.get_absolute_url())
    client.post("/review/memory/", asked(article=typed))
    assert Rule.objects.get().article == article


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"article": "999999"}, "no such article"),
        ({"article": "nonsense"}, "no such article"),
        ({"article": "9" * 18}, "no such article"),
        ({"to": ""}, "Say which actor"),
        ({"source": "0"}, "Select a valid choice"),
        ({"year": "20"}, "greater than or equal to 1500"),
        ({"what": "love"}, "Select a valid choice"),
        ({"words": "…"}, "A rule needs words"),
        ({"words": "a\x00b"}, "Null characters"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_rule(
    fields: dict[str, str], message: str, angel: Actor, editor: User, client: Client
) -> None:
    client.force_login(editor)
    answer = client.post("/review/memory/", asked(**fields))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Rule.objects.exists()


def test_of_several_actors_of_a_name_one_is_chosen_without_script(
    angel: Actor, editor: User, client: Client
) -> None:
    other = make_actor("Angel Kelley", "organisation")
    client.force_login(editor)
    answer = client.post("/review/memory/", asked())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="actor" value="{other.pk}"' in page
    client.post("/review/memory/", asked(actor=other.pk))
    assert Rule.objects.get().to_actor == other


def test_somebody_of_the_knowledge_file_is_brought_in_by_a_rule(
    editor: User, client: Client
) -> None:
    client.force_login(editor)
    client.post("/review/memory/", asked(words="Bibi", to="Benjamin Netanyahu"))
    assert Rule.objects.get().to_actor == Actor.objects.get(name="Benjamin Netanyahu")


def test_the_desk_leads_to_a_rule_for_its_article(
    article: Article, editor: User, client: Client
) -> None:
    client.force_login(editor)
    assert f"/review/memory/?for={article.pk}#make" in (
        client.get(f"/review/{article.pk}/").content.decode()
    )
    page = client.get(f"/review/memory/?for={article.pk}").content.decode()
    assert f'name="article" value="{article.pk}"' in page
