"""Words are found again after a text has changed, and are not guessed at when they cannot be."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from entities.anchoring import CONTEXT, Anchor, Placed, find, follow, occurrences, place
from entities.rewording import same_name

TEXT = (
    "Mira Tolvan met Anton Vasilyenko in Halden 🕊️ on Monday.\n\n"
    "“We agreed,” Tolvan said. Vasilyenko’s office confirmed it; Tolvan then left for Çorum 🇹🇷."
)

# Letters of several scripts, an accent on its own, emoji in several code points.
letters = st.text(alphabet="ab Ç\u0301é\n.,-’🕊\ufe0f🇹🇷👩\u200d🚀北", max_size=30)


def at(words: str, text: str = TEXT, number: int = 0) -> Anchor:
    start = list(occurrences(words, text))[number]
    return Anchor.of(text, start, start + len(words))


def test_an_anchor_holds_code_points_and_context() -> None:
    anchor = at("Monday")
    assert TEXT[anchor.start : anchor.end] == "Monday"
    assert anchor.prefix.endswith("🕊️ on ")
    assert anchor.suffix.startswith(".\n\n“We")
    assert Anchor.from_json(anchor.as_json()) == anchor


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (-1, 4), (0, 10_000)])
def test_an_anchor_needs_words_inside_the_text(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no words"):
        Anchor.of(TEXT, *span)


def test_words_stay_where_they_are_in_an_unchanged_text() -> None:
    for number in range(3):
        anchor = at("Tolvan", number=number)
        assert place(anchor, TEXT) == (anchor.start, anchor.end)


def test_an_occurrence_is_told_from_others_by_its_context() -> None:
    anchor = at("Tolvan", number=2)
    text = TEXT.replace("“We agreed,” Tolvan said. ", "")
    start, end = place(anchor, text) or (0, 0)
    assert text[start:end] == "Tolvan"
    assert text[end:].startswith(" then left")


def test_an_occurrence_that_took_the_old_place_is_not_mistaken_for_it() -> None:
    text = "Tolvan rose. Tolvan spoke."
    anchor = at("Tolvan", text, 0)
    assert place(anchor, "Tolvan sat. " + text) == (12, 18)


def test_words_that_are_gone_have_no_place() -> None:
    assert place(at("Halden"), TEXT.replace("Halden", "Oslo")) is None


def test_a_name_is_not_found_inside_another_word() -> None:
    assert place(at("Halden"), TEXT.replace("Halden", "Haldenstein")) is None


def test_words_without_context_left_are_not_guessed_at_among_several() -> None:
    anchor = at("Tolvan", number=1)
    assert place(anchor, "1 Tolvan 2 Tolvan 3 Tolvan 4") is None
    assert place(anchor, "1 Tolvan 2") == (2, 8)


def test_words_cut_out_of_a_longer_word_are_found_there_again() -> None:
    text = "在北京举行"
    anchor = Anchor.of(text, 1, 3)
    assert place(anchor, "今天" + text) == (3, 5)


@given(letters, letters)
@example("", "Tolvan Vasilyenko ")
def test_anchors_survive_any_edit_beyond_their_context(before: str, after: str) -> None:
    for words in ("Tolvan", "Vasilyenko"):
        for number in range(2):
            anchor = at(words, number=number)
            text = before + TEXT[max(0, anchor.start - CONTEXT) : anchor.end + CONTEXT] + after
            whole = anchor.prefix + anchor.quote + anchor.suffix
            assume(text.count(whole) == 1)
            start = text.index(whole) + len(anchor.prefix)
            assert place(anchor, text) == (start, start + len(words))


@given(letters, letters, st.integers(0, 40), st.integers(0, 40))
def test_the_only_occurrence_survives_any_edit_around_it(
    before: str, after: str, cut_before: int, cut_after: int
) -> None:
    anchor = at("Halden")
    left = TEXT[: max(0, anchor.start - cut_before)] + before + " "
    text = left + "Halden" + " " + after + TEXT[anchor.end + cut_after :]
    assert place(anchor, text) == (len(left), len(left) + 6)


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_a_place_always_holds_the_words(old: str, new: str, data: st.DataObject) -> None:
    assume(old)
    start = data.draw(st.integers(0, len(old) - 1))
    anchor = Anchor.of(old, start, data.draw(st.integers(start + 1, len(old))))
    span = place(anchor, new)
    assert span is None or new[slice(*span)] == anchor.quote
    assert place(anchor, old) == (anchor.start, anchor.end)


# --- Words that were changed a little ------------------------------------------------------------


def followed(words: str, text: str, number: int = 0) -> tuple[str, str] | None:
    """What is found of words of TEXT in another text, and what they were."""
    placed = follow(at(words, number=number), text)
    return (text[placed.start : placed.end], placed.was) if placed else None


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("Vasilyenko", "Vasilenko"),
        ("Vasilyenko", "Vasylyenko"),
        ("Anton Vasilyenko", "Anton R. Vasilyenko"),
        ("Anton Vasilyenko", "ANTON VASILYENKO"),
        ("Çorum", "Corum"),
        ("Mira Tolvan", "Mara Tolven"),
        ("Halden", "Haldn"),
    ],
)
def test_words_that_were_changed_a_little_are_found(words: str, now: str) -> None:
    new = "Corrected: " + TEXT.replace(words, now)
    assert followed(words, new) == (now, words)


@pytest.mark.parametrize(
    "now", ["Robert Vasilyenko", "Anton Lind", "she", "Antonia Vasilyenko", "anton vasilyenko"]
)
def test_words_that_are_another_name_now_are_not_taken(now: str) -> None:
    assert followed("Anton Vasilyenko", TEXT.replace("Anton Vasilyenko", now)) is None


def test_words_like_others_are_not_found_without_what_stood_around() -> None:
    text = "A quite different report. Nobody was there but Vasilenko, who slept and slept."
    assert followed("Vasilyenko", text) is None


def test_changed_words_are_found_beside_a_sentence_that_is_new() -> None:
    text = "“We agreed,” Tolvan said. Vasilenko’s spokesman had left the building long before noon."
    assert followed("Vasilyenko", text, number=1) == ("Vasilenko", "Vasilyenko")


def test_exact_words_go_before_changed_ones() -> None:
    text = TEXT.replace("Anton Vasilyenko", "Anton Vasilenko")
    assert followed("Vasilyenko", text) == ("Vasilyenko", "")


def test_one_of_many_is_told_by_what_stands_around_when_a_mark_changed_beside_it() -> None:
    text = "Tolvan 1, Tolvan 2. " + TEXT.replace("met Anton", "met, Anton").replace("“", '"')
    anchor = at("Tolvan", number=2)
    text = text.replace("; Tolvan then", " - Tolvan, then")
    assert place(anchor, text) is None
    placed = follow(anchor, text)
    assert placed == Placed(text.rindex("Tolvan"), text.rindex("Tolvan") + 6, "")


def test_piece_of_a_word_and_a_whole_passage_are_only_found_exactly() -> None:
    piece = Anchor.of(TEXT, 5, 8)  # "Tol"
    assert follow(piece, TEXT.replace("Tolvan", "TOLvan")) is None
    long = "Vasilyenko and " * 20 + "all."
    assert follow(Anchor.of(long, 0, 290), long.replace("Vas", "Was")) is None


@given(letters, letters)
@example("Vasilenko ", " Tolven")
def test_edits_elsewhere_never_move_an_anchor(before: str, after: str) -> None:
    for words in ("Vasilyenko", "Halden"):
        anchor = at(words)
        text = before + TEXT[max(0, anchor.start - CONTEXT) : anchor.end + CONTEXT] + after
        whole = anchor.prefix + anchor.quote + anchor.suffix
        assume(text.count(whole) == 1)
        start = text.index(whole) + len(anchor.prefix)
        assert follow(anchor, text) == Placed(start, start + len(words), "")


edits = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), st.text("aV Tn.\n", max_size=6)),
    max_size=6,
)


@given(edits)
def test_whatever_is_changed_words_are_found_whole_and_like_themselves(
    changes: list[tuple[int, int, str]],
) -> None:
    text = TEXT
    for start, length, put in changes:
        text = text[:start] + put + text[start + length :]
    for words in ("Mira Tolvan", "Anton Vasilyenko", "Monday"):
        anchor = at(words)
        placed = follow(anchor, text)
        if exact := place(anchor, text):
            assert placed == Placed(*exact, "")
        elif placed:
            found = text[placed.start : placed.end]
            assert placed.was in ("", words)
            assert placed.was == "" or same_name(words, found)
            assert not text[placed.start - 1 : placed.start].isalnum()
            assert not text[placed.end : placed.end + 1].isalnum()


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_any_anchor_is_followed_to_words_in_the_text(
    old: str, new: str, data: st.DataObject
) -> None:
    assume(old)
    start = data.draw(st.integers(0, len(old) - 1))
    anchor = Anchor.of(old, start, data.draw(st.integers(start + 1, len(old))))
    placed = follow(anchor, new)
    assert placed is None or 0 <= placed.start < placed.end <= len(new)
    assert follow(anchor, old) == Placed(anchor.start, anchor.end, "")


# --- Words that somebody types -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Tolvan", ["Tolvan", "Tolvan", "Tolvan"]),
        ("Vasilyenko's office", ["Vasilyenko’s office"]),
        ('"We agreed,"', ["“We agreed,”"]),
        ("  Mira \n Tolvan ", ["Mira Tolvan"]),
        ("Tol", []),
        ("Monday. “We", []),  # in two paragraphs
        ("tolvan", []),
        ("Çorum", ["Çorum"]),
        ("C\u0327orum", ["Çorum"]),
        ("(", []),
        ("", []),
    ],
)
def test_typed_words_are_found_as_whole_words(words: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in find(words, TEXT)] == found


# Random letters hardly ever make a word that stands in a random text.
pieces = st.sampled_from(["no", "No", "o", "\u0301", " ", "\n", ". ", "’s", "-", "“"])


def test_an_accent_is_not_parted_from_its_letter() -> None:
    assert list(find("Rene", "Rene\u0301 and Rene")) == [(10, 14)]


@given(st.lists(pieces, max_size=30).map("".join), st.lists(pieces, min_size=1, max_size=3))
@example("no no no", ["no", " ", "no"])
def test_found_spans_follow_each_other_without_overlap(text: str, words: list[str]) -> None:
    end = 0
    for start, stop in find("".join(words), text):
        assert end <= start < stop <= len(text)
        end = stop


@given(st.lists(pieces, max_size=30).map("".join))
def test_a_word_is_found_as_often_as_it_stands_there_alone(text: str) -> None:
    alone = [word for word in re.split(r"[^\w\u0301]+", text) if word == "no"]
    assert len(list(find("no", text))) == len(alone)


@given(st.text(max_size=80), st.text(min_size=1, max_size=5))
def test_any_words_are_looked_for_in_any_text(text: str, words: str) -> None:
    assert all(0 <= start < stop <= len(text) for start, stop in find(words, text))
