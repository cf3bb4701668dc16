"""The push address: who may push, what a push may bring, what a token may change."""

import io
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from articles.models import Article, ArticleVersion, ImportBatch, ImportItem, IngestToken, Source
from articles.pushing import USE_NOTED_EVERY
from articles.views import push as views
from tests.articles.importing import sample
from tests.factories import make_article, make_token

pytestmark = pytest.mark.django_db

JSON, LINES = "application/json", "application/x-ndjson"


def send(
    body: bytes | str | list[dict[str, Any]],
    *,
    bearer: str = "a-token",
    content_type: str = LINES,
    **extra: Any,
) -> Any:
    """Push a body, or objects as lines, as another system would."""
    if isinstance(body, list):
        body = "\n".join(map(json.dumps, body))
    return Client(enforce_csrf_checks=True).generic(
        "POST",
        reverse("ingest"),
        body,
        content_type,
        headers={"Authorization": f"Bearer {bearer}"},
        **{"CONTENT_TYPE": content_type, **extra},
    )


def record(guid: str = "press:1", text: str = "Tolvan left Halden.", **more: str) -> dict[str, Any]:
    return {"guid": guid, "body": text, **more}


def outcomes(response: HttpResponse) -> list[str]:
    return [item["outcome"] for item in json.loads(response.content)["items"]]


def reason(response: HttpResponse) -> str:
    (item,) = json.loads(response.content)["items"]
    assert (response.status_code, item["outcome"]) == (422, "rejected")
    return str(item["reason"])


