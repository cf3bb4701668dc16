"""Readers report wrong tags without an account; editors settle; no report changes a tag."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from articles import acts
from articles.models import Article
from entities import reports, review
from entities.models import ArticleReview, Report, Tag
from entities.throttle import address_of
from tests.factories import make_actor, make_article, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag() -> Tag:
    return make_tag(make_article(headline="Talks"), "Tolvan", make_actor("Mira Tolvan"))


def address(tag: Tag) -> str:
    article = Article.objects.get(pk=tag.article_id)
    return reverse("article_report", args=[article.pk, article.slug])


def send(client: Client, tag: Tag, /, **fields: str) -> int:
    said = {"tag": "mira-tolvan", "problem": "not there", "words": "It is her sister.", **fields}
    return client.post(address(tag), said).status_code


def make_report(tag: Tag, **fields: str) -> Report:
    return Report.objects.create(article=tag.article, actor=tag.actor, problem="other", **fields)


# --- Readers -------------------------------------------------------------------------------------


def test_every_tag_leads_readers_to_its_form_and_editors_not(
    client: Client, tag: Tag, editor: User
) -> None:
    link = f"{address(tag)}?tag=mira-tolvan"
    assertContains(client.get(tag.article.get_absolute_url()), link)
    form = client.get(link)
    assertContains(form, '<option value="mira-tolvan" selected>')
    assert form["X-Robots-Tag"] == "noindex"
    client.force_login(editor)
    assertNotContains(client.get(tag.article.get_absolute_url()), link)


def test_report_is_kept_without_anything_of_the_reader_and_changes_no_tag(
    client: Client, tag: Tag
) -> None:
    before = list(Tag.objects.values())
    sent = client.post(address(tag), {"tag": "mira-tolvan", "problem": "wrong kind"}, follow=True)
    assertContains(sent, "Thank you.")
    report = Report.objects.get()
    assert (report.article_id, report.actor, report.problem) == (
        tag.article_id,
        tag.actor,
        "wrong kind",
    )
    assert "127.0.0.1" not in str(Report.objects.values())
    assert list(Tag.objects.values()) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"tag": "nobody"},
        {"tag": ""},
        {"tag": "\x00"},
        {"problem": "rude"},
        {"problem": ""},
        {"words": "x" * 501},
        {"words": "a\x00b"},
    ],
)
def test_report_that_makes_no_sense_is_refused(
    client: Client, tag: Tag, fields: dict[str, str]
) -> None:
    assert send(client, tag, **fields) == 422
    assert not Report.objects.exists()


def test_only_tags_that_readers_see_can_be_reported(client: Client, tag: Tag, editor: User) -> None:
    review.reject(tag, editor=editor)
    assertNotContains(client.get(f"{address(tag)}?tag=mira-tolvan"), "Mira Tolvan")
    assert send(client, tag) == 422


def test_article_off_the_site_takes_no_reports(client: Client, tag: Tag, chief: User) -> None:
    acts.take_down(tag.article, editor=chief, reason="An order.")
    assert client.get(address(tag)).status_code == 410
    assert send(client, tag) == 410


def test_whoever_fills_in_the_hidden_field_is_thanked_and_not_heard(
    client: Client, tag: Tag
) -> None:
    assert send(client, tag, website="https://spam.example/") == 302
    assert not Report.objects.exists()


def test_report_needs_the_token_of_its_form(tag: Tag) -> None:
    assert send(Client(enforce_csrf_checks=True), tag) == 403


def test_one_address_may_report_so_often_a_day_and_others_still_may(
    client: Client, tag: Tag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_A_DAY", 2)
    assert [send(client, tag) for _ in range(3)] == [302, 302, 429]
    refused = client.post(address(tag), {"tag": "mira-tolvan", "problem": "other", "words": "Kept"})
    assertContains(refused, "try again tomorrow", status_code=429)
    assertContains(refused, "Kept", status_code=429)
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert send(Client(REMOTE_ADDR="192.0.2.9"), tag) == 302
    assert Report.objects.count() == 3


def test_all_together_may_report_so_often_a_minute(
    tag: Tag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_A_MINUTE", 0)
    refused = Client().post(address(tag), {"tag": "mira-tolvan", "problem": "other"})
    assertContains(refused, "in a minute", status_code=429)
    assert not Report.objects.exists()


def test_networks_of_a_household_count_as_one_address(
    tag: Tag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_A_DAY", 1)
    addresses = ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    statuses = [send(Client(REMOTE_ADDR=one), tag) for one in addresses]
    assert statuses == [302, 429, 302]


@pytest.mark.parametrize(
    ("proxies", "header", "believed"),
    [
        (0, "192.0.2.1", "127.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.66, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.66, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "192.0.2.1", "127.0.0.1"),
        (1, "", ""),
    ],
)
def test_address_is_that_which_our_own_proxies_saw(
    rf: object, settings: Settings, proxies: int, header: str, believed: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = rf.get("/", headers={"X-Forwarded-For": header})  # type: ignore[attr-defined]
    assert address_of(request) == believed


def test_cache_holds_no_address(client: Client, tag: Tag) -> None:
    send(Client(REMOTE_ADDR="192.0.2.77"), tag)
    kept = cache._cache.get_client().keys("newsroom:*")  # type: ignore[attr-defined]
    assert any(b"reports:day" in key for key in kept)
    assert not any(b"192.0.2.77" in key for key in kept)


@pytest.fixture
def no_cache(settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }


def test_without_the_cache_nothing_is_taken_and_nothing_breaks(
    client: Client, tag: Tag, no_cache: None
) -> None:
    assert send(client, tag) == 503
    assert not Report.objects.exists()


# --- Editors -------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def settle(client: Client, report: Report, **fields: str) -> object:
    return client.post(reverse("review:report_settle", args=[report.pk]), fields)


def test_report_stands_in_the_list_and_beside_the_article_until_it_is_settled(
    desk: Client, tag: Tag, editor: User
) -> None:
    report = make_report(tag, words="It is her sister.")
    pages = [reverse("review:reports"), reverse("review:workspace", args=[tag.article_id])]
    for url in pages:
        assertContains(desk.get(url), "It is her sister.")
    settled = settle(desk, report, outcome="not wrong", note="It is her.", next=pages[1])
    assertRedirects(settled, pages[1])
    for url in pages:
        assertNotContains(desk.get(url), "It is her sister.")
    assertContains(desk.get(f"{pages[0]}?state=settled"), "It is her.")
    report.refresh_from_db()
    assert (report.settled_by, report.outcome) == (editor, "not wrong")


def test_second_to_settle_is_told_of_the_first(desk: Client, tag: Tag) -> None:
    report = make_report(tag)
    reports.settle(report.pk, "accepted", editor=make_user("editor", "ines"), note="Mended.")
    refused = settle(desk, report, outcome="not wrong")
    for words in ("ines settled this report", "accepted", "Mended.", "You wanted: not wrong"):
        assertContains(refused, words, status_code=409)
    report.refresh_from_db()
    assert report.outcome == "accepted"


def test_open_reports_of_an_article_are_counted_on_the_desk(
    client: Client, tag: Tag, editor: User
) -> None:
    review.confirm(tag, editor=editor)
    counted = ArticleReview.objects.values_list("report_count", flat=True)
    send(client, tag)
    send(client, tag)
    row = ArticleReview.objects.get()
    assert (row.report_count, row.open_since is None) == (2, False)
    for report in Report.objects.all():
        reports.settle(report.pk, "accepted", editor=editor)
        with pytest.raises(reports.SettledAlready):
            reports.settle(report.pk, "accepted", editor=editor)
    assert counted.get() == 0
    assert ArticleReview.objects.get().open_since is None


@pytest.mark.parametrize("fields", [{}, {"outcome": ""}, {"outcome": "x"}, {"note": "x" * 1001}])
def test_settling_needs_an_outcome(desk: Client, tag: Tag, fields: dict[str, str]) -> None:
    report = make_report(tag)
    assert settle(desk, report, **fields).status_code == 422  # type: ignore[attr-defined]


def test_settling_leads_to_no_other_site(desk: Client, tag: Tag) -> None:
    sent = settle(desk, make_report(tag), outcome="accepted", next="https://evil.example/")
    assertRedirects(sent, reverse("review:reports"))


def test_settling_what_is_not_there_is_404(desk: Client) -> None:
    url = reverse("review:report_settle", args=[999])
    assert desk.post(url, {"outcome": "accepted"}).status_code == 404


@pytest.mark.parametrize("count", [2, 20])
def test_list_takes_as_many_queries_for_any_number_of_reports(
    desk: Client, tag: Tag, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        other = make_tag(make_article(f"Halden {number}"), "Halden", make_actor(f"H {number}"))
        make_report(other)
    with django_assert_num_queries(6):
        desk.get(reverse("review:reports"))


def test_list_goes_on_page_by_page(desk: Client, tag: Tag, monkeypatch: pytest.MonkeyPatch) -> None:
    from entities.views.review import reports as view

    monkeypatch.setattr(view, "ROWS_ON_A_PAGE", 2)
    ids = [make_report(tag).pk for _ in range(3)]
    first = desk.get(reverse("review:reports"))
    assert [one.pk for one in first.context["reports"]] == ids[:2]
    second = desk.get(reverse("review:reports") + first.context["next_url"])
    assert [one.pk for one in second.context["reports"]] == ids[2:]


def test_report_is_settled_by_somebody_or_open(tag: Tag) -> None:
    report = make_report(tag)
    with pytest.raises(IntegrityError, match="report_settled"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(outcome="accepted")
    with pytest.raises(IntegrityError, match="report_problem_known"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(problem="rude")
