"""What the tags are: decisions played over suggestions. Pure, no database."""

from dataclasses import replace
from itertools import count, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entities.anchoring import Anchor, occurrences
from entities.resolution import (
    CONFIRMED,
    REJECTED,
    SECOND_LOOK,
    SUGGESTED,
    ResolvedTag,
    Ruling,
    Suggestion,
    active,
    resolve,
)

TEXT = "Mira Tolvan met the Karvenian army. Tolvan praised the army. Halden 🕊️ cheered Tolvan."
TOLVAN, ARMY, HALDEN, OTHER = 1, 2, 3, 4
NAMES = {TOLVAN: "mira tolvan", ARMY: "karvenian army", HALDEN: "halden", OTHER: "halden"}

_ids = count(1)


def suggest(actor: int, words: str, text: str = TEXT, confidence: float = 0.8) -> list[Suggestion]:
    return [
        Suggestion(
            actor=actor,
            actor_name=NAMES[actor],
            start=start,
            end=start + len(words),
            how="name",
            title="",
            step="names",
            evidence={},
            confidence=confidence,
            tag_confidence=confidence,
            tag_salience=confidence,
        )
        for start in occurrences(words, text)
    ]


def rule(verb: str, actor: int, words: str, to: int | None = None, text: str = TEXT) -> Ruling:
    starts = list(occurrences(words, text)) if words else []
    anchors = tuple(Anchor.of(text, start, start + len(words)) for start in starts)
    return Ruling(next(_ids), verb, actor, NAMES[actor], to, anchors)


def tag_of(actor: int, tags: tuple[ResolvedTag, ...]) -> ResolvedTag | None:
    return next((tag for tag in tags if tag.actor == actor), None)


def words_of(actor: int, tags: tuple[ResolvedTag, ...], text: str = TEXT) -> list[str]:
    tag = tag_of(actor, tags)
    return [text[mark.start : mark.end] for mark in tag.marks] if tag else []


def status_of(actor: int, tags: tuple[ResolvedTag, ...]) -> str | None:
    tag = tag_of(actor, tags)
    return tag.status if tag else None


def test_without_decisions_the_tags_are_the_suggestions() -> None:
    tags = resolve(TEXT, suggest(TOLVAN, "Tolvan", confidence=0.6) + suggest(HALDEN, "Halden"), [])
    assert [(tag.actor, tag.status, tag.score) for tag in tags] == [
        (HALDEN, SUGGESTED, 0.8),
        (TOLVAN, SUGGESTED, 0.6),
    ]
    assert words_of(TOLVAN, tags) == ["Tolvan"] * 3


def test_of_overlapping_suggestions_the_longer_stands() -> None:
    tags = resolve(TEXT, suggest(TOLVAN, "army") + suggest(ARMY, "Karvenian army"), [])
    assert words_of(ARMY, tags) == ["Karvenian army"]
    assert words_of(TOLVAN, tags) == ["army"]


def test_a_confirmed_actor_stays_when_the_machine_no_longer_sees_it() -> None:
    ruling = rule("confirm", TOLVAN, "Tolvan")
    tag = tag_of(TOLVAN, resolve(TEXT, [], [ruling]))
    assert tag
    assert (tag.status, tag.ruling, len(tag.marks), tag.orphaned) == (
        CONFIRMED,
        ruling.id,
        3,
        False,
    )
    assert tag.score == 1


def test_confirmed_words_belong_to_the_confirmed_actor_whatever_the_machine_says() -> None:
    tags = resolve(TEXT, suggest(OTHER, "Halden"), [rule("confirm", HALDEN, "Halden")])
    assert words_of(HALDEN, tags) == ["Halden"]
    assert tag_of(OTHER, tags) is None


def test_a_rejected_actor_stays_rejected_on_words_found_later() -> None:
    tags = resolve(TEXT, suggest(TOLVAN, "Tolvan"), [rule("reject", TOLVAN, "Mira Tolvan")])
    assert status_of(TOLVAN, tags) == REJECTED


