"""What the tests of the readers share: samples, what was read of them, ways to break them."""

from pathlib import Path

from hypothesis import strategies as st

from articles.importers import ArticleData, Problem, read
from articles.services import LIMITS

SAMPLES = Path(__file__).parent.parent / "data" / "imports"
# What a hostile document puts where a text should be.
HOSTILE = st.sampled_from(
    rb"""< > & " { [ ]]> <!-- <![CDATA[ &#0; &#xD800; &nbsp; 9999 0000 <script>x </p> <!DOCTYPE"""
    b" \x00 \xff".split()
)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def articles(content: bytes | str) -> list[ArticleData]:
    content = content.encode() if isinstance(content, str) else content
    results = [record.result for record in read(content, "made.bin")]
    assert all(isinstance(result, ArticleData) for result in results), results
    return [result for result in results if isinstance(result, ArticleData)]


def reasons(content: bytes | str) -> list[str]:
    content = content.encode() if isinstance(content, str) else content
    results = [record.result for record in read(content, "made.bin")]
    return [result.reason for result in results if isinstance(result, Problem)]


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy of the content with a piece of it cut out and something hostile put in."""

    def mutate(start: int, length: int, put: bytes) -> bytes:
        return content[:start] + put + content[start + length :]

    places = st.integers(0, len(content))
    return st.builds(mutate, places, st.integers(0, 80), HOSTILE | st.binary(max_size=6))


def assert_storable(content: bytes) -> None:
    """Whatever comes in: a reason to show, or an article that the columns can hold."""
    records = list(read(content, "made.bin"))
    assert records
    for record in records:
        result = record.result
        if isinstance(result, Problem):
            assert "\x00" not in result.reason
            assert result.reason.encode()
            assert len(result.reason) < 600
            continue
        for field in (*LIMITS, "body", "standfirst", "language"):
            value = getattr(result, field)
            assert "\x00" not in value
            assert value.encode() is not None
        assert result.status != "usable" or any(map(str.isalnum, result.body))
        for note in result.notes:
            assert note.encode()
