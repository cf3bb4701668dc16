"""Text with marks and hits, as HTML: nothing is lost, nothing gets in, everything nests."""

import html
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from entities.marking import (
    TextHit,
    TextMark,
    marked,
    marked_paragraphs,
    numbered_hits,
    paragraphs,
    snippet,
)

TEXT = "Mira Tolvan met Anton Vasilyenko in Halden."
LETTERS = st.text("ab<>&\"'é🙂\n ", max_size=60)


def mark(start: int, end: int, status: str = "suggested") -> TextMark:
    return TextMark(start, end, "/actors/x/", "person", status, "Mira Tolvan, person")


def hits_at(*places: tuple[int, int]) -> list[TextHit]:
    return numbered_hits([places])[0]


def without_tags(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@st.composite
def spans(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    """Disjoint spans in order."""
    points = sorted(draw(st.sets(st.integers(0, length), max_size=10)))
    return [(a, b) for a, b in zip(points[::2], points[1::2], strict=False)]


class Nesting(HTMLParser):
    """Fails on tags that do not close in the order in which they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag not in self.open
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(st.data(), LETTERS)
def test_without_its_tags_the_page_is_the_text(data: st.DataObject, text: str) -> None:
    marks = [mark(*span) for span in data.draw(spans(len(text)))]
    hits = hits_at(*data.draw(spans(len(text))))
    page = marked(text, 0, len(text), marks=marks, hits=hits)
    assert without_tags(page) == text


@given(st.data(), LETTERS)
def test_marks_and_hits_nest_however_they_overlap(data: st.DataObject, text: str) -> None:
    marks = [mark(*span) for span in data.draw(spans(len(text)))]
    parser = Nesting()
    parser.feed(marked(text, 0, len(text), marks=marks, hits=hits_at(*data.draw(spans(len(text))))))
    parser.close()
    assert parser.open == []


@given(st.data(), LETTERS)
def test_every_marked_word_is_marked_and_no_other(data: st.DataObject, text: str) -> None:
    hits = hits_at(*data.draw(spans(len(text))))
    page = marked(text, 0, len(text), hits=hits)
    found = re.findall(r'<mark class="hit"[^>]*>([^<]*)</mark>', page)
    assert [html.unescape(words) for words in found] == [text[hit.start : hit.end] for hit in hits]


@given(LETTERS)
def test_paragraphs_hold_every_letter_of_the_text(text: str) -> None:
    kept = "".join(text[start:end] for start, end in paragraphs(text))
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)


def test_a_hit_over_the_edge_of_a_mark_becomes_two() -> None:
    page = marked(TEXT, 0, 15, marks=[mark(0, 11)], hits=hits_at((5, 15)))
    assert page.endswith(
        'Mira <mark class="hit" id="hit-1">Tolvan</mark></a><mark class="hit"> met</mark>'
    )


def test_a_mark_over_an_empty_line_is_pointed_at_once() -> None:
    first, second = marked_paragraphs("one two\n\nthree", [mark(4, 14)])
    assert 'id="w4"' in first
    assert "id=" not in second
    assert second.endswith(">three</a>")


def test_offsets_count_code_points() -> None:
    text = "🙂🙂 Mira Tolvan"
    assert ">Mira Tolvan</a>" in marked(text, 0, len(text), marks=[mark(3, 14)])


def test_hostile_words_and_names_stay_text() -> None:
    text = "<script>alert(1)</script>"
    evil = TextMark(0, 8, "/actors/x/", 'person" onclick="x', "suggested", '"><img src=x>')
    page = marked(text, 0, len(text), marks=[evil], hits=hits_at((1, 7)))
    assert set(re.findall(r"<(\w+)", page)) == {"a", "mark"}
    assert 'onclick="x"' not in page


def test_a_snippet_is_the_sentence_around_the_words() -> None:
    text = f"Nothing happened. {TEXT} It rained."
    start = text.index("Anton")
    assert snippet(text, start, start + 5) == "Mira Tolvan met <b>Anton</b> Vasilyenko in Halden."


def test_a_snippet_of_a_long_sentence_is_cut_between_words() -> None:
    text = "word " * 100 + "Tolvan" + " word" * 100
    cut = snippet(text, 500, 506)
    assert cut.startswith("… word ")
    assert cut.endswith(" word …")
    assert len(cut) < 250


def test_every_hit_has_a_number_once_and_in_reading_order() -> None:
    found = numbered_hits([[(0, 4)], [], [(0, 11), (16, 20)]])
    page = marked(TEXT, 0, 20, marks=[mark(5, 11)], hits=found[2])
    assert re.findall(r'id="hit-(\d)"', page) == ["2", "3"]