def test_rejected_words_do_not_come_back_under_another_kind() -> None:
    # OTHER is another actor of the same name: what the machine makes of it the next time.
    tags = resolve(TEXT, suggest(OTHER, "Halden"), [rule("reject", HALDEN, "Halden")])
    assert status_of(OTHER, tags) is None
    assert status_of(HALDEN, tags) == REJECTED


def test_rejected_words_may_come_back_as_somebody_else() -> None:
    tags = resolve(TEXT, suggest(TOLVAN, "Halden"), [rule("reject", HALDEN, "Halden")])
    assert status_of(TOLVAN, tags) == SUGGESTED


def test_a_confirmed_namesake_is_not_drawn_into_a_rejection() -> None:
    rulings = [rule("confirm", OTHER, "Halden"), rule("reject", HALDEN, "Halden")]
    tags = resolve(TEXT, suggest(OTHER, "Halden"), rulings)
    assert status_of(OTHER, tags) == CONFIRMED


def test_a_relink_moves_all_words_of_the_tag() -> None:
    suggestions = suggest(TOLVAN, "Tolvan") + suggest(HALDEN, "Halden")
    tags = resolve(TEXT, suggestions, [rule("relink", TOLVAN, "Tolvan", to=HALDEN)])
    assert tag_of(TOLVAN, tags) is None
    assert words_of(HALDEN, tags) == ["Tolvan", "Tolvan", "Halden", "Tolvan"]
    assert status_of(HALDEN, tags) == CONFIRMED


def test_a_relink_holds_when_the_machine_finds_the_same_actor_itself() -> None:
    relink = rule("relink", TOLVAN, "Tolvan", to=HALDEN)
    tags = resolve(TEXT, suggest(HALDEN, "Tolvan"), [relink])
    assert words_of(HALDEN, tags) == ["Tolvan"] * 3
    assert status_of(HALDEN, tags) == CONFIRMED


def test_a_relink_can_be_relinked_back() -> None:
    rulings = [
        rule("relink", TOLVAN, "Tolvan", to=HALDEN),
        rule("relink", HALDEN, "Tolvan", to=TOLVAN),
    ]
    tags = resolve(TEXT, suggest(TOLVAN, "Tolvan"), rulings)
    assert [tag.actor for tag in tags] == [TOLVAN]
    assert status_of(TOLVAN, tags) == CONFIRMED


def test_added_words_are_taken_from_whoever_had_them() -> None:
    suggestions = suggest(TOLVAN, "Karvenian") + suggest(HALDEN, "Halden")
    tags = resolve(TEXT, suggestions, [rule("add", ARMY, "Karvenian army")])
    assert words_of(ARMY, tags) == ["Karvenian army"]
    assert tag_of(TOLVAN, tags) is None


def test_a_claimed_mark_keeps_what_the_machine_said_of_it() -> None:
    tags = resolve(TEXT, suggest(OTHER, "Halden"), [rule("add", HALDEN, "Halden")])
    tag = tag_of(HALDEN, tags)
    assert tag
    assert tag.marks[0].suggestion
    assert tag.marks[0].suggestion.actor == OTHER


def test_a_second_look_leaves_the_tag_and_marks_it() -> None:
    tags = resolve(TEXT, suggest(TOLVAN, "Tolvan"), [rule("second look", TOLVAN, "Tolvan")])
    assert status_of(TOLVAN, tags) == SECOND_LOOK
    assert len(words_of(TOLVAN, tags)) == 3


def test_doubt_does_not_bring_a_rejected_actor_back() -> None:
    rulings = [rule("reject", TOLVAN, "Tolvan"), rule("second look", TOLVAN, "Tolvan")]
    tag = tag_of(TOLVAN, resolve(TEXT, suggest(TOLVAN, "Tolvan"), rulings))
    assert tag
    assert (tag.status, tag.ruling) == (REJECTED, rulings[0].id)


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("confirm", "reject", REJECTED),
        ("reject", "confirm", CONFIRMED),
        ("reject", "add", CONFIRMED),
        ("confirm", "second look", SECOND_LOOK),
        ("second look", "confirm", CONFIRMED),
    ],
)
def test_a_later_decision_beats_an_earlier_one(first: str, second: str, status: str) -> None:
    rulings = [rule(first, TOLVAN, "Tolvan"), rule(second, TOLVAN, "Tolvan")]
    assert status_of(TOLVAN, resolve(TEXT, suggest(TOLVAN, "Tolvan"), rulings)) == status


