"""The name model behind its small interface, and how a text is cut for it."""

import multiprocessing

from hypothesis import given, settings
from hypothesis import strategies as st

from entities.extraction import Config, NameFinder, NameSpan, extract
from entities.extraction.minilm import (
    WINDOW,
    MiniLmNames,
    calibrated,
    case_class,
    cut_chunks,
    windows,
    with_initials,
)
from entities.extraction.pipeline import shipped_names
from tests.entities.reading import knowledge

SENTENCE = "Angela Merkel met Barack Obama at the United Nations in New York."


class Capitals:
    """A name finder of another kind: every shouted word is an organisation."""

    name = "capitals"

    def find(self, text: str) -> list[NameSpan]:
        at = text.find("ACME")
        return [NameSpan(at, at + 4, "organisation", 0.9)] if at >= 0 else []


def test_the_model_finds_people_organisations_and_places() -> None:
    found = {(SENTENCE[s.start : s.end], s.kind) for s in shipped_names().find(SENTENCE)}
    assert found == {
        ("Angela Merkel", "person"),
        ("Barack Obama", "person"),
        ("United Nations", "organisation"),
        ("New York", "place"),
    }


def test_another_name_finder_can_take_its_place() -> None:
    finder: NameFinder = Capitals()
    found = extract("Then ACME closed.", knowledge=knowledge(), config=Config(names=finder))
    assert [actor.name for actor in found.actors] == ["ACME"]
    assert found.actors[0].mentions[0].evidence["model"] == "capitals"


def test_the_case_of_a_word_is_told_as_the_model_was_taught() -> None:
    words = ["and", "Moscow", "UN", "McCain", "I", "1979", "—"]
    assert [case_class(word) for word in words] == list(range(7))


@given(st.integers(0, 3), st.text(alphabet="ab. \n", max_size=50))
@settings(max_examples=30, deadline=None)
def test_windows_cover_a_text_of_any_length_once(times: int, tail: str) -> None:
    text = "A word. " * (times * WINDOW // 8) + tail
    parts = list(windows(text))
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(end - start <= WINDOW for start, end in parts)


def test_chunks_end_where_sentences_end() -> None:
    text = "One two. Three four. Five"
    offsets = [(0, 3), (4, 7), (7, 8), (9, 14), (15, 19), (19, 20), (21, 25)]
    assert cut_chunks(text, offsets, list(range(7)), 4) == [(0, 3), (3, 7)]
    assert cut_chunks(text, offsets, list(range(7)), 2) == [(0, 2), (2, 3), (3, 5), (5, 7)]


def test_a_name_is_found_in_every_window_of_a_long_text() -> None:
    filler = "Nothing of note was said about it by anybody there on that day. "
    text = (filler * 300 + SENTENCE + "\n") * 2
    found = [s for s in shipped_names().find(text) if text[s.start : s.end] == "Angela Merkel"]
    assert len(found) == 2


def _names_in_child(names: MiniLmNames, pipe: "multiprocessing.connection.Connection") -> None:
    pipe.send([span.kind for span in names.find(SENTENCE)])


def test_the_model_works_in_a_forked_worker_after_use_in_the_parent() -> None:
    names = MiniLmNames()
    expected = [span.kind for span in names.find(SENTENCE)]
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_names_in_child, args=(names, there))
    child.start()
    assert here.poll(30)
    assert here.recv() == expected
    child.join()


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_calibrated_score_is_a_probability_in_the_same_order(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < calibrated(low, 1.4, -0.3) <= calibrated(high, 1.4, -0.3) < 1


def test_scores_stay_as_they_come_without_a_calibration() -> None:
    assert abs(calibrated(0.8, 1.0, 0.0) - 0.8) < 1e-9


def test_initials_belong_to_the_name_after_them() -> None:
    text = "signed by R. K. Tarvald"
    assert with_initials(text, [NameSpan(16, 23, "person", 0.9)])[0].start == 10


def test_a_capital_that_ends_a_sentence_is_no_initial() -> None:
    found = [NameSpan(8, 15, "person", 0.9)]
    assert with_initials("Plan B. Tarvald agreed", found) == found


def test_a_name_cut_inside_its_initials_is_made_whole() -> None:
    found = [NameSpan(6, 17, "person", 0.9)]
    assert with_initials("said P. K. Marten", found)[0].start == 5
