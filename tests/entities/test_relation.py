"""The arithmetic of the picture of two actors over the years."""

from hypothesis import given
from hypothesis import strategies as st

from entities.extraction.lexicon import KINDS
from entities.models import Interaction
from entities.relation import COOPERATIVE, DONE, HALF, Relation, Told, relation, told_of

YEARS = st.integers(1950, 2030)
ARTICLES = st.dictionaries(YEARS, st.integers(0, 50_000), max_size=40)
TOLD = st.dictionaries(YEARS, st.builds(Told, *[st.integers(0, 20_000)] * 3), max_size=40)


def drawn(articles: dict[int, int], told: dict[int, Told]) -> Relation:
    return relation(articles, told, title="Both", href=lambda year: f"?year={year}")


@given(ARTICLES, TOLD)
def test_every_bar_stands_on_the_line_and_within_the_panel(
    articles: dict[int, int], told: dict[int, Told]
) -> None:
    picture = drawn(articles, told)
    for column in picture.columns:
        assert abs(column.up_y + column.up_height - picture.middle) < 0.02
        assert 0 <= column.up_height <= HALF
        assert 0 <= column.down_height <= HALF
        assert bool(column.up_height) == bool(column.told.cooperative)


@given(ARTICLES, TOLD)
def test_all_that_is_told_is_in_the_picture(
    articles: dict[int, int], told: dict[int, Told]
) -> None:
    columns = drawn(articles, told).columns
    assert sum(one.told.total for one in columns) == sum(one.total for one in told.values())


def test_manner_decides_before_kind() -> None:
    counted = {
        (2020, "agree", "asserted"): 2,
        (2020, "agree", "negated"): 3,
        (2020, "fight", "claimed"): 4,
    }
    assert told_of(counted) == {2020: Told(2, 4, 3)}


def test_kinds_and_manners_are_those_of_the_extractor() -> None:
    assert set(KINDS) > COOPERATIVE
    assert set(Interaction.Modality.values) > DONE


def test_nothing_makes_an_empty_picture() -> None:
    picture = drawn({}, {})
    assert picture.columns == ()
    assert picture.description == "No articles. No interactions told as done."
