"""What changed between two texts: whole paragraphs, words in them, and never too much work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.changes import BLOCK, MOST_TOLD, Block, Kind, text_changes, word_changes


def marked(block: Block) -> str:
    """A block as one line: [-gone-], {+new+}, … for what is left out."""
    if not block.pieces:
        return f"{block.count} {'changed' if block.changed else 'same'}"
    forms = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "{{+{}+}}", Kind.CUT: "…"}
    return "".join(forms[piece.kind].format(piece.text) for piece in block.pieces)


def changes(before: str, after: str) -> list[str]:
    return [marked(block) for block in text_changes(before, after)]


def line(before: str, after: str) -> str:
    return marked(Block(word_changes(before, after)))


def test_words_that_changed_stand_in_their_paragraph_and_others_are_folded() -> None:
    before = "One.\n\nTwo.\n\nMira Tolvan met Anton Vasilyenko in Halden.\n\nFour."
    after = "One.\n\nTwo.\n\nMira Tolvan met nobody in Halden.\n\nFour."
    paragraph = "Mira Tolvan met [-Anton Vasilyenko-]{+nobody+} in Halden."
    assert changes(before, after) == ["2 same", paragraph, "1 same"]


def test_paragraphs_come_and_go_whole() -> None:
    before = "The talks began.\n\nNobody was hurt.\n\nThey went on."
    after = "The talks began.\n\nThey went on.\n\nA treaty followed in spring."
    assert changes(before, after) == [
        "1 same",
        "[-Nobody was hurt.-]",
        "1 same",
        "{+A treaty followed in spring.+}",
    ]


def test_a_new_paragraph_before_one_that_changed_hides_no_change() -> None:
    before = "Tolvan left Halden on Monday evening."
    after = "It rained all day.\n\nTolvan left Halden on Tuesday evening."
    assert changes(before, after) == [
        "{+It rained all day.+}",
        "Tolvan left Halden on [-Monday-]{+Tuesday+} evening.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Talks begin in Halden", "Talks end in Halden", "Talks [-begin-]{+end+} in Halden"),
        ("", "By Reijo Salmi", "{+By Reijo Salmi+}"),
        ("By Reijo Salmi", "", "[-By Reijo Salmi-]"),
        ("Talks ended", "A wholly other line", "[-Talks ended-]{+A wholly other line+}"),
        ("Tolvan's men", "Tolvan's woman", "Tolvan's [-men-]{+woman+}"),
        ("会談は始まった。彼は去った。", "会談は終わった。彼は去った。", None),
    ],
)
def test_a_line_is_told_in_whole_words(before: str, after: str, expected: str | None) -> None:
    told = line(before, after)
    assert told == expected if expected else "[-会談は始まった-]{+会談は終わった+}。彼は去った。"


def test_space_alone_is_no_change() -> None:
    assert text_changes("One  two.\n\nThree\nfour.", "One two. \n\nThree four.") == []
    assert word_changes("One  two", "One two") == ()


def test_a_long_paragraph_shows_only_what_is_around_its_changes() -> None:
    before = "word " * 1000 + "begin " + "word " * 1000
    (told,) = changes(before, before.replace("begin", "end"))
    assert "[-begin-]{+end+}" in told
    assert told.startswith("…word")
    assert told.endswith("word…")
    assert len(told) < 500


HUGE = {
    "one paragraph again and again": ("same\n\n" * 300_000, "same\n\n" * 290_000 + "other\n\n" * 9),
    "two in turn": ("a\n\nb\n\n" * 200_000, "b\n\na\n\na\n\n" * 130_000),
    "words again and again": ("a b " * 500_000, "b a a " * 300_000),
    "one word": ("x" * 2_000_000, "x" * 1_000_000 + "y" * 1_000_000),
    "every paragraph rewritten": (
        "\n\n".join(f"before {n} " + "w " * 30 for n in range(20_000)),
        "\n\n".join(f"after {n} " + "v " * 30 for n in range(20_000)),
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_told_of_huge_texts_stays_little(name: str) -> None:
    """Without bounds, each of these takes minutes or fills the page."""
    blocks = text_changes(*HUGE[name])
    assert any(block.changed for block in blocks)
    assert len(blocks) <= MOST_TOLD / BLOCK + 2
    assert sum(len(piece.text) for block in blocks for piece in block.pieces) < 2 * MOST_TOLD


def test_two_changes_at_both_ends_of_a_huge_text_are_found() -> None:
    paragraphs = [f"Paragraph number {n} of many." for n in range(40_000)]
    before = "\n\n".join(paragraphs)
    after = "\n\n".join(["First of many.", *paragraphs[1:-1], "Last of many."])
    assert changes(before, after)[1] == "39998 same"


lines = st.lists(st.sampled_from(["a b c", "a c", "b", "d e f g", "d f g"]), max_size=12)


@given(lines, lines)
def test_every_word_of_both_texts_is_told_or_folded(old: list[str], new: list[str]) -> None:
    blocks = text_changes("\n\n".join(old), "\n\n".join(new))
    folded = sum(block.count for block in blocks if not block.pieces)
    for text, missing in ((old, Kind.NEW), (new, Kind.GONE)):
        told = [
            "".join(piece.text for piece in block.pieces if piece.kind != missing)
            for block in blocks
            if block.pieces
        ]
        told = [paragraph for paragraph in told if paragraph]
        assert len(told) + folded == len(text) or not blocks
        assert set(told) <= set(text)
