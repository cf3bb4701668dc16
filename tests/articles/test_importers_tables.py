"""Tables: columns, dialects, and rows that are broken."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.columns import guess_mapping
from articles.importers.data import ArticleData, Problem, Record
from articles.importers.jsonl import read_jsonl
from articles.importers.styles import is_csv
from articles.importers.tables import read_csv
from tests.articles.importing import of_bytes

csv_records = of_bytes(read_csv)
jsonl_records = of_bytes(read_jsonl)

DATA = Path(__file__).parent.parent / "data" / "imports"
COURIER = (DATA / "lake-courier.csv").read_bytes()


def articles(records: list[Record]) -> list[ArticleData]:
    for record in records:
        assert isinstance(record.result, ArticleData), record.result
    return [r.result for r in records if isinstance(r.result, ArticleData)]


def reasons(content: bytes | str, **options: int) -> list[str]:
    content = content.encode() if isinstance(content, str) else content
    results = [record.result for record in csv_records(content, **options)]  # type: ignore[arg-type]
    return [result.reason if isinstance(result, Problem) else "" for result in results]


# --- Good tables ---------------------------------------------------------------------------------


def test_rows_become_articles_by_the_names_of_their_columns() -> None:
    first, second, third = articles(list(csv_records(COURIER)))
    assert (first.guid, first.headline) == ("lc-1001", "Coast Guard opens telephone line")
    assert (first.byline, first.section) == ("Mira Castellane", "Lake Sorn")
    assert first.published_at
    assert first.published_at.isoformat() == "2021-03-04T00:00:00+00:00"
    assert first.body.split("\n\n")[1].startswith("“We will call before")
    assert second.headline == 'Treaty of Sorn "holds," says ambassador'
    assert third.body.endswith("212 passengers on board.")


def test_record_has_its_line_and_bytes_that_can_be_read_again() -> None:
    records = list(csv_records(COURIER))
    assert [record.index for record in records] == [2, 5, 7]
    for record in records:
        (again,) = csv_records(record.content)
        assert again.result == record.result


def test_semicolons_and_windows_1252_are_recognised_and_a_mapping_names_foreign_columns() -> None:
    content = (DATA / "seeblatt-windows-1252.csv").read_bytes()
    mapping = {"Überschrift": "headline", "Verfasser": "byline", "Datum": "published_at"}
    first, second = articles(list(csv_records(content, mapping)))
    assert (first.headline, first.byline) == ("Fähre fährt wieder", "Jörg Öhlmann")
    assert first.body.endswith("; 212 Gäste waren an Bord.")
    assert "„endlich“" in second.body
    assert second.notes == ("read as Windows-1252, because it is not UTF-8",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_recognised(delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in (["", "title", "text"], ["", "A", "Tolvan"]))
    (article,) = articles(list(csv_records(text.encode())))
    assert (article.headline, article.body) == ("A", "Tolvan")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_tables_come_in_other_encodings(encoding: str) -> None:
    (article,) = articles(list(csv_records("title,text\nZoë,Tolvan left.\n".encode(encoding))))
    assert article.headline == "Zoë"


def test_excel_names_its_delimiter_itself() -> None:
    records = list(csv_records(b"sep=;\ntitle;text\nA, B, C;Tolvan, who left, came.\n"))
    assert articles(records)[0].headline == "A, B, C"
    assert records[0].index == 3


def test_backslashes_before_quotation_marks_are_understood() -> None:
    records = list(csv_records(b'title,text\n"The \\"holy\\" lake","Tolvan left, he said."\n'))
    assert articles(records)[0].headline == 'The "holy" lake'


def test_right_to_left_text_and_emoji_are_kept() -> None:
    text = "שר החוץ נפגש עם השגריר 🇮🇱 بيروت 👩🏽‍🚀."
    assert articles(list(csv_records(f"title,text\n🚀,{text}\n".encode())))[0].body == text


def test_two_rows_of_one_guid_are_two_records() -> None:
    records = list(csv_records(b"id,text\n7,Tolvan left.\n7,Tolvan came back.\n"))
    assert [article.guid for article in articles(records)] == ["7", "7"]


def test_empty_rows_and_empty_cells_at_the_end_are_passed_over() -> None:
    records = list(csv_records(b"\n\ntitle,text\n\nA,Tolvan,,\n,\nB,Reijo\n\n"))
    assert [(r.index, a.body) for r, a in zip(records, articles(records), strict=True)] == [
        (5, "Tolvan"),
        (7, "Reijo"),
    ]


# --- Mapping -------------------------------------------------------------------------------------


def test_mapping_is_guessed_from_names_however_they_are_written() -> None:
    columns = ["ID", "Post Title", "Pub. Date", "body_text", "Author", "views"]
    assert guess_mapping(columns) == {
        "body_text": "body",
        "Post Title": "headline",
        "Author": "byline",
        "ID": "guid",
        "Pub. Date": "published_at",
    }


def test_mapping_overrules_the_guess_and_leaves_the_rest_to_it() -> None:
    content = b"title,kicker,text,author\nOld,New,Tolvan left.,Reijo\n"
    (article,) = articles(list(csv_records(content, {"kicker": "headline", "author": ""})))
    assert (article.headline, article.body, article.byline) == ("New", "Tolvan left.", "")


def test_jsonl_takes_the_same_mapping() -> None:
    content = b'{"kicker": "New", "title": "Old", "text": "Tolvan left."}\n'
    (article,) = articles(list(jsonl_records(content, {"kicker": "headline"})))
    assert (article.headline, article.body) == ("New", "Tolvan left.")


def test_names_in_a_list_or_an_object_of_jsonl_are_read() -> None:
    content = (
        b'{"text": "Tolvan left.", "author": [{"name": "S. Reijo"}, {"name": "A. Reuss"}],'
        b' "publisher": {"name": "Lake Courier"}, "published": true}'
    )
    (article,) = articles(list(jsonl_records(content)))
    assert (article.byline, article.source) == ("S. Reijo, A. Reuss", "Lake Courier")


def test_mapping_to_what_is_no_field_has_a_reason() -> None:
    for records in (
        list(csv_records(COURIER, {"Title": "headlin"})),
        list(jsonl_records(b'{"text": "x"}', {"Title": "headlin"})),
    ):
        (result,) = (record.result for record in records)
        assert isinstance(result, Problem)
        assert "'headlin', which is no field of an article" in result.reason


def test_mapping_of_a_column_that_is_not_there_has_a_reason() -> None:
    (record,) = csv_records(COURIER, {"Titel": "headline"})
    assert isinstance(record.result, Problem)
    assert "There is no column 'Titel': the columns are 'id', 'Title'" in record.result.reason


# --- Bad tables ----------------------------------------------------------------------------------


def test_ragged_rows_are_named_and_stop_nothing() -> None:
    found = reasons("title,text\nA,Tolvan\nB\nC,Reijo, she said\nD,Vasilyenko\n")
    assert [bool(reason) for reason in found] == [False, True, True, False]
    assert "The row on line 3 has 1 cell where the header has 2" in found[1]
    assert "The row on line 4 has 3 cells where the header has 2" in found[2]


def test_quotation_mark_never_closed_costs_one_row() -> None:
    content = 'title,text\nA,Tolvan\nB,"Reijo\nC,Vasilyenko\nD,Holmreich\n'
    found = reasons(content)
    assert [bool(reason) for reason in found] == [False, True, False, False]
    assert "line 3 opens a quotation mark that is never closed" in found[1]


def test_quotation_mark_closed_by_that_of_another_row_costs_those_two_rows() -> None:
    found = reasons('title,text\nA,"Tolvan\nB,Reijo\nC,"Vasilyenko" said\nD,Holmreich\n')
    assert [bool(reason) for reason in found] == [True, False, True, False]


def test_stray_quotation_mark_costs_one_row() -> None:
    found = reasons('title,text\nA,"Tolvan" left\nB,Reijo\n')
    assert [bool(reason) for reason in found] == [True, False]
    assert "line 2 is not CSV" in found[0]


def test_row_beyond_the_limit_is_named_and_the_next_is_read() -> None:
    found = reasons("title,text\nA," + "x" * 5_000 + "\nB,Reijo\n", most_row=1_000)
    assert found == [
        "The row on line 2 is longer than 1,000 characters: "
        "is a quotation mark in it never closed?",
        "",
    ]


def test_file_full_of_open_quotation_marks_is_given_up() -> None:
    opened = 'A,"' + 'x""\n' * 20
    found = reasons("title,text\n" + opened * 200, most_row=60)
    assert len(found) < 1_000
    assert found[-1] == "Too many quotation marks are not closed: the rest is not read."


def test_text_of_five_million_characters_is_refused_by_its_number() -> None:
    (reason,) = reasons("title,text\nA," + "Halden fjo" * 500_000 + "\n")
    assert reason == "The text has 5,000,000 characters; 2,000,000 are the most."


def test_ten_thousand_columns_are_refused() -> None:
    header = ",".join(["title", "text", *(f"c{number}" for number in range(9_998))])
    (reason,) = reasons(f"{header}\nA,B\n")
    assert reason == "The table has 10,000 columns; 1,000 are the most."


def test_header_without_a_text_has_a_reason() -> None:
    (reason,) = reasons("Titel;Inhalt;Datum\nA;Tolvan;2020-12-29\n")
    assert reason == (
        "Which column holds the text? Map one to 'body': "
        "the columns are 'Titel', 'Inhalt', 'Datum'."
    )


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"title,text", b'"title,text'])
def test_table_without_rows_gives_no_article(content: bytes) -> None:
    assert not any(isinstance(r.result, ArticleData) for r in csv_records(content))


def test_nul_bytes_have_a_reason_or_are_dropped_with_a_note() -> None:
    assert reasons(b"title,text\nA\x00,Tolvan\n") == [
        "This is not a text file: it holds NUL bytes."
    ]
    rows = b"A,Tolvan\n" * 1_000
    *_, last = articles(list(csv_records(b"title,text\n" + rows + b"A,Tol\x00van\n")))
    assert (last.body, last.notes) == ("Tolvan", ("body: 1 control character was dropped",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COURIER.decode(), True),
        ("title,text\nA,B\n", True),
        ("Titel;Inhalt;Datum\nA;Tolvan;2020\nB;Reijo;2021\n", True),
        ("a\tb\tc\n1\t2\t3\n", True),
        ("title,text\n", False),
        ("Mira Tolvan, Anton Reuss, and others met.\nThey left, came, and left.\n", False),
        ("HALDEN, Dec 29 (HDP) - Mira Tolvan left.\nReijo, too, left.\n", False),
        ("By: Reijo\nTitle: A, b, c\n\nText, more text\n", False),
        ("", False),
        ("word", False),
        ("x" * 200_000, False),
        ('"' * 70_000, False),
    ],
)
def test_tables_are_told_from_texts(text: str, expected: bool) -> None:
    assert is_csv(text) is expected


def test_opening_that_breaks_off_in_a_row_is_a_table_still() -> None:
    assert is_csv("Titel;Inhalt;Datum\nA;Tolvan;2020\nB;Rei")
    assert is_csv(COURIER.decode()[:200])


# --- Anything ------------------------------------------------------------------------------------

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


def read_all(content: bytes) -> list[Record]:
    is_csv(content.decode("utf-8", "replace"))
    records = list(csv_records(content))
    indexes = [record.index for record in records]
    assert indexes == sorted(set(indexes))
    for record in records:
        if isinstance(record.result, Problem):
            assert record.result.reason.encode()
        else:
            assert record.result.body.encode()
    return records


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    read_all(content)
    read_all(b"title,text\n" + content)


@given(st.text(alphabet='",;\t|\n\r\\a \x00\u2028é', max_size=80))
def test_random_quoting_never_raises(text: str) -> None:
    read_all(f"title,text\n{text}".encode())


@given(st.integers(0, len(COURIER)), st.integers(0, 40), st.binary(max_size=6))
def test_damaged_tables_never_raise(at: int, cut: int, instead: bytes) -> None:
    read_all(COURIER[:at] + instead + COURIER[at + cut :])


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_whatever_was_written_as_csv_is_read_as_many_rows(
    rows: list[tuple[str, str]], delimiter: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "text"), *rows])
    full = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(read_all(out.getvalue().encode())) == len(full)