def test_a_decision_whose_words_are_gone_is_orphaned_not_lost() -> None:
    tags = resolve("Nothing of it is left.", [], [rule("confirm", TOLVAN, "Tolvan")])
    tag = tag_of(TOLVAN, tags)
    assert tag
    assert (tag.status, tag.orphaned, tag.marks) == (CONFIRMED, True, ())


def test_a_rejection_whose_words_are_gone_is_no_orphan() -> None:
    tag = tag_of(TOLVAN, resolve("Nothing.", [], [rule("reject", TOLVAN, "Tolvan")]))
    assert tag
    assert not tag.orphaned


def test_two_anchors_that_now_stand_on_one_word_mark_it_once() -> None:
    tags = resolve("Then Tolvan left.", [], [rule("confirm", TOLVAN, "Tolvan")])
    assert len(words_of(TOLVAN, tags, "Then Tolvan left.")) == 1


# --- Words that were changed a little ------------------------------------------------------------

CHANGED = TEXT.replace("Mira Tolvan met", "Mara Tolven met")


def test_a_decision_follows_words_that_were_changed_a_little() -> None:
    tags = resolve(CHANGED, [], [rule("confirm", TOLVAN, "Mira Tolvan")])
    tag = tag_of(TOLVAN, tags)
    assert tag
    assert words_of(TOLVAN, tags, CHANGED) == ["Mara Tolven"]
    assert (tag.status, tag.orphaned, tag.marks[0].was) == (CONFIRMED, False, "Mira Tolvan")


def test_changed_words_are_taken_from_an_actor_that_is_only_a_name() -> None:
    suggestions = suggest(OTHER, "Mara Tolven", CHANGED)
    for known in (True, False):
        ruling = replace(rule("confirm", TOLVAN, "Mira Tolvan"), known=known)
        tags = resolve(CHANGED, suggestions, [ruling])
        assert words_of(TOLVAN, tags, CHANGED) == ["Mara Tolven"]
        assert tag_of(OTHER, tags) is None


@pytest.mark.parametrize("known", [True, False])
def test_of_two_whom_the_machine_knows_neither_takes_words_from_the_other(known: bool) -> None:
    suggestions = [replace(s, known=True) for s in suggest(OTHER, "Mara Tolven", CHANGED)]
    ruling = replace(rule("confirm", TOLVAN, "Mira Tolvan"), known=known)
    tags = resolve(CHANGED, suggestions, [ruling])
    tag = tag_of(TOLVAN, tags)
    assert tag
    assert tag.orphaned == known
    assert words_of(OTHER, tags, CHANGED) == (["Mara Tolven"] if known else [])


def test_words_that_another_decision_gave_to_somebody_are_not_taken_for_changed_ones() -> None:
    rulings = [
        rule("confirm", OTHER, "Mara Tolven", text=CHANGED),
        rule("confirm", TOLVAN, "Mira Tolvan"),
    ]
    for order in (rulings, rulings[::-1]):
        tags = resolve(CHANGED, [], order)
        assert words_of(OTHER, tags, CHANGED) == ["Mara Tolven"]
        tag = tag_of(TOLVAN, tags)
        assert tag
        assert tag.orphaned


def test_exact_words_of_a_decision_go_before_changed_ones() -> None:
    text = "Mira Tolven met the Karvenian army. Then Mira Tolvan left."
    ruling = Ruling(
        1,
        "confirm",
        TOLVAN,
        NAMES[TOLVAN],
        None,
        (
            Anchor.of("Mira Tolvan met the Karvenian army. It went.", 0, 11),
            Anchor.of("Then Mira Tolvan left.", 5, 16),
        ),
    )
    tag = tag_of(TOLVAN, resolve(text, [], [ruling]))
    assert tag
    assert [mark.was for mark in tag.marks] == [""]


