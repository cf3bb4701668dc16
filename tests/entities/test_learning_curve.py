"""`manage.py learning_curve`: tagged articles replayed as corrections, measured on the others."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from entities.models import Decision
from entities.teaching.curve import sizes_for
from entities.teaching.lines import BadLine, WantedTag, as_tagged
from entities.teaching.measuring import Score, score

TEXT = "Russian President Vladimir Putin met Angela Merkel in Moscow on Monday, number {}."


def tagged(number: int, *tags: tuple[str, str]) -> str:
    told = [{"name": name, "kind": kind} for name, kind in tags]
    return json.dumps({"id": str(number), "text": TEXT.format(number), "tags": told})


def test_two_spellings_of_one_tag_are_one() -> None:
    tags = [("U.S.", "country"), ("the US", "country"), ("U.S.", "place"), ("Nile", "river")]
    line = as_tagged(tagged(1, *tags).encode())
    assert [tag.key for tag in line.tags] == [("us", "country"), ("us", "place")]
    assert line.others == {"river": 1}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"text": "a", "tags": []}', "id is missing"),
        (b'{"id": 1, "text": "  ", "tags": []}', "text is missing or empty"),
        (b'{"id": 1, "text": "a"}', "tags is missing"),
        (b'{"id": 1, "text": "a", "tags": [{"name": "a"}]}', "tag 1: kind is missing"),
        (b'{"id": 1, "text": "a", "tags": [{"name": "-", "kind": "place"}]}', "no letter"),
        (b'{"id": 1, "text": "a", "date": "May", "tags": []}', "date is not YYYY-MM-DD"),
        (b'{"id": 1, "text": "\xff"}', "not UTF-8"),
    ],
)
def test_a_bad_line_says_what_is_wrong_with_it(line: bytes, wrong: str) -> None:
    with pytest.raises(BadLine, match=wrong):
        as_tagged(line)


def test_something_is_always_left_to_measure() -> None:
    assert sizes_for(500) == [0, 10, 50, 100]
    assert sizes_for(501) == [0, 10, 50, 100, 500]
    assert sizes_for(0) == []


def test_a_tag_is_right_when_name_and_kind_are_the_desks() -> None:
    wanted = [WantedTag("U.S.", "country"), WantedTag("Mira Tolvan", "person")]
    counted = score({("us", "country"), ("mira tolvan", "place")}, wanted)
    assert counted == Score(right=1, found=2, wanted=2)
    assert counted.f1 == 0.5


@pytest.mark.django_db(transaction=True)
def test_corrections_are_replayed_beside_the_archive_and_leave_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tagged.jsonl"
    desk = [("Vladimir Putin", "person"), ("Angela Merkel", "person"), ("Moscow", "organisation")]
    file.write_text("\n".join(tagged(number, *desk) for number in range(12)))
    before, out = _databases(), io.StringIO()
    call_command("learning_curve", file, "--json", stdout=out, stderr=io.StringIO())
    told: dict[str, Any] = json.loads(out.getvalue())
    first, last = told["points"]
    assert (told["measured_on"], first["articles"], last["articles"]) == (2, 0, 10)
    assert last["decisions"] == sum(last["by_verb"].values()) > 10
    assert last["f1"] >= first["f1"] > 0
    assert (_databases(), Decision.objects.count()) == (before, 0)


@pytest.mark.django_db(transaction=True)
def test_the_places_in_a_country_that_no_words_name_stand_for_it(tmp_path: Path) -> None:
    file = tmp_path / "tagged.jsonl"
    text = "Grain prices rose in Chicago and in Seattle on Monday, report {}."
    tags = [{"name": "usa", "kind": "place"}]
    lines = ({"id": n, "text": text.format(n), "tags": tags} for n in range(12))
    file.write_text("\n".join(map(json.dumps, lines)))
    out = io.StringIO()
    call_command("learning_curve", file, "--json", stdout=out, stderr=io.StringIO())
    first, last = json.loads(out.getvalue())["points"]
    assert (first["f1"], last["f1"]) == (0, 1)
    assert (last["out_of_reach"], last["by_verb"].get("reject")) == (0, None)


def _databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def test_a_bad_file_is_refused_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(tagged(1) + "\n\nnonsense\n" + '{"id": 3}')
    with pytest.raises(CommandError, match=r"line 3: not JSON.*\n.*line 4: text is missing"):
        call_command("learning_curve", file)
