"""Other words for a tag: what of it they replace."""

import pytest

from entities.adjusting import spans_for
from tests.factories import make_actor, make_article, make_mention

pytestmark = pytest.mark.django_db

BODY = "Minister Mira Tolvan spoke. Then Tolvan left. Olle Tolvan stayed."


def words_for(words: str, *marks: str) -> tuple[list[str], list[str]]:
    article, actor = make_article(BODY), make_actor("Mira Tolvan")
    for mark in marks:
        make_mention(article, mark, actor)
    had, has = spans_for(article, actor.pk, words)
    return [BODY[slice(*span)] for span in had], [BODY[slice(*span)] for span in has]


def test_longer_words_widen_the_mark_that_they_contain() -> None:
    assert words_for("Minister Mira Tolvan", "Mira Tolvan") == (
        ["Mira Tolvan"],
        ["Minister Mira Tolvan"],
    )


def test_a_part_of_a_mark_narrows_it() -> None:
    assert words_for("Mira", "Mira Tolvan") == (["Mira Tolvan"], ["Mira"])


def test_words_across_two_marks_join_them() -> None:
    assert words_for("Minister Mira Tolvan", "Minister", "Mira Tolvan") == (
        ["Minister", "Mira Tolvan"],
        ["Minister Mira Tolvan"],
    )


@pytest.mark.parametrize("words", ["Mira Tolvan", "Olle", "left", "nowhere"])
def test_words_that_are_the_mark_or_touch_none_change_nothing(words: str) -> None:
    assert words_for(words, "Mira Tolvan") == ([], [])
