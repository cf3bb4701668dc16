"""The life of an article: it comes in beside files of every format, is corrected, and taken down.

A chief editor acts in one window; a reader who is not logged in looks in another.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.acting import act, bring, send
from tests.browser.conftest import Archive, log_in

SAMPLES = Path(__file__).parents[1] / "data" / "imports"

HEADLINE = "Ferry pact is signed in Halden"
WRONG, RIGHT = "three hundred passengers a day", "thirty passengers a day"
FERRY = {
    "guid": "courier:ferry-pact",
    "headline": HEADLINE,
    "published_at": "2024-06-03",
    "source": "Velmark Courier",
    "body": f"Prime Minister Dagny Holmreich of Velmark signed the ferry pact on Monday.\n\n"
    f"The ferry of Halden will carry {WRONG}, Ambassador Anton Vasilyenko said.",
}
RESCUE = {
    "guid": "courier:rescue",
    "headline": "Swimmer is rescued from Lake Sorn",
    "published_at": "2024-06-04",
    "source": "Velmark Courier",
    "body": "The swimmer Runa Tolvan was rescued on Tuesday.\n\nTolvan thanked the crew.",
}
BUDGET = {
    "guid": "courier:budget",
    "headline": "Budget of the Lake Office leaks",
    "published_at": "2024-06-05",
    "source": "Velmark Courier",
    "body": "The Lake Office of Velmark spends twelve crowns a day on ink, its budget says.",
}
# What each file becomes: some hold what is no article, such as drafts and pictures.
OUTCOMES = {
    "lake-courier.csv": "3 new",
    "seeblatt-windows-1252.csv": "2 new",
    "lake-courier.wordpress.xml": "2 new, 2 rejected",
    "newsitem.xml": "1 new",
    "newsmessage.xml": "2 new, 1 rejected",
    "ninjs-1.json": "1 new",
    "ninjs-2.json": "1 new",
    "ninjs-3.json": "1 new",
    "page.html": "1 new",
    "feed.rss": "2 new",
    "feed.atom": "1 new",
    "wire.txt": "1 new",
    "courier.jsonl": "1 new",
    "desk.zip": "1 new, 1 rejected",
}


@pytest.fixture
def reader(browser: Browser, archive: Archive) -> Iterator[Page]:
    context = browser.new_context(base_url=archive.url)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_an_article_goes_from_upload_to_correction_to_tombstone_and_back(
    page: Page, reader: Page, archive: Archive, tmp_path: Path
) -> None:
    log_in(page, archive, "chief")
    upload_everything(page, tmp_path)
    article = find(reader)
    correct(page, article)
    check_correction(reader, article)
    held, actor = held_count(reader), first_actor(reader, article)
    check_listed(reader, article, actor)
    take_down(page, article)
    check_gone(reader, article, actor)
    assert held_count(reader) == held - 1
    restore_from_off_the_site(page)
    check_listed(reader, article, actor)
    assert held_count(reader) == held


def upload_everything(page: Page, folder: Path) -> None:
    """Upload one file of each format at once, answer for the tables, and see each file read."""
    page.goto("/import/")
    page.get_by_label("Files").set_input_files([*sorted(SAMPLES.iterdir()), *made_files(folder)])
    page.get_by_role("button", name="Import", exact=True).click()
    for name, column, field in (
        ("lake-courier.csv", "Title", "headline"),
        ("seeblatt-windows-1252.csv", "Überschrift", "headline"),
    ):
        table = page.get_by_role("region", name=f"Check the columns of {name}")
        table.get_by_label(column, exact=True).select_option(field)
        expect(table.get_by_label("Text", exact=True)).to_have_value("body")
        table.get_by_role("button", name="Import it", exact=True).click()
        expect(table).to_have_count(0)
    page.evaluate("window.notReloaded = true")
    for name, outcomes in OUTCOMES.items():
        file = page.locator(".import-source").filter(has_text=re.compile(rf"^\W*{name}: read"))
        expect(file).to_contain_text(f": {outcomes}", timeout=60_000)
    rejected = page.locator(".import-item[data-outcome='rejected']").filter(has_text="empty.txt")
    expect(rejected.locator(".import-reason")).to_have_text(re.compile("empty"))
    ours = page.locator(".import-item").filter(has_text=HEADLINE)
    expect(ours.locator(".import-state")).to_have_text("extracted", timeout=180_000)
    assert page.evaluate("window.notReloaded"), "the page was loaded again"


def made_files(folder: Path) -> list[Path]:
    """The formats of which no sample is kept."""
    text, lines, packed = folder / "wire.txt", folder / "courier.jsonl", folder / "desk.zip"
    text.write_text(
        "By: Sanna Reijo\nHeadline: Talks pause\n\nHALDEN, June 2, 2024 (HDP) - Both sides paused."
    )
    lines.write_text(json.dumps(FERRY))
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2024/talks.txt", "Headline: Talks go on\nDate: 2024-06-01\n\nThey talk.")
        archive.writestr("2024/empty.txt", "")
    return [text, lines, packed]


def find(reader: Page) -> str:
    """Find the article by its words; return its address."""
    reader.goto("/search/?q=ferry+pact")
    reader.get_by_role("link", name=HEADLINE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    return urlsplit(reader.url).path


def correct(page: Page, article: str) -> None:
    act(page, article, "Correct", note="The ferry is smaller than we wrote.")
    text = page.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace(WRONG, RIGHT))
    send(page, "Correct")


def check_correction(reader: Page, article: str) -> None:
    """A reader sees that it was corrected, what changed, and finds it among the corrections."""
    reader.goto(article)
    notice = reader.locator(".article-told")
    expect(notice).to_have_text(
        re.compile(r"Corrected on \d+ \w+ \d{4}: The ferry is smaller than we wrote\.")
    )
    expect(reader.locator("#article-text")).to_contain_text(RIGHT)
    expect(reader.locator("main")).not_to_contain_text("The Lake Office wrote to us.")
    reader.get_by_role("link", name="Text number 2").click()
    expect(reader.locator(".changes del")).to_contain_text("three hundred")
    expect(reader.locator(".changes ins")).to_contain_text("thirty")
    expect(reader.locator("main")).not_to_contain_text("The Lake Office wrote to us.")
    reader.get_by_role("contentinfo").get_by_role("link", name="Corrections").click()
    entry = reader.locator(".history-entry").filter(has_text=HEADLINE)
    expect(entry).to_contain_text("The ferry is smaller than we wrote.")


def first_actor(reader: Page, article: str) -> str:
    reader.goto(article)
    address = reader.locator(".tags a.chip").first.get_attribute("href")
    assert address
    return address


def held_count(reader: Page) -> int:
    reader.goto("/coverage/")
    return int(reader.locator(".coverage-numbers strong").first.inner_text().replace(",", ""))


def places(actor: str) -> dict[str, str]:
    """Where readers and machines come across the article."""
    return {
        "search": "/search/?q=ferry+pact",
        "newest": "/search/",
        "actor": actor,
        "corrections": "/corrections/",
        "home": "/",
        "feed": "/feed/",
        "sitemap": "/sitemap-0.xml",
    }


def check_listed(reader: Page, article: str, actor: str) -> None:
    response = reader.goto(article)
    assert response
    assert response.status == 200
    for name, place in places(actor).items():
        assert article in reader.request.get(place).text(), f"not in {name}"


def take_down(page: Page, article: str) -> None:
    act(page, article, "Take down", note="Taken down at the request of a court.")
    send(page, "Take down")


def check_gone(reader: Page, article: str, actor: str) -> None:
    """Its address has the note and nothing else; no other place knows of it."""
    response = reader.goto(article)
    assert response
    assert response.status == 410
    expect(reader.get_by_text("Taken down at the request of a court.")).to_be_visible()
    seen = reader.content()
    for words in ("ferry", "Ferry", "Holmreich", RIGHT, "smaller", "The Lake Office"):
        assert words not in seen
    for name, place in places(actor).items():
        assert article not in reader.request.get(place).text(), f"still in {name}"


def restore_from_off_the_site(page: Page) -> None:
    page.goto("/review/off-the-site/")
    page.get_by_label("Words").fill("ferry pact")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=HEADLINE).click()
    restore(page)


def restore(page: Page) -> None:
    """Undo what holds, from the history of an article."""
    page.get_by_role("main").get_by_role("link", name="Restore").click()
    page.get_by_label("Reason").fill("The court changed its mind.")
    send(page, "Restore")


def test_hidden_name_is_initials_on_the_page_and_nothing_in_search(
    page: Page, reader: Page, archive: Archive
) -> None:
    log_in(page, archive, "chief")
    article = bring(page, **RESCUE)
    act(page, article, "Hide a name")
    page.get_by_label("Name", exact=True).fill("Runa Tolvan\nTolvan")
    send(page, "Hide a name")
    reader.goto(article)
    expect(reader.locator("#article-text")).to_contain_text("The swimmer R. T. was rescued")
    assert "Tolvan" not in reader.content()
    reader.goto("/search/?q=swimmer+rescued")
    expect(reader.locator(".result-snippet")).to_contain_text("R. T.")
    reader.goto("/search/?q=%22Runa+Tolvan%22")
    expect(reader.get_by_text("No article has all of this")).to_be_visible()


def test_embargoed_article_is_nowhere_until_the_embargo_is_lifted(
    page: Page, reader: Page, archive: Archive
) -> None:
    log_in(page, archive, "chief")
    article = bring(page, **BUDGET)
    act(page, article, "Embargo")
    page.get_by_label("Until").fill("2131-05-03T14:00")
    send(page, "Embargo")
    expect(page.locator(".notice", has_text="Embargoed until")).to_be_visible()
    response = reader.goto(article)
    assert response
    assert response.status == 404
    assert "Lake Office" not in reader.content()
    reader.goto("/search/?q=budget+leaks+ink")
    expect(reader.get_by_text("No article has all of this")).to_be_visible()
    restore(page)
    reader.goto(article)
    expect(reader.get_by_role("heading", level=1)).to_have_text(BUDGET["headline"])


def test_correction_is_written_by_keyboard_alone_and_without_script(
    browser: Browser, archive: Archive
) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, archive, "chief")
    page.goto("/search/?q=Camp+David")
    page.locator("main a[href^='/articles/']").first.click()
    tab_to(page, page.get_by_role("link", name="History and acts")).press("Enter")
    tab_to(page, page.get_by_role("link", name="Clarify")).press("Enter")
    tab_to(page, page.get_by_label("Reason")).press_sequentially("Readers asked.")
    tab_to(page, page.get_by_label("Note for readers")).press_sequentially("The place is a house.")
    tab_to(page, page.get_by_role("button", name="Clarify")).press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.get_by_role("link", name="As readers see it").click()
    expect(page.locator(".article-told")).to_contain_text("The place is a house.")
    context.close()


def tab_to(page: Page, wanted: Locator) -> Locator:
    """Press the tab key until it has the focus."""
    for _ in range(200):  # every mark in the text is a link
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
    raise AssertionError(f"The tab key does not reach {wanted}.")


def test_nothing_of_this_is_offered_to_an_editor(
    page: Page, context: BrowserContext, archive: Archive
) -> None:
    log_in(page, archive, "editor")
    page.goto("/search/?q=Camp+David")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="History and acts").click()
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    expect(page.get_by_role("heading", name="What can be done")).to_have_count(0)
