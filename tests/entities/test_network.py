"""The arithmetic of the picture of who appears with an actor."""

from hypothesis import given
from hypothesis import strategies as st

from entities.network import HEIGHT, MOST_LINKS, MOST_WIDTH, WIDTH, Network, Other, network

KINDS = st.sampled_from(["person", "organisation", "country", "place"])
NAMES = st.text("abcdefgh ", min_size=1, max_size=60).map(lambda name: f"A{name}")
OTHERS = st.lists(
    st.builds(Other, NAMES, KINDS, st.just("/x/"), st.integers(1, 90_000)), min_size=2, max_size=12
)


def drawn(others: list[Other]) -> Network:
    between = {(a, b): a * b for b in range(len(others)) for a in range(b)}
    return network(Other("Middle", "person", "/m/", 90_000), others, between)


@given(OTHERS)
def test_every_name_stands_inside_the_picture(others: list[Other]) -> None:
    for node in drawn(others).nodes:
        assert node.press_x >= -1
        assert node.press_x + node.press_width <= WIDTH + 1
        assert node.press_y >= 0
        assert node.press_y + node.press_height <= HEIGHT


@given(OTHERS)
def test_no_two_places_to_press_overlap(others: list[Other]) -> None:
    boxes = [
        (one.press_x, one.press_y, one.press_x + one.press_width, one.press_y + one.press_height)
        for one in drawn(others).nodes
    ]
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            apart = (
                one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
            )
            assert apart, (one, other)


@given(OTHERS)
def test_lines_are_few_and_none_is_for_nothing(others: list[Other]) -> None:
    picture = drawn(others)
    assert len(picture.between) <= MOST_LINKS
    assert all(link.count > 0 and link.width <= MOST_WIDTH for link in picture.links)


@given(OTHERS)
def test_the_same_counts_make_the_same_picture(others: list[Other]) -> None:
    assert drawn(others) == drawn(others)
