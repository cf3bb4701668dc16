"""`manage.py extract`: files and streams in, findings out, no database."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

TEXT = "Russian President Vladimir Putin spoke in Moscow."
REPORT = Path(__file__).resolve().parent.parent / "data" / "wire-report.txt"


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Feeds lines to the command's standard input and returns (exit status, results)."""

    def run(*lines: bytes, **options: Any) -> tuple[int, list[dict[str, Any]]]:
        stdin = SimpleNamespace(buffer=io.BytesIO(b"".join(line + b"\n" for line in lines)))
        monkeypatch.setattr("sys.stdin", stdin)
        out = io.StringIO()
        status = 0
        try:
            call_command("extract", jsonl=True, stdout=out, **options)
        except SystemExit as exit:
            status = int(str(exit.code))
        return status, [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def line(**record: Any) -> bytes:
    return json.dumps(record).encode()


def test_one_line_in_is_one_line_out_in_order(stream: Any) -> None:
    status, results = stream(line(id="b", text=TEXT), line(id="a", text=""), line(id=3, text=TEXT))
    assert status == 0
    assert [result["id"] for result in results] == ["b", "a", 3]
    assert results[0]["actors"] == results[2]["actors"]
    assert results[1]["actors"] == []


def test_a_result_has_the_whole_interface(stream: Any) -> None:
    _, [result] = stream(line(id=1, text=TEXT, date="2020-12-29"))
    assert set(result) == {
        "id", "pipeline", "language", "metadata", "actors", "quotes", "interactions", "dates",
    }  # fmt: skip
    assert set(result["metadata"]) == {"headline", "byline", "credit", "dateline"}
    putin = next(actor for actor in result["actors"] if actor["wikidata"] == "Q7747")
    mention = putin["mentions"][0]
    assert TEXT[mention["start"] : mention["end"]] == mention["surface"] == "Vladimir Putin"
    assert (mention["how"], mention["title"]) == ("name", "Russian President")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"nonsense", "not JSON"),
        (b"", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"id": 7}', "text is missing"),
        (b'{"id": 7, "text": 5}', "text is not a string"),
        (b'{"id": 7, "text": "a", "date": "29.12.2020"}', "date is not YYYY-MM-DD"),
        (b'{"id": 7, "text": "a", "date": 2020}', "date is not a string"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(stream: Any, bad: bytes, reason: str) -> None:
    status, results = stream(line(id=1, text=TEXT), bad, line(id=2, text=TEXT))
    assert status == 1
    assert results[1]["error"].startswith("line 2: ")
    assert reason in results[1]["error"]
    assert results[1]["id"] == (7 if b"7" in bad else None)
    assert [result["id"] for result in (results[0], results[2])] == [1, 2]


def test_a_line_of_half_a_surrogate_pair_is_read(stream: Any) -> None:
    status, [result] = stream(b'{"id": "\\ud800", "text": "Angela Merkel \\ud800 spoke"}')
    assert status == 0
    assert result["actors"][0]["name"] == "Angela Merkel"


def test_a_file_is_summed_up_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("extract", str(REPORT), date="2015-09-22")
    printed = capsys.readouterr().out
    assert "byline: Mira Castellane" in printed
    assert "Bashar al-Assad  [person, President of Syria" in printed
    assert "'Bashir al-Assad' <Syrian President> name" in printed


def test_a_file_can_be_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("extract", str(REPORT), json=True)
    result = json.loads(capsys.readouterr().out)
    assert result["id"] == str(REPORT)
    assert result["metadata"]["credit"] == "DWA"


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "good.txt").write_text(TEXT)
    names = ["absent.txt", "latin.txt", "good.txt"]
    with pytest.raises(SystemExit, match="1"):
        call_command("extract", *[str(tmp_path / name) for name in names])
    printed = capsys.readouterr()
    assert "absent.txt: No such file or directory" in printed.err
    assert "latin.txt: not UTF-8 at byte 3" in printed.err
    assert "Vladimir Putin" in printed.out


@pytest.mark.parametrize("options", [{}, {"date": "tomorrow", "jsonl": True}])
def test_a_wrong_call_is_told_what_is_wrong(options: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match=r"FILE|YYYY-MM-DD"):
        call_command("extract", **options)
