"""The upload page of chief editors: what came in, what it became, how far its extraction is."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from articles import intake
from articles.models import Article, ImportBatch, ImportFile, ImportItem
from articles.tasks import retry_rejected
from entities.models import ExtractionRun
from tests.articles.uploading import CSV, TEXT, lines, read_waiting
from tests.factories import make_article
from tests.newsroom.pages import Page

State = ExtractionRun.State
File = ImportFile.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def file(name: str = "wire.txt", content: str | bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def send(desk: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
    return desk.post(reverse("import_upload"), {"file": list(files), **fields}, follow=True)


def upload(desk: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
    """Send files, have the worker read them, and return the page of their batch."""
    send(desk, *files, **fields)
    read_waiting()
    return desk.get(the_batch().get_absolute_url())


def the_batch() -> ImportBatch:
    return ImportBatch.objects.get(origin=ImportBatch.Origin.UPLOAD)


def jsonl(count: int) -> SimpleUploadedFile:
    return file("reports.jsonl", lines(count))


def words(page: HttpResponse) -> str:
    """What stands on a page, its white space made even."""
    bare = re.sub(r"<[^>]+>", "", page.content.decode().partition("<main")[2])
    return " ".join(bare.split())


def poll(desk: Client, batch: ImportBatch) -> HttpResponse:
    return desk.get(batch.get_absolute_url(), headers={"HX-Request": "true"})


def test_upload_is_kept_and_the_request_reads_nothing(desk: Client, chief: User) -> None:
    page = send(desk, file("a.txt"), file("b.txt", "Tolvan left Halden."))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert (batch.created_by, batch.origin) == (chief, "upload")
    assert "a.txt: waiting 53 bytes" in words(page)
    assert "0 of 2 files read." in words(page)
    assert not Article.objects.exists()


def test_uploaded_files_become_articles_and_are_shown(desk: Client) -> None:
    page = upload(desk, file("a.txt"), file("b.txt", "Tolvan left Halden."))
    assert Article.objects.count() == 2
    for article in Article.objects.all():
        assertContains(page, article.get_absolute_url())
    assertContains(page, "2 new")
    assert "a.txt: read, 1 record: 1 new" in words(page)


def test_file_being_read_tells_how_far_it_is(desk: Client) -> None:
    upload(desk, file("report.jsonl", lines(1204)))
    ImportFile.objects.update(
        state=File.READING, lease_expires_at=ImportBatch.objects.get().created_at
    )
    page = desk.get(the_batch().get_absolute_url())
    assert "report.jsonl: being read, 1,204 records so far" in words(page)


WORD = b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml..."


def test_bad_file_is_shown_with_its_reason_and_stops_nothing(desk: Client) -> None:
    page = upload(desk, file("empty.txt", b""), file("word.docx", WORD), file())
    assertContains(page, "empty.txt is empty.")
    assertContains(page, "an office document, which cannot be read")
    assert Article.objects.count() == 1


def test_source_and_date_serve_articles_that_name_none(desk: Client) -> None:
    named = file("b.txt", "Date: 2019-05-01\nSource: Halden Press\nTolvan left.")
    upload(desk, file(), named, source="Demo Wire", published_on="2020-12-29")
    told = Article.objects.values_list("source__name", "published_at__date").order_by("pk")
    assert [(source, str(day)) for source, day in told] == [
        ("Demo Wire", "2020-12-29"),
        ("Halden Press", "2019-05-01"),
    ]


def test_nothing_chosen_is_said_on_the_form(desk: Client) -> None:
    assertContains(send(desk), "Choose at least one file.")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("day", ["soon", "0001-01-01", "9999-12-31"])
def test_impossible_date_is_said_on_the_form_and_nothing_is_imported(
    desk: Client, day: str
) -> None:
    page = send(desk, file(), published_on=day)
    assertContains(page, 'aria-invalid="true"')
    assert not ImportBatch.objects.exists()


def test_file_beyond_the_limit_is_refused_by_name_and_others_pass(
    desk: Client, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    big = file("big.txt", b"x " * 600_000)
    page = upload(desk, file("a.txt"), big, file("b.txt", "Tolvan left Halden."))
    assertContains(page, "One upload may bring 1 MB, and this file goes beyond it.")
    assert "big.txt: not read One upload may bring 1 MB" in words(page)
    outcomes = dict(ImportItem.objects.values_list("path", "outcome"))
    assert outcomes == {"a.txt": "new", "b.txt": "new"}
    assert ImportFile.objects.get(name="big.txt").state == File.FAILED


def test_upload_of_nothing_but_a_file_beyond_the_limit_says_so(
    desk: Client, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    page = upload(desk, file("big.txt", b"x " * 600))
    assertContains(page, "big.txt")
    assertContains(page, "goes beyond it")
    assertNotContains(page, "hx-trigger")
    assert the_batch().finished_at


def test_file_name_is_shown_without_its_folders(desk: Client) -> None:
    upload(desk, file("../../etc/passwd.txt"))
    assert ImportItem.objects.get().path == "passwd.txt"


def test_page_polls_while_anything_is_open_and_stops_when_nothing_is(desk: Client) -> None:
    assertContains(send(desk, file()), 'hx-trigger="every 2s"')
    batch = the_batch()
    assert poll(desk, batch).status_code == 200
    read_waiting()
    waiting = poll(desk, batch)
    assertContains(waiting, "1 still waits for extraction")
    assertContains(waiting, 'data-state="pending"')
    assertNotContains(waiting, "<html")
    ExtractionRun.objects.update(state=State.DONE)
    done = poll(desk, batch)
    assert done.status_code == 286  # htmx stops polling
    assertContains(done, 'data-state="done"', status_code=286)
    assertNotContains(desk.get(batch.get_absolute_url()), "hx-trigger")


def test_page_does_not_poll_for_an_answer_that_only_a_person_can_give(desk: Client) -> None:
    page = send(desk, file("a.csv", CSV))
    assertNotContains(page, "hx-trigger")
    assertContains(page, "1 waits for you to check the columns")


def test_page_reloads_itself_without_script_only_while_something_is_open(desk: Client) -> None:
    refresh = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
    assertContains(send(desk, file()), refresh)
    read_waiting()
    assertContains(desk.get(the_batch().get_absolute_url()), refresh)
    ExtractionRun.objects.update(state=State.FAILED)
    page = desk.get(the_batch().get_absolute_url())
    assertNotContains(page, refresh)
    assertContains(page, 'data-state="failed"')


def test_page_with_a_form_to_fill_in_does_not_reload_itself(desk: Client) -> None:
    assertNotContains(send(desk, file(), file("a.csv", CSV)), "http-equiv")


def test_long_import_is_paged(desk: Client) -> None:
    page = upload(desk, jsonl(101))
    assertContains(page, "Page 1 of 2")
    last = desk.get(f"{the_batch().get_absolute_url()}?page=2")
    assert len(re.findall('class="import-item"', last.content.decode())) == 1


def test_text_that_was_known_leads_to_its_article(desk: Client) -> None:
    article = make_article(TEXT, headline="")
    page = upload(desk, file())
    assertContains(page, "unchanged")
    assertContains(page, article.get_absolute_url())


@pytest.mark.parametrize("count", [2, 20])
def test_page_takes_the_same_queries_for_any_number_of_records_and_files(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    upload(desk, *(file(f"{n}.jsonl", lines(2, first=2 * n)) for n in range(count)))
    url = the_batch().get_absolute_url()
    with django_assert_num_queries(13):
        desk.get(url)


@pytest.mark.parametrize("count", [2, 20])
def test_page_takes_the_same_queries_for_any_number_of_tables(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    page = send(desk, *(file(f"{n}.csv", CSV) for n in range(count)))
    assert page.content.decode().count('class="import-table"') == count
    url = the_batch().get_absolute_url()
    with django_assert_num_queries(10):
        desk.get(url)


@pytest.mark.parametrize("count", [2, 20])
def test_form_takes_the_same_queries_for_any_number_of_imports(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_article()
    with django_assert_num_queries(8):
        desk.get(reverse("import_upload"))


def test_recent_imports_tell_how_far_they_are(desk: Client) -> None:
    send(desk, file("a.txt"), file("b.txt", b""), file("c.csv", CSV))
    read_waiting()
    page = desk.get(reverse("import_upload"))
    assert "2 of 3 files read, 1 waits for you 2 records, 1 rejected" in words(page)


def test_neither_bodies_nor_raw_input_are_loaded_for_the_page(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    upload(desk, jsonl(2))
    url = the_batch().get_absolute_url()
    with django_assert_num_queries(13) as queries:
        desk.get(url)
    told = " ".join(query["sql"] for query in queries.captured_queries)
    assert '"articles_article"."body", "' not in told  # its opening is, by LEFT()
    assert '"articles_importitem"."content",' not in told
    assert '"articles_importfile"."content",' not in told


# --- Tables --------------------------------------------------------------------------------------


def answer(desk: Client, verb: str = "import", **columns: str) -> Any:
    table = ImportFile.objects.get()
    fields = {f"file{table.pk}-{name}": value for name, value in columns.items()}
    return desk.post(reverse("import_file", args=[table.pk]), {"verb": verb, **fields}, follow=True)


def test_columns_are_shown_with_their_values_and_the_guess(desk: Client) -> None:
    page = send(desk, file("a.csv", CSV.replace("Lede", "Text")))
    assert "Check the columns of a.csv" in words(page)
    assert "The fjord froze over. · The mill burned down." in words(page)
    assertContains(page, '<option value="body" selected>text</option>', html=True)
    assertContains(page, '<option value="" selected>not used</option>', count=2, html=True)


def test_table_is_imported_with_the_columns_that_were_chosen(desk: Client) -> None:
    send(desk, file("a.csv", CSV))
    page = answer(desk, column0="headline", column1="body", column2="")
    assert page.redirect_chain == [(the_batch().get_absolute_url(), 302)]
    assert "a.csv: waiting" in words(page)
    read_waiting()
    assert set(Article.objects.values_list("headline", flat=True)) == {"Ice", "Fire"}


def test_table_without_a_text_is_asked_about_again(desk: Client) -> None:
    send(desk, file("a.csv", CSV))
    page = answer(desk, column0="headline", column1="", column2="")
    assert page.status_code == 422
    assertContains(page, "Say which column holds the text of the articles.", status_code=422)
    assertContains(page, '<option value="headline" selected>', status_code=422)
    assert ImportFile.objects.get().state == File.ASKING


def test_field_that_articles_do_not_have_is_refused(desk: Client) -> None:
    send(desk, file("a.csv", CSV))
    assert answer(desk, column0="status", column1="body").status_code == 422
    assert ImportFile.objects.get().state == File.ASKING


def test_table_can_be_left_out(desk: Client, chief: User) -> None:
    send(desk, file("a.csv", CSV))
    page = answer(desk, "leave")
    assert f"a.csv: not read {len(CSV)} bytes Left out by {chief.username}." in words(page)
    assertNotContains(page, "Read it again")


def test_second_answer_is_told_that_it_came_too_late(desk: Client) -> None:
    send(desk, file("a.csv", CSV))
    answer(desk, "leave")
    assertContains(answer(desk, column1="body"), "does not wait for that any more")
    assertContains(answer(desk, "leave"), "does not wait for that any more")


def test_wide_table_is_asked_about_as_far_as_a_person_may_look(desk: Client) -> None:
    header = ",".join([*(f"c{number}" for number in range(250)), "body"])
    page = send(desk, file("a.csv", header + "\n" + ",".join(["x"] * 251)))
    assertContains(page, "51 more columns not shown and not used.")
    assertContains(page, '<option value="body" selected>', count=1)


HOSTILE = "<script>alert(1)</script>\"'><b>{{ 6|add:1 }}"


def test_hostile_names_and_contents_are_harmless(desk: Client) -> None:
    name = HOSTILE.replace("/", "") + "\u202e.csv"
    content = f"a;{HOSTILE};c\nx;{HOSTILE};x\n".replace('"', "")
    page = send(desk, file(name, content), file(name, HOSTILE))
    shown = Page(page.content.decode())
    assert not shown.dangers
    assert "<script>alert(1)" in shown.text
    assert "\u202e" not in shown.text
    assert ImportFile.objects.filter(state=File.ASKING).count() == 1
    assertContains(page, "{{ 6|add:1 }}")


# --- Another try ---------------------------------------------------------------------------------


def test_rejected_records_are_tried_again_and_counted_once(desk: Client) -> None:
    assertContains(upload(desk, file("a.txt", b"")), "1 rejected")
    ImportItem.objects.update(content=b"", reason="It is empty.")
    assertNotContains(desk.get(the_batch().get_absolute_url()), "Try the rejected again")
    ImportItem.objects.update(content=TEXT.encode())
    assertContains(desk.get(the_batch().get_absolute_url()), "Try the rejected again")
    page = desk.post(reverse("import_retry", args=[the_batch().pk]), follow=True)
    assertContains(page, "What was rejected is being tried again.")
    assertContains(page, 'hx-trigger="every 2s"')
    retry_rejected(the_batch().pk)
    page = desk.get(the_batch().get_absolute_url())
    assert "a.txt: read, 1 record: 1 new" in words(page)
    assert "Tried again. Rejected before: It is empty." in words(page)
    assertNotContains(page, "1 rejected")


def test_press_with_nothing_to_try_again_says_so(desk: Client) -> None:
    upload(desk, file())
    page = desk.post(reverse("import_retry", args=[the_batch().pk]), follow=True)
    assertContains(page, "There is nothing to try again")


def test_file_that_was_given_up_is_read_again(desk: Client) -> None:
    send(desk, file())
    ImportFile.objects.update(state=File.FAILED, attempts=4, reason=intake.GIVEN_UP)
    ImportBatch.objects.update(finished_at=the_batch().created_at)
    assertContains(desk.get(the_batch().get_absolute_url()), "Read it again")
    answer(desk, "again")
    assert ImportFile.objects.get().state == File.WAITING


# --- The log-in ----------------------------------------------------------------------------------


def test_form_sent_after_the_log_in_ran_out_leads_back_to_a_page(desk: Client) -> None:
    send(desk, file("a.csv", CSV))
    desk.logout()
    page = answer(desk)
    assert page.redirect_chain == [(f"{reverse('login')}?next={reverse('import_upload')}", 302)]


def test_poll_after_the_log_in_ran_out_leads_to_the_log_in(desk: Client) -> None:
    upload(desk, file())
    desk.logout()
    batch = ImportBatch.objects.get()
    address = poll(desk, batch)["HX-Redirect"]
    assert address == f"{reverse('login')}?next={batch.get_absolute_url()}"
