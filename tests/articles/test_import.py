"""Records become articles: identity, versions, what is kept, and two imports at once."""

import json
import threading
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from articles.bulk import Placed, store_many
from articles.importers import Problem, Record, read
from articles.models import Article, ArticleVersion, Author, ImportBatch, ImportItem, Source
from articles.services import MOST_KEPT_BYTES, Defaults, start_batch
from entities.models import ExtractionRun

TEXT = "Mira Tolvan met Anton Vasilyenko in Halden on Monday."
Outcome = ImportItem.Outcome


def imported(
    *records: dict[str, str], defaults: Defaults | None = None, user: User | None = None
) -> list[ImportItem]:
    content = "\n".join(json.dumps({"body": TEXT, **record}) for record in records).encode()
    placed = [Placed("made.jsonl", record) for record in read(content, "made.jsonl")]
    return store_many(start_batch(ImportBatch.Origin.COMMAND, user), placed, defaults or Defaults())


def outcomes(*records: dict[str, str]) -> list[str]:
    return [item.outcome for item in imported(*records)]


# --- Identity ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_new_article_has_its_first_version_its_raw_input_and_a_run(chief: User) -> None:
    (item,) = imported({"guid": "1", "byline": "S. Reijo", "source": "Halden Press"}, user=chief)
    version = ArticleVersion.objects.get()
    assert (version.article, version.number, version.body) == (item.article, 1, TEXT)
    assert (version.item, version.created_by) == (item, chief)
    assert json.loads(bytes(item.content))["guid"] == "1"
    assert ExtractionRun.objects.get().version == version


