"""The upload page of chief editors: what came in, what it became, how far its extraction is."""

import json
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

from articles.models import Article, ImportBatch, ImportItem
from entities.models import ExtractionRun
from tests.factories import make_article

TEXT = "Mira Tolvan met Anton Vasilyenko in Halden on Monday."
State = ExtractionRun.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def file(name: str = "wire.txt", content: str | bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def upload(desk: Client, *files: SimpleUploadedFile, **fields: str) -> Any:
    return desk.post(reverse("import_upload"), {"file": list(files), **fields}, follow=True)


def jsonl(count: int) -> SimpleUploadedFile:
    lines = [json.dumps({"body": f"{TEXT} Report {number}."}) for number in range(count)]
    return file("reports.jsonl", "\n".join(lines))


def poll(desk: Client, batch: ImportBatch) -> HttpResponse:
    return desk.get(batch.get_absolute_url(), headers={"HX-Request": "true"})


def test_uploaded_files_become_articles_and_are_shown(desk: Client, chief: User) -> None:
    page = upload(desk, file("a.txt"), file("b.txt", "Tolvan left Halden."))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert (batch.created_by, batch.origin) == (chief, "upload")
    for article in Article.objects.all():
        assertContains(page, article.get_absolute_url())
    assertContains(page, "2 new")


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
    assertContains(upload(desk), "Choose at least one file.")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("day", ["soon", "0001-01-01", "9999-12-31"])
def test_impossible_date_is_said_on_the_form_and_nothing_is_imported(
    desk: Client, day: str
) -> None:
    page = upload(desk, file(), published_on=day)
    assertContains(page, 'aria-invalid="true"')
    assert not ImportBatch.objects.exists()


def test_file_beyond_the_limit_is_refused_by_name_and_others_pass(
    desk: Client, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    big = file("big.txt", b"x " * 600_000)
    page = upload(desk, file("a.txt"), big, file("b.txt", "Tolvan left Halden."))
    assertContains(page, "One upload may bring 1 MB, and this file goes beyond it.")
    outcomes = dict(ImportItem.objects.values_list("path", "outcome"))
    assert outcomes == {"a.txt": "new", "b.txt": "new", "big.txt": "rejected"}


def test_upload_of_nothing_but_a_file_beyond_the_limit_says_so(
    desk: Client, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    page = upload(desk, file("big.txt", b"x " * 600))
    assertContains(page, "big.txt")
    assertContains(page, "goes beyond it")


def test_file_name_is_shown_without_its_folders(desk: Client) -> None:
    upload(desk, file("../../etc/passwd.txt"))
    assert ImportItem.objects.get().path == "passwd.txt"


def test_page_polls_while_a_text_waits_and_stops_when_none_does(desk: Client) -> None:
    assertContains(upload(desk, file()), 'hx-trigger="every 2s"')
    batch = ImportBatch.objects.get()
    waiting = poll(desk, batch)
    assertContains(waiting, "1 still waits for extraction")
    assertContains(waiting, 'data-state="pending"')
    assertNotContains(waiting, "<html")
    ExtractionRun.objects.update(state=State.DONE)
    done = poll(desk, batch)
    assert done.status_code == 286  # htmx stops polling
    assertContains(done, 'data-state="done"', status_code=286)
    assertNotContains(desk.get(batch.get_absolute_url()), "hx-trigger")


def test_page_reloads_itself_without_script_only_while_a_text_waits(desk: Client) -> None:
    refresh = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
    assertContains(upload(desk, file()), refresh)
    ExtractionRun.objects.update(state=State.FAILED)
    page = desk.get(ImportBatch.objects.get().get_absolute_url())
    assertNotContains(page, refresh)
    assertContains(page, 'data-state="failed"')


def test_long_import_is_paged(desk: Client) -> None:
    page = upload(desk, jsonl(101))
    assertContains(page, "Page 1 of 2")
    last = desk.get(f"{ImportBatch.objects.get().get_absolute_url()}?page=2")
    assert len(re.findall('class="import-item"', last.content.decode())) == 1


def test_text_that_was_known_leads_to_its_article(desk: Client) -> None:
    article = make_article(TEXT, headline="")
    page = upload(desk, file())
    assertContains(page, "unchanged")
    assertContains(page, article.get_absolute_url())


@pytest.mark.parametrize("count", [2, 20])
def test_page_takes_the_same_queries_for_any_number_of_records(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    upload(desk, jsonl(count))
    url = ImportBatch.objects.get().get_absolute_url()
    with django_assert_num_queries(11):
        desk.get(url)


@pytest.mark.parametrize("count", [2, 20])
def test_form_takes_the_same_queries_for_any_number_of_imports(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_article()
    with django_assert_num_queries(7):
        desk.get(reverse("import_upload"))


def test_neither_body_nor_raw_input_is_loaded_for_the_page(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    upload(desk, jsonl(2))
    url = ImportBatch.objects.get().get_absolute_url()
    with django_assert_num_queries(11) as queries:
        desk.get(url)
    told = " ".join(query["sql"] for query in queries.captured_queries)
    assert '"articles_article"."body", "' not in told  # its opening is, by LEFT()
    assert '"articles_importitem"."content"' not in told


def test_poll_after_the_log_in_ran_out_leads_to_the_log_in(desk: Client) -> None:
    upload(desk, file())
    desk.logout()
    batch = ImportBatch.objects.get()
    address = poll(desk, batch)["HX-Redirect"]
    assert address == f"{reverse('login')}?next={batch.get_absolute_url()}"