def refused(response: HttpResponse, status: int) -> str:
    """Nothing is kept of a push that is refused as a whole, and the answer says why."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert not ImportBatch.objects.exists()
    told = json.loads(response.content)
    assert list(told) == ["error"]
    return str(told["error"])


def rows() -> tuple[int, int, int]:
    return ImportBatch.objects.count(), ImportItem.objects.count(), ArticleVersion.objects.count()


# --- Who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic YTpi", "a-token", "bearer:x"])
def test_push_without_a_token_is_refused(client: Client, value: str) -> None:
    make_token()
    response = client.post(reverse("ingest"), headers={"Authorization": value})
    assert "Authorization: Bearer TOKEN" in refused(response, 401)
    assert response["WWW-Authenticate"] == 'Bearer realm="ingest"'


@pytest.mark.parametrize("other", ["another", "A-TOKEN", "a-toke", "ü" * 90, "x\udc80", "\x7f"])
def test_push_with_another_token_is_refused(other: str) -> None:
    make_token()
    response = send([record()], bearer=other)
    assert refused(response, 401) == "This token is not known."
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_digest_is_no_token() -> None:
    assert refused(send([record()], bearer=make_token().digest), 401)


def test_revoked_token_opens_nothing() -> None:
    make_token(revoked_at=timezone.now())
    assert refused(send([record()]), 401) == "This token was revoked."
    assert IngestToken.objects.get().last_used_at is None


def test_use_is_noted_once_a_minute() -> None:
    token = make_token()
    noted = []
    for _ in range(2):
        send([record()])
        token.refresh_from_db()
        noted.append(token.last_used_at)
    assert noted[0]
    assert noted[0] == noted[1]
    IngestToken.objects.update(last_used_at=timezone.now() - 2 * USE_NOTED_EVERY)
    send([record()])
    token.refresh_from_db()
    assert token.last_used_at
    assert token.last_used_at > noted[0]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = client.generic(method, reverse("ingest"))
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_answer_is_kept_by_nobody_and_opens_no_session(client: Client) -> None:
    make_token()
    response = send([record()])
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


# --- What becomes of it --------------------------------------------------------------------------


def test_push_says_what_became_of_each_record() -> None:
    token = make_token(source="Halden Press")
    response = send([record(headline="Tolvan leaves"), {"guid": "press:2"}])
    batch, article = ImportBatch.objects.get(), Article.objects.get()
    assert (batch.origin, batch.token) == ("push", token)
    assert article.source.name == "Halden Press"
    assert response.status_code == 422  # one was rejected; the other is stored
    told = json.loads(response.content)
    rejection = told["items"][1].pop("reason")
    assert "no text" in rejection
    assert told == {
        "batch": batch.pk,
        "outcomes": {"new": 1, "rejected": 1},
        "items": [
            {
                "index": 1,
                "outcome": "new",
                "reason": "",
                "guid": "press:1",
                "article": f"http://testserver{article.get_absolute_url()}",
            },
            {"index": 2, "outcome": "rejected", "guid": None, "article": None},
        ],
    }


def test_same_again_is_unchanged_and_leaves_no_rows() -> None:
    make_token()
    assert outcomes(send([record()])) == ["new"]
    before = rows()
    for _ in range(3):
        response = send([record()])
        assert (response.status_code, outcomes(response)) == (200, ["unchanged"])
        assert json.loads(response.content)["batch"] is None
        assert json.loads(response.content)["items"][0]["article"]
    assert rows() == before


def test_rejection_that_is_sent_again_is_kept_once() -> None:
    make_token()
    for _ in range(3):
        assert "no GUID" in reason(send([{"body": "Tolvan left."}]))
    assert rows() == (1, 1, 0)
    assert bytes(ImportItem.objects.get().content) == b'{"body": "Tolvan left."}'


def test_rejection_of_another_system_is_kept_too() -> None:
    make_token()
    make_token("b-token")
    send([{"body": "Tolvan left."}])
    send([{"body": "Tolvan left."}], bearer="b-token")
    assert ImportItem.objects.count() == 2


def test_another_text_under_the_guid_is_a_new_version() -> None:
    make_token()
    send([record()])
    assert outcomes(send([record(text="Tolvan came back.")])) == ["new version"]
    assert Article.objects.get().body == "Tolvan came back."


def test_guid_twice_in_one_push_is_one_article() -> None:
    make_token()
    assert outcomes(send([record(), record(text="Tolvan came back."), record()])) == [
        "new",
        "new version",
        "unchanged",
    ]


@pytest.mark.parametrize("name", ["ninjs-1.json", "ninjs-2.json", "ninjs-3.json"])
def test_ninjs_is_taken_as_one_object_a_list_and_lines(name: str) -> None:
    make_token()
    document = json.loads(sample(name))
    objects = document if isinstance(document, list) else [document]
    first = send(json.dumps(objects[0], indent=2), content_type=JSON)
    assert outcomes(first)[0] in ("new", "rejected")
    as_list = send(json.dumps(objects), content_type=JSON)
    as_lines = send(objects, content_type=LINES)
    assert outcomes(as_list) == outcomes(as_lines)
    assert {"unchanged"} & set(outcomes(as_lines))


# --- Whose it is ---------------------------------------------------------------------------------


def test_record_that_names_another_source_is_rejected() -> None:
    make_token(source="Halden Press")
    assert reason(send([record(source="Lake Courier")])) == (
        "It names the source Lake Courier, and this token speaks for Halden Press."
    )
    assert outcomes(send([record(source="HALDEN  press")])) == ["new"]


def test_article_of_another_source_is_not_overwritten() -> None:
    make_article("Ferry sank.", headline="", guid="press:1", source="Lake Courier")
    make_token(source="Halden Press")
    before = rows()[2]
    response = send([record(), record("press:2", "Reijo stayed.")])
    assert outcomes(response) == ["rejected", "new"]
    assert json.loads(response.content)["items"][0]["reason"] == (
        "This is an article of Lake Courier, and this token speaks for Halden Press."
    )
    assert json.loads(response.content)["items"][0]["guid"] == "press:1"
    assert Article.objects.get(guid="press:1").body == "Ferry sank."
    assert rows()[2] == before + 1


def test_article_of_another_source_gets_no_guid_either() -> None:
    article = make_article("Ferry sank.", headline="", source="Lake Courier")
    make_token(source="Halden Press")
    assert "an article of Lake Courier" in reason(send([record(text="Ferry sank.")]))
    article.refresh_from_db()
    assert article.guid is None


def test_text_of_another_source_under_another_guid_is_a_duplicate() -> None:
    make_article("Ferry sank.", headline="", guid="lake:1", source="Lake Courier")
    make_token(source="Halden Press")
    assert outcomes(send([record(text="Ferry sank.")])) == ["duplicate"]


def test_token_of_no_source_speaks_for_all() -> None:
    make_article("Ferry sank.", headline="", guid="press:1", source="Lake Courier")
    make_token()
    assert outcomes(send([record(), record("press:2", "x y", source="Any")])) == [
        "new version",
        "new",
    ]


def test_source_that_was_merged_into_the_tokens_is_the_tokens() -> None:
    article = make_article("Ferry sank.", headline="", guid="press:1", source="Old Press")
    main = Source.objects.named("Halden Press")
    Source.objects.filter(pk=article.source_id).update(merged_into=main)
    make_token(source="Halden Press")
    make_token("b-token", source="Old Press")
    assert outcomes(send([record(source="old press")])) == ["new version"]
    assert outcomes(send([record(text="Reijo stayed.")], bearer="b-token")) == ["new version"]


# --- Bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "The body is empty."),
        (b" \n ", 400, "The body is empty."),
        (b"\xff\xfe[\x00]\x00", 400, "not UTF-8"),
        (b'{"guid": "1", "body": "caf\xe9"}', 400, "not UTF-8"),
        (sample("page.html"), 415, "neither ninjs nor JSONL"),
        (sample("lake-courier.csv"), 415, "neither ninjs nor JSONL"),
        (sample("feed.rss"), 415, "neither ninjs nor JSONL"),
        (b"PK\x03\x04" + bytes(40), 415, "neither ninjs nor JSONL"),
        (b"Mira Tolvan left Halden.", 415, "neither ninjs nor JSONL"),
        (b"null", 415, "neither ninjs nor JSONL"),
        (b"[]", 400, "not ninjs"),
        (b'[{"guid": "1", "body": "x y"}]', 400, "not ninjs"),
        (b'{\n  "guid": "1",\n  "body": "x y"\n}', 400, "not ninjs"),
        (b'[{"uri": "1", "body_text": "x"', 400, "broken JSON"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", 400, "a number in it is too long"),
    ],
)
def test_body_that_is_no_json_for_us_is_refused_with_its_reason(
    body: bytes, status: int, words: str
) -> None:
    make_token()
    assert words in refused(send(body), status)


@pytest.mark.parametrize(
    "line",
    [
        '{"guid": "1", "body": "\\u0000"}',
        '{"guid": "' + "x" * 401 + '", "body": "Tolvan left."}',
        '{"guid": "1", "body": ' + "[" * 5_000,
        '{"guid": ["1"], "body": {"a": 1}}',
        '{"guid": "1", "headline": "' + "x" * 501 + '", "body": "Tolvan left."}',
        "{}",
        '{"guid": "1", "body": "broken',
    ],
)
def test_hostile_record_is_rejected_and_stops_no_other(line: str) -> None:
    make_token()
    response = send(line + "\n" + json.dumps(record()))
    assert (response.status_code, outcomes(response)) == (422, ["rejected", "new"])


@settings(max_examples=50)
@given(st.binary(max_size=200) | st.text(alphabet='[]{}":,\n1auri ', max_size=60).map(str.encode))
@pytest.mark.django_db
def test_no_body_is_an_error_of_ours(body: bytes) -> None:
    if not IngestToken.objects.exists():
        make_token()
    response = send(body)
    assert response.status_code in (200, 400, 415, 422)
    json.loads(response.content)


@pytest.mark.parametrize(
    "content_type", ["", "application/x-www-form-urlencoded", "text/html", "multipart/form-data"]
)
def test_type_that_is_not_taken_is_refused(content_type: str) -> None:
    make_token()
    assert "application/x-ndjson" in refused(send([record()], content_type=content_type), 415)


@pytest.mark.parametrize("content_type", [*views.TYPES, "Application/JSON; charset=utf-8"])
def test_content_decides_whatever_its_type_says(content_type: str) -> None:
    make_token()
    assert outcomes(send([record()], content_type=content_type)) == ["new"]


class Unreadable(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("it was read")


def test_body_beyond_the_limit_is_refused_unread(settings: Settings) -> None:
    make_token()
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    length = str(1024 * 1024 + 1)
    response = send(b"", CONTENT_LENGTH=length, **{"wsgi.input": Unreadable()})
    assert "One push may bring 1 MB, and this has 1,048,577 bytes." in refused(response, 413)


def test_stranger_has_nothing_read() -> None:
    response = send(b"", bearer="x", CONTENT_LENGTH="9", **{"wsgi.input": Unreadable()})
    refused(response, 401)


def test_body_larger_than_a_form_may_be_is_taken(settings: Settings) -> None:
    make_token()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert outcomes(send([record(text="Tolvan left. " * 50)])) == ["new"]


def test_body_without_its_length_is_refused() -> None:
    make_token()
    response = send(b"", HTTP_TRANSFER_ENCODING="chunked")
    assert "Content-Length" in refused(response, 411)


def test_packed_body_is_refused() -> None:
    make_token()
    refused(send([record()], HTTP_CONTENT_ENCODING="gzip"), 415)


def test_body_that_breaks_off_is_refused() -> None:
    make_token()
    body = json.dumps(record()).encode()
    length = str(len(body) + 10)
    response = send(b"", CONTENT_LENGTH=length, **{"wsgi.input": io.BytesIO(body)})
    assert "broke off" in refused(response, 400)


def test_too_many_records_are_refused_before_any_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_token()
    monkeypatch.setattr(views, "MOST_RECORDS", 3)
    assert "One push may bring 3 articles" in refused(send([{}] * 4), 413)
    assert len(outcomes(send([{}] * 3))) == 3


def test_push_takes_the_same_queries_for_any_number_of_records() -> None:
    make_token(source="Halden Press")
    counted = []
    for count in (2, 20):
        records = [record(f"press:{count}:{n}", f"Report {count}, {n}.") for n in range(count)]
        send([record(f"press:{count}:0", f"Before {count}.")])
        with CaptureQueriesContext(connection) as queries:
            assert set(outcomes(send(records))) == {"new", "new version"}
        counted.append(len(queries))
    assert counted[0] == counted[1]


# --- At once -------------------------------------------------------------------------------------


@pytest.fixture
def in_threads(transactional_db: None) -> Iterator[Any]:
    def run(*calls: Any) -> list[Any]:
        together, answers = threading.Barrier(len(calls)), []

        def one(call: Any) -> None:
            together.wait()
            try:
                answers.append(call())
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[call]) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["a-token", "b-token"])
def test_two_equal_pushes_at_once_store_each_article_once(in_threads: Any, other: str) -> None:
    make_token()
    make_token("b-token")
    records = [record(f"press:{n}", f"Report {n}.") for n in range(30)]
    answers = in_threads(lambda: send(records), lambda: send(records, bearer=other))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sorted(outcomes(answers[0]) + outcomes(answers[1])) == ["new"] * 30 + ["unchanged"] * 30
    assert rows() == (1, 30, 30)


@pytest.mark.django_db(transaction=True)
def test_one_guid_of_two_sources_at_once_is_of_one_of_them(in_threads: Any) -> None:
    make_token(source="Halden Press")
    make_token("b-token", source="Lake Courier")
    answers = in_threads(
        lambda: send([record(text="Tolvan left.")]),
        lambda: send([record(text="Reijo left.")], bearer="b-token"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    article = Article.objects.get()
    bodies = {"Halden Press": "Tolvan left.", "Lake Courier": "Reijo left."}
    assert (article.body, article.version_number) == (bodies[article.source.name], 1)