@pytest.mark.django_db
def test_same_text_is_one_article() -> None:
    assert outcomes({}, {}, {}) == [Outcome.NEW, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert Article.objects.count() == ArticleVersion.objects.count() == 1


@pytest.mark.django_db
def test_same_guid_with_another_text_is_a_new_version_with_its_authors() -> None:
    first = {"guid": "1", "byline": "S. Reijo"}
    second = {"guid": "1", "body": "Mira Tolvan left.", "byline": "A. Lind"}
    assert outcomes(first, second) == [Outcome.NEW, Outcome.NEW_VERSION]
    article = Article.objects.get()
    assert (article.version_number, article.body) == (2, "Mira Tolvan left.")
    assert [author.name for author in article.authors.all()] == ["A. Lind"]
    assert article.versions.get(number=1).body == TEXT


@pytest.mark.django_db
def test_importing_old_texts_again_changes_nothing() -> None:
    both = ({"guid": "1"}, {"guid": "1", "body": "Mira Tolvan left."})
    imported(*both)
    again = imported(*both)
    assert [item.outcome for item in again] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert again[0].reason == "it had this text before, as version 1"
    assert Article.objects.get().version_number == 2


@pytest.mark.django_db
def test_same_text_under_another_guid_is_a_duplicate() -> None:
    first, second = imported({"guid": "1"}, {"guid": "2"})
    assert (second.outcome, second.article) == (Outcome.DUPLICATE, first.article)
    assert "under the GUID 1" in second.reason


@pytest.mark.django_db
def test_article_without_a_guid_learns_it() -> None:
    assert outcomes({}, {"guid": "1"}) == [Outcome.NEW, Outcome.UNCHANGED]
    assert outcomes({"guid": "1", "body": "Tolvan left."}) == [Outcome.NEW_VERSION]


@pytest.mark.django_db
def test_guid_that_takes_over_the_text_of_another_article_is_rejected() -> None:
    first, second, third = imported(
        {"guid": "1"}, {"guid": "2", "body": "Tolvan left."}, {"guid": "2"}
    )
    assert third.outcome == Outcome.REJECTED
    assert f"this text is article {first.article_id}" in third.reason
    assert Article.objects.get(pk=second.article_id).version_number == 1


@pytest.mark.django_db
def test_what_records_do_not_say_comes_from_the_importer() -> None:
    imported({}, defaults=Defaults(source="Halden Press"))
    imported({"source": "HALDEN  press", "body": "Tolvan left."})
    assert [source.name for source in Source.objects.all()] == ["Halden Press"]


@pytest.mark.django_db
def test_author_is_known_by_the_name_in_any_spelling_of_spaces_and_case() -> None:
    imported({"byline": "Sanna Reijo"}, {"byline": "SANNA  REIJO", "body": "Tolvan left."})
    assert Author.objects.count() == 1


# --- Rejections ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["headline", "byline", "guid", "source", "section"])
def test_field_that_the_columns_cannot_hold_is_refused_by_name(field: str) -> None:
    (item,) = imported({field: "x" * 1001})
    assert item.outcome == Outcome.REJECTED
    assert item.reason.startswith(f"The {field} has 1,001 characters")


@pytest.mark.django_db
def test_rejected_input_is_kept_and_harms_nothing_else() -> None:
    items = imported({"body": ""}, {})
    assert [item.outcome for item in items] == [Outcome.REJECTED, Outcome.NEW]
    assert bytes(ImportItem.objects.get(outcome=Outcome.REJECTED).content) == b'{"body": ""}'


@pytest.mark.django_db
def test_input_beyond_all_measure_is_rejected_and_not_kept() -> None:
    record = Record(1, b"x" * (MOST_KEPT_BYTES + 1), Problem("Too long."))
    batch = start_batch(ImportBatch.Origin.COMMAND)
    (item,) = store_many(batch, [Placed("big.txt", record)], Defaults())
    assert item.content == b""
    assert item.reason == "Too long. It is too large to be kept here."


@pytest.mark.django_db
def test_file_name_that_is_no_text_can_be_kept() -> None:
    record = Record(1, b"x", Problem("No."))
    path = "f/\udcff\x00\n\u202e" + "y" * 2000
    batch = start_batch(ImportBatch.Origin.COMMAND)
    (item,) = store_many(batch, [Placed(path, record)], Defaults())
    item.refresh_from_db()
    assert item.path == "y" * 1000


# --- Two at once ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("record", [{}, {"guid": "1"}], ids=["by text", "by GUID"])
def test_two_imports_at_once_make_one_article(record: dict[str, str]) -> None:
    start = threading.Barrier(2)
    made: list[ImportItem] = []

    def run() -> None:
        try:
            start.wait(timeout=10)
            made.extend(imported(*[{**record, "body": f"Text {n}."} for n in range(15)]))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    # With one GUID for all, the texts are versions of one article, in whatever order they came.
    assert len(made) == 30
    assert Outcome.REJECTED not in {item.outcome for item in made}
    texts = ArticleVersion.objects.values_list("body", flat=True)
    assert sorted(texts) == sorted(f"Text {n}." for n in range(15))
    assert Article.objects.count() == (1 if record else 15)


# --- The command ---------------------------------------------------------------------------------


def test_every_name_of_the_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_articles", "--help")
    assert "--source" in capsys.readouterr().out


@pytest.mark.django_db
def test_bad_file_never_stops_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.TXT").write_text(TEXT)
    (tmp_path / "c.jsonl").write_text(f"broken\n{json.dumps({'body': 'Tolvan left.'})}\n")
    (tmp_path / "ignored.md").write_text("not news")
    with pytest.raises(SystemExit) as exit_status:
        call_command("import_articles", str(tmp_path), str(tmp_path / "absent.txt"))
    assert exit_status.value.code == 1
    said = capsys.readouterr()
    assert "a.txt: rejected. a.txt is empty." in said.err
    assert "c.jsonl: rejected. The line is not JSON" in said.err
    assert "absent.txt: rejected. The file cannot be read: No such file or directory." in said.err
    assert "5 records: 3 rejected, 2 new." in said.out
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_good_files_end_in_peace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wire.txt"
    file.write_text(f"By: Sanna Reijo\n{TEXT}\nTolvan did not comment.\n(HDP)\n")
    call_command("import_articles", str(file), "--source", "Halden Press", "--date", "2020")
    article = Article.objects.get()
    assert f"{file}: new, article {article.pk}" in capsys.readouterr().out
    assert (article.byline, article.credit, article.headline) == ("Sanna Reijo", "HDP", "")
    assert article.published_at is not None
    assert (article.published_at.year, article.published_precision) == (2020, "year")
    assert bytes(ImportItem.objects.get().content) == file.read_bytes()


@pytest.mark.django_db
def test_columns_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Kop;text;id\nThe bridge;It opened on Monday.;1\nThe road;It is closed.;2\n")
    call_command("import_articles", str(file), "--map", "headline=Kop")
    assert set(Article.objects.values_list("headline", flat=True)) == {"The bridge", "The road"}
    with pytest.raises(CommandError, match="must be FIELD=COLUMN"):
        call_command("import_articles", str(file), "--map", "nonsense")


@pytest.mark.django_db
def test_nothing_to_read_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_articles", str(tmp_path))
    assert "0 records: no file to read was found." in capsys.readouterr().out


@pytest.mark.django_db
def test_what_is_no_file_is_rejected(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_articles", "/dev/null")
    assert "/dev/null: rejected. This is no file." in capsys.readouterr().err


@pytest.mark.django_db
def test_date_option_that_is_no_date_stops_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not understood"):
        call_command("import_articles", str(tmp_path), "--date", "soon")
    assert not ImportBatch.objects.exists()
