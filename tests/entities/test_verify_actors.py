"""`verify_decisions` on actors and rules: each decision holds as it says; each loss is found."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from entities import batches, review
from entities.models import (
    Actor,
    ActorName,
    Batch,
    Contradiction,
    Decision,
    Namesakes,
    Role,
    Rule,
    WithdrawnName,
)
from entities.review import knowing
from entities.splitting import restore_split, split
from tests.entities.test_verify_decisions import verify
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def seen(actor: Actor) -> int:
    return review.seen_now(actor)


def decide_on_actors(editor: User) -> None:
    """Each verb on actors, what is known of them and rules, once; none outranks another."""
    article = make_article("Mira Tolvan met Orme. Halden was quiet.")
    mira, orme = (make_tag(article, name).actor for name in ("Mira Tolvan", "Orme"))
    double = make_actor("Mara Tolven")
    keep = review.seen_state(mira, double)
    review.merge(keep=mira, duplicate=double, editor=editor, reason="one", seen=keep)
    knowing.describe(mira, "A minister", editor=editor, seen=seen(mira))
    knowing.set_death(mira, "2020", editor=editor, seen=seen(mira))
    knowing.link_wikidata(mira, "Q424242", editor=editor, seen=seen(mira))
    knowing.add_name(mira, "Minister T", editor=editor, seen=seen(mira))
    knowing.withdraw_name(mira, "Mara Tolven", editor=editor, seen=seen(mira))
    said = {"title": "Mayor", "of": "Halden", "start": "2010", "end": ""}
    review.add_role(mira, **said, editor=editor, seen=seen(mira))
    line = Contradiction.objects.create(
        check_name="one-alias",
        key="1",
        actor=mira,
        facts="1 2",
        first_seen_at=article.sort_at,
        last_seen_at=article.sort_at,
    )
    review.settle(line, editor=editor, seen=seen(mira), seen_facts="1 2")
    pair = Namesakes.objects.create(one=mira, other=make_actor("Mirna"), score=0.5)
    review.rule_out(pair=pair, editor=editor)
    parted = make_actor("Orme II")
    split(actor=orme, to=parted, articles=[article.pk], editor=editor, reason="two")
    batches.carry_out(Batch.objects.get().pk, "test")
    review.stop("Halden", editor=editor)
    review.put_in_force(review.means("Tolv", mira, editor=editor), editor=editor)
    Rule.objects.create(sort="stop", words="valley", shown="Valley", seen_count=2, right_count=2)
    review.withdraw(Rule.objects.get(words="valley"), editor=editor)


def sql(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


CORRUPTIONS: dict[str, Callable[[], object]] = {
    "merge": sql("UPDATE entities_actor SET merged_into_id = NULL"),
    "survivor": sql(
        "UPDATE entities_actor SET merged_into_id = (SELECT id FROM entities_actor"
        " WHERE name = 'Orme') WHERE merged_into_id IS NOT NULL"
    ),
    "description": sql("UPDATE entities_actor SET description = 'A poet'"),
    "whose description": sql("UPDATE entities_actor SET edited = '{}'"),
    "death": sql("UPDATE entities_actor SET died_on = ''"),
    "wikidata": sql("UPDATE entities_actor SET wikidata = NULL"),
    "name": lambda: ActorName.objects.filter(name="Minister T").delete(),
    "withdrawn name": lambda: WithdrawnName.objects.all().delete(),
    "role": sql("UPDATE entities_role SET start = '2011'"),
    "status of a role": lambda: Role.objects.update(status="rejected"),
    "gone role": lambda: Role.objects.all().delete(),
    "settled line": lambda: Contradiction.objects.update(decision=None),
    "facts of a line": lambda: Contradiction.objects.update(settled_facts="1 3"),
    "duplicates": lambda: Namesakes.objects.update(ruled_out_by=None),
    "split": lambda: Batch.objects.update(request={}),
    "failed split": lambda: Batch.objects.update(state="failed"),
    "state of a rule": lambda: Rule.objects.filter(state="in force").update(state="withdrawn"),
    "waiting rule": lambda: Rule.objects.filter(state="waits").update(state="in force"),
    "withdrawn rule": lambda: Rule.objects.filter(state="withdrawn").update(state="in force"),
    "gone rule": lambda: Rule.objects.filter(words="halden").delete(),
    "gone withdrawal": lambda: Rule.objects.filter(words="valley").delete(),
    "words of a rule": lambda: Rule.objects.filter(words="halden").update(words="haldin"),
    "shown words of a rule": lambda: Rule.objects.filter(words="halden").update(shown="Haldin"),
    "whom a rule means": lambda: Rule.objects.filter(words="tolv").update(
        to_actor=Actor.objects.get(name="Orme")
    ),
    "scope of a rule": lambda: Rule.objects.filter(words="tolv").update(year=2019),
}


def test_every_decision_on_actors_and_rules_holds_and_every_loss_is_found(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_on_actors(editor)
    found = verify(capsys)
    assert (found["missing"], found["unaccounted"], found["undone"]) == (0, 0, 0)
    assert found["decisions"] == found["in_force"] == Decision.objects.count()
    assert (found["holds"], found["outranked"]) == (found["in_force"] - 1, 1)  # making a rule


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_what_is_stored_otherwise_than_decided_is_found(
    what: str, editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_on_actors(editor)
    CORRUPTIONS[what]()
    assert verify(capsys)["missing"] >= 1


def test_what_was_undone_holds_no_longer_and_is_accounted_for(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_on_actors(editor)
    ways = {"merge": review.restore_merge, "split": restore_split}
    decisions = Decision.objects.filter(subject="actor").order_by("-pk")
    for one in list(decisions.exclude(verb__in=("merge", "split"))):
        is_pair = one.after.get("rule") == "not the same"
        (review.restore_rule_out if is_pair else review.undo)(one, editor=editor)
    for one in list(decisions.filter(verb__in=ways)):
        ways[one.verb](one, editor=editor)
    batches.carry_out(Batch.objects.latest("pk").pk, "test")
    found = verify(capsys)
    assert (found["missing"], found["unaccounted"], found["in_force"]) == (0, 0, 0)
    assert found["undone"] == Decision.objects.count()


UNDONE: dict[str, Callable[[], object]] = {
    "merge": sql(
        "UPDATE entities_actor SET merged_into_id = (SELECT id FROM entities_actor"
        " WHERE name = 'Orme') WHERE name = 'Mara Tolven'"
    ),
    "rule": lambda: Rule.objects.update(state="in force"),
    "edit": sql("UPDATE entities_actor SET edited = '{description}'"),
}


@pytest.mark.parametrize("what", UNDONE)
def test_what_was_undone_and_is_stored_all_the_same_is_found(
    what: str, editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    mira, double = make_actor("Mira Tolvan"), make_actor("Mara Tolven")
    make_actor("Orme")
    state = review.seen_state(mira, double)
    merged = review.merge(keep=mira, duplicate=double, editor=editor, reason="one", seen=state)
    review.restore_merge(merged, editor=editor)
    review.undo(knowing.describe(mira, "A minister", editor=editor, seen=seen(mira)), editor=editor)
    review.stop("Halden", editor=editor)
    review.undo(Decision.objects.latest("pk"), editor=editor)
    assert verify(capsys)["missing"] == 0
    UNDONE[what]()
    assert verify(capsys)["missing"] == 1


def test_a_merge_undone_and_done_again_holds(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    mira, double = make_actor("Mira Tolvan"), make_actor("Mara Tolven")
    state = review.seen_state(mira, double)
    merged = review.merge(keep=mira, duplicate=double, editor=editor, reason="one", seen=state)
    review.restore_merge(review.restore_merge(merged, editor=editor), editor=editor)
    found = verify(capsys)
    assert (found["in_force"], found["holds"], found["undone"]) == (1, 1, 2)
    ActorName.objects.filter(name="Mara Tolven").update(actor=double)
    assert verify(capsys)["missing"] == 1


def test_the_later_of_two_edits_outranks_the_earlier(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    mira = make_actor()
    for text in ("A minister", "A poet"):
        knowing.describe(mira, text, editor=editor, seen=seen(mira))
    found = verify(capsys)
    assert (found["holds"], found["outranked"], found["missing"]) == (1, 1, 0)


def test_undone_ones_are_told_in_words(editor: User, capsys: pytest.CaptureFixture[str]) -> None:
    review.stop("Halden", editor=editor)
    review.undo(Decision.objects.get(), editor=editor)
    call_command("verify_decisions")
    told = capsys.readouterr().out
    assert "0 decisions in force" in told
    assert "2 more undone, or an undoing" in told
