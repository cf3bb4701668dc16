"""The model of what a desk takes: little evidence changes nothing, much of it is followed."""

from collections import Counter
from dataclasses import replace

from entities.extraction.habits import LEAST_DECISIONS, Look, fit


def look(kind: str, number: int = 0, *, confidence: float = 0.9) -> Look:
    return Look(
        key=f"local:{kind}:{number}",
        kind=kind,
        role="",
        confidence=confidence,
        salience=0.5,
        hows=Counter(name=2),
        titled=False,
        one_word=True,
        first=0.1,
        leads=True,
        rank=1,
        local=True,
    )


def country(number: int, how: str) -> Look:
    return replace(look("country", number), hows=Counter({how: 2}))


def seen(count: int) -> tuple[list[Look], list[bool]]:
    """A desk that takes every person and no place."""
    looks = [look(kind, number) for number in range(count // 2) for kind in ("person", "place")]
    return looks, [one.kind == "person" for one in looks]


def test_few_decisions_are_no_habit() -> None:
    looks, taken = seen(LEAST_DECISIONS - 2)
    assert fit(looks, taken, 0) is None
    assert fit(looks * 2, [True] * 2 * len(looks), 0) is None  # nothing was ever refused


def test_what_a_desk_leaves_is_held_back_and_says_why() -> None:
    habits = fit(*seen(200), 0)
    assert habits
    held = habits.held_back([look("person", 1000), look("place", 1000)])
    assert list(held) == ["local:place:1000"]
    assert "place" in held["local:place:1000"]
    assert "200 decisions" in held["local:place:1000"]


def test_what_became_of_an_actor_outweighs_its_looks() -> None:
    looks, taken = seen(200)
    known = [look("place", 7777)] * 10
    habits = fit([*looks, *known], [*taken, *[True] * 10], 0)
    assert habits
    assert "local:place:7777" not in habits.held_back([look("place", 7777)])


def test_an_actor_that_is_left_where_it_only_looks_unwanted_is_taken_where_it_does_not() -> None:
    """Countries are taken by name and left as a nationality; one was mostly seen as the latter."""
    looks = [country(number, how) for number in range(60) for how in ("name", "adjective")]
    known = [country(7777, "name")] * 3 + [country(7777, "adjective")] * 17
    every = [*looks, *known]
    habits = fit(every, [one.hows["name"] > 0 for one in every], 0)
    assert habits
    assert not habits.held_back([country(7777, "name")])
    assert habits.held_back([country(7777, "adjective")])


def test_the_surest_mistakes_do_not_throw_the_model_off() -> None:
    looks = [look("person", number, confidence=0.98) for number in range(300)]
    habits = fit(looks, [number % 6 == 0 for number in range(300)], 0)
    assert habits
    assert all(0.05 < p < 0.4 for p in habits.likely([look("person", 1000, confidence=0.98)]))


def test_habits_hold_back_nothing_likely() -> None:
    looks, taken = seen(200)
    habits = fit(looks, taken, 0)
    assert habits
    assert habits.limit <= 0.5
    assert max(habits.likely(looks[:2])) > 0.9
