"""Contradictions: each check finds a made case and leaves a clean one alone; settled stays so."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from entities import contradictions, review
from entities.checks import CHECKS, names, said
from entities.contradictions import begin, open_lines, settled_lines, walk
from entities.models import Actor, Contradiction, Decision, Mention, Quote, Walk
from entities.review import add_role, confirm, knowing, merge, relink, seen_state, settle, undo
from tests.factories import make_actor, make_article, make_mention, make_quote, make_tag

pytestmark = pytest.mark.django_db


def look(*names: str) -> list[Contradiction]:
    """Walk these checks and return the lines that are open."""
    for pk in begin(names or contradictions.NAMES):
        walk(pk)
    return list(open_lines().order_by("pk"))


def in_article(name: str, kind: str = "person", **fields: str) -> Actor:
    """An actor with a tag in an article of its own."""
    fields.setdefault("key", f"local:{kind}:{name}:{Actor.objects.count()}")
    return make_tag(make_article(f"{name} spoke."), name, make_actor(name, kind, **fields)).actor


def alias(actor: Actor, name: str) -> None:
    actor.names.create(name=name, normalised_name=name.casefold(), origin="extraction")


def test_one_alias_on_two_actors_of_a_kind_is_found() -> None:
    one, other = in_article("Mira Tolvan"), in_article("Mira Holm")
    alias(other, "Mira Tolvan")
    (line,) = look("one-alias")
    assert {line.actor, line.other} == {one, other}
    assert line.detail["name"] == "mira tolvan"


def test_surnames_that_people_share_and_names_of_nobody_in_the_news_are_no_news() -> None:
    for actor in (in_article("Mira Tolvan"), in_article("Anton Tolvan")):
        alias(actor, "Tolvan")
    alias(make_actor("M. Tolvan"), "Mira Tolvan")
    assert look("one-alias", "two-kinds") == []


def test_a_person_tagged_as_a_place_is_found() -> None:
    in_article("Halden", "place")
    person = in_article("Halden")
    make_tag(make_article("Halden spoke again."), "Halden", person)
    (line,) = look("two-kinds")
    assert (line.actor.kind, line.other and line.other.kind) == ("place", "person")


def test_an_alias_of_another_kind_counts_only_within_one_article() -> None:
    place, person = in_article("Halden", "place"), in_article("Anton Halden")
    alias(person, "Halden")
    assert look("two-kinds") == []
    article = make_article("Anton Halden spoke in Halden.")
    make_mention(article, "Anton Halden", person)
    make_mention(article, "in Halden", place)
    assert len(look("two-kinds")) == 1


def held(name: str, start: str, end: str, editor: User, title: str = "Governor") -> Actor:
    actor = in_article(name)
    add_role(actor, title=title, of="Karvenia", start=start, end=end, editor=editor, seen=0)
    return actor


def test_an_office_held_by_two_on_one_day_is_found(editor: User) -> None:
    one = held("Mira Tolvan", "2010", "2015-06-01", editor)
    other = held("Anton Reijo", "2014-01-01", "2018", editor)
    (line,) = look("one-office")
    assert (line.actor, line.other) == (one, other)
    assert line.detail["spans"] == ["2010–2015", "2014–2018"]


@pytest.mark.parametrize(
    ("start", "title"),
    [
        ("2015-06-20", "Governor"),  # handed over
        ("2015", "Governor"),  # in which part of the year nobody knows
        ("2012", "Deputy Governor"),  # several at once
        ("2012", "Mayor"),
    ],
)
def test_handing_over_and_other_posts_are_no_contradiction(
    editor: User, start: str, title: str
) -> None:
    held("Mira Tolvan", "2010", "2015-06-01", editor, title if title[:3] == "Dep" else "Governor")
    held("Anton Reijo", start, "2018", editor, title)
    assert look("one-office") == []


def quoted(actor: Actor, day: str, **fields: Any) -> Quote:
    article = make_article(f"“We go on {day}.” Mira Tolvan said.", published_at=day)
    make_mention(article, "Mira Tolvan", actor)
    return make_quote(article, f"“We go on {day}.”", actor, named="Mira Tolvan", **fields)


def test_a_quote_after_a_death_is_found(editor: User) -> None:
    actor = in_article("Mira Tolvan")
    quote = quoted(actor, "2019-08-02")
    knowing.set_death(actor, "2019-05", editor=editor, seen=0)
    (line,) = look("after-death")
    assert (line.actor, line.article) == (actor, quote.article)


def test_quotes_before_a_death_in_obituaries_and_in_other_words_are_fine(editor: User) -> None:
    actor = in_article("Mira Tolvan")
    for day in ("2019-05-01", "2019-06-25"):
        quoted(actor, day)
    quoted(actor, "2019-08-02", direct=False)
    knowing.set_death(actor, "2019-05", editor=editor, seen=0)
    assert look("after-death") == []


def test_a_link_to_another_type_is_found() -> None:
    make_actor("Norway", "country", key="Q20", wikidata="Q20")
    wrong = make_actor("Barack Obama", "place", key="Q76", wikidata="Q76")
    (line,) = look("wrong-type")
    assert (line.actor, line.detail["kind"]) == (wrong, "person")


def test_a_speaker_without_a_tag_is_found() -> None:
    actor, other = in_article("Mira Tolvan"), in_article("Anton Reijo")
    quoted(actor, "2019-08-01")
    quote = quoted(actor, "2019-08-02")
    Quote.objects.filter(pk=quote.pk).update(speaker=other)
    (line,) = look("no-tag")
    assert (line.actor, line.article, line.detail["quotes"]) == (other, quote.article, 1)


def called(
    actor: Actor, title: str, day: str, precision: str = "day", words: str = "Mira Tolvan"
) -> None:
    article = make_article(f"{title} {words} spoke on {day}.", published_at=day)
    type(article).objects.filter(pk=article.pk).update(published_precision=precision)
    make_mention(article, words, actor)
    Mention.objects.filter(article=article).update(title=title)


def test_a_title_outside_its_dates_is_found(editor: User) -> None:
    actor = held("Mira Tolvan", "2010", "2015-06-01", editor)
    called(actor, "Karvenian Governor", "2017-02-03")
    (line,) = look("out-of-office")
    assert (line.actor, line.detail["title"]) == (actor, "Karvenian Governor")
    assert line.detail["held"] == ["Governor, 2010–2015"]


@pytest.mark.parametrize(
    ("title", "day", "precision"),
    [
        ("Governor", "2012-02-03", "day"),
        ("Governor", "2015-06-20", "day"),  # within a month
        ("former Governor", "2017-02-03", "day"),
        ("Mayor", "2017-02-03", "day"),  # nothing is known of that post
        ("Governor", "2017-01-01", "year"),
    ],
)
def test_titles_that_may_be_right_are_left_alone(
    editor: User, title: str, day: str, precision: str
) -> None:
    actor = held("Mira Tolvan", "2010", "2015-06-01", editor)
    called(actor, title, day, precision)
    assert look("out-of-office") == []


def relinked(actor: Actor, editor: User) -> Decision:
    """A tag of somebody else, by a title, that an editor said is this actor."""
    other = make_actor("Mara Tolven")
    called(other, "Governor", "2017-02-03", words="Mara Tolven")
    tag = other.tags.select_related("article", "actor").get()
    return relink(tag, actor, editor=editor)


def test_a_title_is_of_whom_the_tag_was_relinked_to(editor: User) -> None:
    actor = held("Mira Tolvan", "2010", "2015-06-01", editor)
    decision = relinked(actor, editor)
    (line,) = look("out-of-office")
    assert (line.actor, line.article) == (actor, decision.article)
    undo(decision, editor=editor)
    assert look("out-of-office") == []


def test_a_title_is_of_nobody_whose_tag_was_relinked_away(editor: User) -> None:
    actor = held("Mira Tolvan", "2010", "2015-06-01", editor)
    called(actor, "Governor", "2017-02-03")
    other = make_actor("Mara Tolven")
    for tag in actor.tags.select_related("article", "actor"):
        relink(tag, other, editor=editor)
    assert look("out-of-office") == []


def test_a_title_of_a_merged_actor_is_the_survivors(editor: User) -> None:
    actor = held("Mira Tolvan", "2010", "2015-06-01", editor)
    other = make_actor("Mara Tolven")
    seen = seen_state(actor, other)
    merge(keep=actor, duplicate=other, editor=editor, reason="one person", seen=seen)
    called(other, "Governor", "2017-02-03", words="Mara Tolven")
    (line,) = look("out-of-office")
    assert line.actor == actor


@pytest.fixture
def line() -> Contradiction:
    in_article("Mira Tolvan"), in_article("Mira Tolvan")
    (found,) = look("one-alias")
    return found


def fine(line: Contradiction, editor: User, **more: Any) -> Any:
    return settle(line, editor=editor, seen=line.decision_id or 0, seen_facts=line.facts, **more)


def test_a_settled_line_stays_settled(line: Contradiction, editor: User) -> None:
    fine(line, editor, note="Two of one name.")
    assert look() == []
    assert settled_lines().get() == line


def test_a_settled_line_comes_back_when_its_facts_change(line: Contradiction, editor: User) -> None:
    fine(line, editor)
    in_article("Mira Tolvan")
    assert look("one-alias") == [line]
    line.refresh_from_db()
    fine(line, editor)
    assert look("one-alias") == []


def test_undoing_brings_a_settled_line_back(line: Contradiction, editor: User) -> None:
    undone = undo(fine(line, editor), editor=editor)
    assert look() == [line]
    undo(undone, editor=editor)
    assert look() == []


def test_a_line_that_no_longer_holds_goes_and_can_come_back(
    line: Contradiction, editor: User
) -> None:
    one = line.actor
    knowing.add_name(one, "Mira Holm", editor=editor, seen=0, show=True)
    withdrawn = knowing.withdraw_name(one, "Mira Tolvan", editor=editor, seen=0)
    assert look("one-alias") == []
    line.refresh_from_db()
    assert line.gone_at
    undo(withdrawn, editor=editor)
    assert look("one-alias") == [line]


def test_facts_that_changed_since_they_were_seen_are_not_settled(
    line: Contradiction, editor: User
) -> None:
    with pytest.raises(review.Stale):
        settle(line, editor=editor, seen=0, seen_facts="other")


def test_two_editors_settle_one_line(line: Contradiction, editor: User, other_editor: User) -> None:
    fine(line, other_editor)
    with pytest.raises(review.Stale):
        fine(line, editor)


def test_a_post_that_several_hold_is_left_out_with_a_note(editor: User) -> None:
    held("Mira Tolvan", "2010", "2015", editor)
    held("Anton Reijo", "2010", "2015", editor)
    (line,) = look("one-office")
    with pytest.raises(review.ReviewError, match="Say why"):
        fine(line, editor, whole_group=True)
    fine(line, editor, whole_group=True, note="Two captains regent.")
    held("Runa Holm", "2010", "2015", editor)
    assert look("one-office") == []


def test_a_round_goes_on_where_a_worker_left_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "NAMES", 1)
    for _ in range(2):
        in_article("Mira Tolvan")
    (pk,) = begin(["one-alias"])
    Walk.objects.filter(pk=pk).update(position=10**9)
    walk(pk)
    assert not open_lines().exists()
    assert begin(["one-alias"]) == [pk]
    walk(pk)
    assert open_lines().count() == 1


def test_an_unfinished_round_is_not_begun_anew() -> None:
    (pk,) = begin(["one-alias"])
    Walk.objects.filter(pk=pk).update(position=7)
    begin(["one-alias"])
    assert Walk.objects.get(pk=pk).position == 7


def test_more_lines_than_are_kept_are_said_and_take_none_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("Mira Tolvan", "Anton Reijo", "Runa Holm"):
        in_article(name), in_article(name)
    assert len(look("one-alias")) == 3
    monkeypatch.setattr(contradictions, "MOST_LINES", 2)
    assert len(look("one-alias")) == 3
    assert Walk.objects.get(name="one-alias").cut_short


def test_the_command_tells_what_each_check_found(capsys: pytest.CaptureFixture[str]) -> None:
    in_article("Mira Tolvan"), in_article("Mira Tolvan")
    call_command("find_contradictions")
    told = capsys.readouterr().out
    assert "one-alias: 1 found" in told
    assert all(f"{name}: " in told for name in CHECKS)


def test_the_command_names_a_check_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("find_contradictions", "spelling")
    assert "There is no check spelling" in capsys.readouterr().err


def plan(statement: str, *values: object) -> str:
    """How PostgreSQL would answer if tables were large: no scan of a whole one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(row for (row,) in cursor.fetchall())


def test_every_check_walks_indexes(editor: User) -> None:
    from entities.checks import posts
    from entities.learning_roles import _TITLES

    moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    plans = {
        "shared": plan(names._SHARED.format(which="them.kind = me.kind"), 0, 100),
        "bearers": plan(names._BEARERS, ["mira tolvan"]),
        "after death": plan(said._AFTER, 1, moment, 50),
        "untagged": plan(said._UNTAGGED, 0, 100),
        "titled": plan(posts._TITLED, [1, 2], [1, 2]),
        "relinked": plan(posts._RELINKED, [1], [1], [2]),
        "titles": plan(_TITLES, [1, 2]),
    }
    assert {name: text for name, text in plans.items() if "Seq Scan" in text} == {}
    assert "quote_by_speaker" in plans["after death"]
    assert "mention_titled" in plans["titled"]


def test_a_confirmed_tag_does_not_hide_a_contradiction(editor: User) -> None:
    for _ in range(2):
        actor = in_article("Mira Tolvan")
        confirm(actor.tags.get(), editor=editor)
    assert len(look("one-alias")) == 1
