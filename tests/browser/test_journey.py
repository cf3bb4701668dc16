"""The journey of the archive: a report comes in, is read, found, corrected, and read again."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Archive, log_in

REPORT = Path(__file__).parents[1] / "data" / "wire-report.txt"


def test_a_report_goes_from_upload_to_a_correction_that_stays(
    page: Page, context: BrowserContext, archive: Archive
) -> None:
    upload(page, archive)
    article = find(page)
    context.clear_cookies()
    log_in(page, archive, "editor")
    correct(page, article)
    context.clear_cookies()
    check_public(page, article)
    log_in(page, archive, "editor")
    extract_again(page, article)
    context.clear_cookies()
    check_public(page, article)


def upload(page: Page, archive: Archive) -> None:
    """A chief editor uploads the report and sees it read and extracted without reloading.

    It may have to wait for the demo archive, which was there before it.
    """
    log_in(page, archive, "chief")
    page.goto("/import/")
    page.get_by_label("Files").set_input_files(REPORT)
    page.get_by_label(re.compile("Date of publication")).fill("2015-09-21")
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".import-source")).to_contain_text(REPORT.name)
    page.evaluate("window.notReloaded = true")
    item = page.locator(".import-item")
    expect(item.locator(".import-outcome")).to_have_text("new")
    expect(item.locator(".import-state")).to_have_text("extracted", timeout=180_000)
    assert page.evaluate("window.notReloaded"), "the page was loaded again"


def find(page: Page) -> str:
    """A reader finds the report by its words, with the words marked, and opens it."""
    page.goto("/search/?q=Vasilyenko+summoned")
    expect(page.get_by_role("heading", name="1 article")).to_be_visible()
    hits = page.locator("mark").all_inner_texts()
    assert {"Vasilyenko", "summoned"} <= set(hits)
    page.locator("a[href^='/articles/']").first.click()
    expect(page.locator(".article-text mark.hit", has_text="summoned")).to_have_count(1)
    return page.url.split("?")[0]


def correct(page: Page, article: str) -> None:
    """An editor relinks, rejects, changes a kind and adds, each saved without a new page."""
    page.goto(article)
    page.get_by_role("link", name="Review this article").click()
    page.evaluate("window.notReloaded = true")

    change = fold(page, "Kremlin", "Change")
    change.get_by_label("These words are somebody else").fill("Russia")
    change.get_by_role("button", name="Relink").click()
    expect(tag(page, "Russia")).to_have_attribute("data-status", "confirmed")
    expect(tag(page, "Kremlin")).to_have_count(0)

    tag(page, "Hezbollah").get_by_role("button", name="Reject").click()
    expect(tag(page, "Hezbollah")).to_have_attribute("data-status", "rejected")

    fold(page, "Karvenia", "Change").get_by_role("button", name="Country").click()
    expect(tag(page, "Karvenia").locator(".kind")).to_have_attribute("data-kind", "country")

    tag(page, "Anton Vasilyenko").get_by_role("button", name="Confirm").click()
    expect(tag(page, "Anton Vasilyenko")).to_have_attribute("data-status", "confirmed")

    assert page.evaluate("window.notReloaded"), "the desk was loaded again"
    select(page, "Karvenian army")
    adding = page.locator('[data-behaviour="desk-add"][data-sort="tag"]')
    expect(adding.get_by_label("Words", exact=True)).to_have_value("Karvenian army")
    adding.get_by_label("Kind", exact=True).select_option("organisation")
    adding.get_by_role("button", name="Add the tag").click()
    expect(tag(page, "Karvenian army")).to_have_attribute("data-status", "confirmed")


def extract_again(page: Page, article: str) -> None:
    page.goto(article)
    page.get_by_role("link", name="Review this article").click()
    page.get_by_role("button", name="Extract again").click()
    expect(page.get_by_text("Show what it found")).to_be_visible(timeout=60_000)
    page.get_by_text("Show what it found").click()
    for name, status in {
        "Russia": "confirmed",
        "Hezbollah": "rejected",
        "Anton Vasilyenko": "confirmed",
        "Karvenian army": "confirmed",
    }.items():
        expect(tag(page, name)).to_have_attribute("data-status", status)
    expect(tag(page, "Karvenia").locator(".kind")).to_have_attribute("data-kind", "country")


def check_public(page: Page, article: str) -> None:
    """Readers see what was confirmed as confirmed, and nothing of what was rejected."""
    page.goto(article)
    tags = page.locator("#tags .tags > li")
    for name in ("Russia", "Anton Vasilyenko", "Karvenian army"):
        expect(tags.filter(has=page.get_by_text(name, exact=True)).first).to_contain_text(
            "confirmed"
        )
    expect(page.locator("a[href='/actors/hezbollah/']")).to_have_count(0)


def tag(page: Page, name: str) -> Locator:
    return page.locator(f"li.desk-tag[aria-label='{name}']")


def fold(page: Page, name: str, summary: str) -> Locator:
    """Open one of the folds of a tag and return the tag."""
    tag(page, name).locator("summary", has_text=summary).click()
    return tag(page, name)


def select(page: Page, words: str) -> None:
    """Select words of the text as a mouse would, across marks, and let the page know."""
    page.evaluate(
        """words => {
            const text = document.getElementById("desk-text");
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            const nodes = [];
            let all = "";
            while (walker.nextNode()) {
                nodes.push([walker.currentNode, all.length]);
                all += walker.currentNode.data;
            }
            const start = all.indexOf(words), end = start + words.length;
            const at = place => nodes.filter(([, from]) => from <= place).at(-1);
            const range = document.createRange();
            range.setStart(at(start)[0], start - at(start)[1]);
            range.setEnd(at(end - 1)[0], end - at(end - 1)[1]);
            const selection = window.getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
            text.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }""",
        words,
    )
