"""The corrections of the newswire set: how they are read and laid on the words."""

import pytest

from training.data import spans
from training.labels import Corrections, parsed, read_corrections, tagged

WORDS = ("Anna", "Berg", "of", "Norda", "Steel", "spoke", "in", "Norda", ".")


def test_names_are_laid_on_the_words_in_order() -> None:
    names = parsed(["7\tP Anna Berg | O Norda Steel | L Norda"])[7]
    assert names is not None
    assert tagged(WORDS, names) == (
        *("B-PER", "I-PER", "O", "B-ORG", "I-ORG", "O", "O", "B-LOC", "O"),
    )


def test_a_sentence_without_names_loses_its_tags() -> None:
    corrections = Corrections(parsed(["7\t-"]))
    assert corrections.tags(7, ("Norda", "."), ("B-LOC", "O")) == ("O", "O")


def test_a_sentence_that_cannot_be_judged_is_dropped() -> None:
    assert Corrections(parsed(["7\t?"])).tags(7, ("Norda", "."), ("B-LOC", "O")) is None


def test_a_sentence_not_listed_keeps_its_tags() -> None:
    assert Corrections({}).tags(7, ("Norda", "."), ("B-LOC", "O")) == ("B-LOC", "O")


def test_a_name_that_is_not_in_its_sentence_is_an_error() -> None:
    with pytest.raises(ValueError, match="Oslo"):
        tagged(WORDS, [("LOC", ("Oslo",))])


def test_neighbouring_names_stay_two() -> None:
    assert spans(("B-PER", "I-PER", "B-ORG", "O")) == [(0, 2, "PER"), (2, 3, "ORG")]


def test_every_file_of_corrections_reads() -> None:
    corrections = read_corrections()
    assert len(corrections.names) > 1_000
    assert all(0 <= number < 8_300 for number in corrections.names)