@pytest.mark.parametrize(
    ("chain", "holding"),
    [
        ([(1, None), (2, None)], {1, 2}),
        ([(1, None), (2, 1)], set()),
        ([(1, None), (2, 1), (3, 2)], {1}),
        ([(1, None), (2, 1), (3, 2), (4, 3)], set()),
        ([(1, None), (2, None), (3, 1), (5, 3), (6, 2)], {1}),
    ],
)
def test_an_undo_can_be_undone(chain: list[tuple[int, int | None]], holding: set[int]) -> None:
    assert active(chain) == holding


spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: (pair[0], min(len(TEXT), sum(pair)))
)
suggestions = st.builds(
    lambda actor, span, score: Suggestion(
        actor, NAMES[actor], *span, "name", "", "names", {}, score, score, score
    ),
    st.sampled_from(list(NAMES)),
    spans,
    st.floats(0, 1),
)


@st.composite
def rulings(draw: st.DrawFn) -> list[Ruling]:
    verbs = ["confirm", "reject", "relink", "add", "second look"]
    made = []
    for number in range(draw(st.integers(0, 6))):
        verb, actor = draw(st.sampled_from(verbs)), draw(st.sampled_from(list(NAMES)))
        others = [other for other in NAMES if other != actor]
        target = draw(st.sampled_from(others)) if verb == "relink" else None
        text = draw(st.sampled_from([TEXT, TEXT + " More.", "Before. " + TEXT]))
        anchors = tuple(Anchor.of(text, *span) for span in draw(st.lists(spans, max_size=3)))
        made.append(Ruling(number, verb, actor, NAMES[actor], target, anchors))
    return made


@given(st.lists(suggestions, max_size=8), rulings())
@example(suggest(TOLVAN, "Tolvan"), [rule("add", TOLVAN, "Mira Tolvan"), rule("add", ARMY, "Mira")])
def test_no_two_marks_overlap(found: list[Suggestion], decided: list[Ruling]) -> None:
    tags = resolve(TEXT, found, decided)
    marks = sorted((mark.start, mark.end) for tag in tags for mark in tag.marks)
    assert all(one[1] <= other[0] for one, other in pairwise(marks))
    assert all(list(tag.marks) == sorted(tag.marks, key=lambda mark: mark.start) for tag in tags)
    assert len({tag.actor for tag in tags}) == len(tags)


@given(st.lists(suggestions, max_size=8), rulings())
def test_the_last_word_on_an_actor_always_holds(
    found: list[Suggestion], decided: list[Ruling]
) -> None:
    last: dict[int, str] = {}
    for ruling in decided:
        if ruling.verb == "relink":
            last.pop(ruling.actor, None)
            last[ruling.target or 0] = CONFIRMED
        elif ruling.verb in ("confirm", "add"):
            last[ruling.actor] = CONFIRMED
        elif ruling.verb == "reject":
            last[ruling.actor] = REJECTED
        elif last.get(ruling.actor) != REJECTED:
            last[ruling.actor] = SECOND_LOOK
    tags = resolve(TEXT, found, decided)
    assert {tag.actor: tag.status for tag in tags if tag.status != SUGGESTED} == last
    assert all(tag.status == REJECTED for tag in tags if last.get(tag.actor) == REJECTED)


@given(st.lists(suggestions, max_size=8), st.lists(suggestions, max_size=8), rulings())
def test_another_extraction_changes_no_decided_status(
    first: list[Suggestion], second: list[Suggestion], decided: list[Ruling]
) -> None:
    def decided_tags(found: list[Suggestion]) -> dict[int, str]:
        return {t.actor: t.status for t in resolve(TEXT, found, decided) if t.status != SUGGESTED}

    assert decided_tags(first) == decided_tags(second)


@given(st.lists(suggestions, max_size=8), rulings())
def test_the_actor_confirmed_last_has_words_or_is_an_orphan(
    found: list[Suggestion], decided: list[Ruling]
) -> None:
    if not decided or decided[-1].verb not in ("confirm", "add", "relink"):
        return
    ruling = decided[-1]
    owner = ruling.target if ruling.verb == "relink" else ruling.actor
    tag = tag_of(owner or 0, resolve(TEXT, found, decided))
    assert tag
    assert tag.orphaned == (not tag.marks)
