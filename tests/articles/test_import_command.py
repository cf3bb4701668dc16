"""What `import_articles` is told, and what it shows: formats, columns, progress."""

import io
import json
import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from tests.articles.importing import sample

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def called(*words: str | Path) -> tuple[list[str], list[str]]:
    """What the command says, and what it complains of."""
    out, complaints = io.StringIO(), io.StringIO()
    try:
        call_command("import_articles", *map(str, words), stdout=out, stderr=complaints)
    except SystemExit as ended:
        assert ended.code == 1  # noqa: PT017
    return out.getvalue().splitlines(), complaints.getvalue().splitlines()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "lake.csv"
    file.write_text("Title,Text,Date,Views\nVote,Mira Tolvan won.,2020-03-01,7\n")
    return file


# --- The format ----------------------------------------------------------------------------------


def test_format_says_what_a_look_would_not_find(tmp_path: Path) -> None:
    file = tmp_path / "meer.txt"
    file.write_text("Kop|Tekst\nMeer|Mira Tolvan vertrok.\n")
    called(file, "--format", "csv", "--map", "body=Tekst", "--map", "headline=Kop")
    article = Article.objects.get()
    assert (article.headline, article.body) == ("Meer", "Mira Tolvan vertrok.")


def test_wrong_format_is_a_rejection_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "feed.txt"
    file.write_bytes(sample("feed.rss"))
    lines, complaints = called(file, "--format", "text")
    assert lines == ["1 record: 1 rejected."]
    assert complaints == [
        f"{file}: rejected. This is an RSS or Atom feed, not plain text, as it was said to be."
    ]
    assert not Article.objects.exists()


def test_format_that_is_none_is_refused(table: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice: 'pdf'"):
        called(table, "--format", "pdf")


# --- The columns ---------------------------------------------------------------------------------

GUESS = "lake.csv: Text → body, Title → headline, Date → published_at; not used: Views"


def test_guess_is_shown_before_anything_is_written(table: Path) -> None:
    lines, _complaints = called(table)
    assert lines[0] == GUESS
    assert lines[1].startswith(f"{table}, record 2: new")


def test_guess_is_shown_by_a_dry_run_with_what_the_map_makes_of_it(table: Path) -> None:
    lines, _complaints = called(table, "--dry-run", "--map", "section=Views")
    assert lines[0] == (
        "lake.csv: Views → section, Text → body, Title → headline, Date → published_at"
    )
    assert not Article.objects.exists()


def test_guess_stays_out_of_the_way_of_json(table: Path) -> None:
    lines, complaints = called(table, "--json")
    assert [json.loads(line)["outcome"] for line in lines] == ["new"]
    assert complaints[0] == GUESS


def test_many_files_with_the_same_columns_are_shown_once(table: Path, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"wire-{number}.jsonl").write_text(
            json.dumps({"text": f"Reijo came {number}."})
        )
    lines, _complaints = called(tmp_path)
    shown = [line for line in lines if "→" in line]
    assert shown == [GUESS, "wire-0.jsonl: text → body"]


def test_names_of_columns_cannot_move_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "hostile.jsonl"
    file.write_text(json.dumps({"text": "Tolvan left.", "\x1b[2J\u202eX" * 30: 1}))
    line = called(file)[0][0]
    assert line.isprintable()
    assert len(line) < 120


def test_table_of_many_columns_names_some_of_them(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    names = [f"c{number}" for number in range(100)]
    file.write_text(f"text,title,{','.join(names)}\nTolvan left.,Vote,{',' * 99}\n")
    assert called(file)[0][0].endswith("c18, c19 and 80 more")


# --- Progress ------------------------------------------------------------------------------------


def watched(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> tuple[list[str], str]:
    """What the command says, and what somebody at a terminal sees beside it."""
    out, terminal = io.StringIO(), Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with suppress(SystemExit):
        call_command("import_articles", *map(str, words), stdout=out, stderr=terminal)
    return out.getvalue().splitlines(), terminal.getvalue()


def test_bar_tells_records_rate_and_time_left(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _lines, seen = watched(monkeypatch, table)
    first, *_, last = seen.strip("\r\n").split("\r")
    assert first.startswith("looking for files")
    assert re.search(r"1 records, [\d,]+/s: 100%\|.*\[\d\d:\d\d<\d\d:\d\d, ", last)


def test_bar_is_at_its_end_when_all_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("feed.rss", "lake-courier.wordpress.xml", "page.html"):
        (tmp_path / name).write_bytes(sample(name))
    assert ": 100%|" in watched(monkeypatch, tmp_path)[1].split("\r")[-1]


def test_rejections_and_columns_are_told_above_the_bar(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_text("Title,Text\nVote\nLake,Mira Tolvan won.\n")
    lines, seen = watched(monkeypatch, table)
    assert lines == ["lake.csv: Text → body, Title → headline", "2 records: 1 rejected, 1 new."]
    assert f"{table}, record 2: rejected. The row on line 2 has 1 cell" in seen


def test_progress_is_only_for_terminals(table: Path, capfd: pytest.CaptureFixture[str]) -> None:
    call_command("import_articles", str(table))
    assert capfd.readouterr().err == ""
