"""`manage.py evaluate`: which sets are measured, kept and compared."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

SENTENCE = "Vladimir Putin met Angela Merkel in Moscow."


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    """A project with one labelled report and nothing beside it."""
    base = tmp_path / "project"
    (base / "gold").mkdir(parents=True)
    (base / "demo").mkdir()
    report = {"guid": "demo:made-up", "body": SENTENCE, "published_at": "2020-12-29"}
    (base / "demo" / "reports.jsonl").write_text(json.dumps(report))
    names = [("Vladimir Putin", "person", "Q7747"), ("Angela Merkel", "person", "Q567")]
    label = {
        "report": "demo:made-up",
        "half": "held",
        "actors": [
            {
                "name": name,
                "kind": kind,
                "wikidata": key,
                "mentions": [{"text": name, "how": "name"}],
            }
            for name, kind, key in names
        ],
        "either": ["Moscow"],
        "quotes": [],
        "interactions": [],
        "dates": [],
    }
    (base / "gold" / "made-up.json").write_text(json.dumps(label))
    settings.BASE_DIR = base
    return base


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A folder with one set of names."""
    folder = tmp_path / "sets"
    folder.mkdir()
    name = {"start": 0, "end": 14, "kind": "person", "phrase": [0, 14], "wikipedia": None}
    record = {"id": "one", "text": SENTENCE, "names": [name]}
    (folder / "names-own.jsonl").write_text(json.dumps(record) + "\n")
    return folder


def evaluate(*only: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("evaluate", *only, stdout=out, **options)
    return out.getvalue()


def row(text: str, label: str) -> list[str]:
    [line] = [line for line in text.splitlines() if line.startswith(f"  {label}  ")]
    return line.removeprefix(f"  {label}").split()


def test_labels_are_measured_and_absent_sets_named(project: Path) -> None:
    text = evaluate("held")
    assert f"absent: no sets in {project.parent / 'shared' / 'evaluation'}" in text
    assert row(text, "names: people") == ["100.0", "100.0", "100.0", "2/2/2"]
    assert row(text, "links: right row or right to be local") == [
        "100.0",
        "100.0",
        "100.0",
        "2/2/2",
    ]


def test_a_set_that_is_named_but_not_there_is_no_error(project: Path) -> None:
    assert "absent: names-of-nobody" in evaluate("names-of-nobody")


def test_every_set_of_a_folder_is_measured(project: Path, sets: Path) -> None:
    (sets / "interactions-own.jsonl").write_text("")
    lines = evaluate(sets=[sets]).splitlines()
    names = [line for line in lines if not line.startswith(" ")]
    assert names[1:] == ["held", "development", "names-own", "interactions-own", "gold"]


def test_a_set_of_names_is_measured(project: Path, sets: Path) -> None:
    assert row(evaluate("names-own", sets=[sets]), "names: people")[-1] == "1/2/1"


def test_a_story_is_measured_by_its_answer(project: Path, sets: Path) -> None:
    (sets / "article.txt").write_text(SENTENCE)
    story = {
        "actors": [{"name": "Vladimir Putin", "kind": "person", "titles": []}],
        "quotes": [],
        "interactions": [],
        "dates": [],
    }
    (sets / "expected.json").write_text(json.dumps(story))
    assert row(evaluate("sets", sets=[sets]), "actors")[-1] == "1/3/1"


def test_kept_figures_are_compared_with(project: Path, sets: Path, tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    evaluate("names-own", sets=[sets], json=kept)
    figures = json.loads(kept.read_text())
    assert figures["sets"]["names-own"]["names: people"] == [1, 2, 1]
    figures["sets"]["names-own"]["names: people"] = [0, 2, 1]
    kept.write_text(json.dumps(figures))
    text = evaluate("names-own", sets=[sets], compare=kept)
    assert row(text, "names: people")[-1] == "+66.7"
    assert row(text, "names: places")[-1] == "+0.0"


@pytest.mark.parametrize("content", ["no JSON", "{}", '{"sets": {"held": {"names": [1]}}}', "[]"])
def test_a_file_without_figures_is_refused_before_anything_runs(
    project: Path, tmp_path: Path, content: str
) -> None:
    (tmp_path / "bad.json").write_text(content)
    with pytest.raises(CommandError, match=r"bad\.json"):
        evaluate(compare=tmp_path / "bad.json")
