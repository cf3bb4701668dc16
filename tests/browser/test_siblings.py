"""One fix, many places: decide, look where else, choose, watch it being done, undo it as one."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Archive, log_in

ORME = "Kellan Orme"
STORY = "{0} of Karvenia met Angela Merkel in Berlin. {0} thanked Germany. This was report {1}."
PATIENCE_MS = 180_000


def test_a_decision_is_taken_where_it_applies_too_and_undone_as_one(
    page: Page, archive: Archive
) -> None:
    upload(page, archive, 3)
    page.context.clear_cookies()
    log_in(page, archive, "editor")
    open_first(page)
    confirm(page)
    page.locator(".desk-siblings").get_by_role("link", name="look").click()
    expect(page.get_by_role("heading", name="The same elsewhere")).to_be_visible()
    expect(page.locator(".sibling b").first).to_have_text(ORME)
    choose_all_by_keyboard(page)
    expect(page.get_by_role("status").filter(has_text="Done: 2 of 2")).to_be_visible()
    undo(page)


def test_the_same_without_script(browser: Browser, page: Page, archive: Archive) -> None:
    log_in(page, archive, "editor")
    open_first(page)
    confirm(page)
    address = page.locator(".desk-siblings a").get_attribute("href")
    plain = browser.new_context(
        base_url=archive.url, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(str(address))
    plain.locator("input[name=all]").first.check()
    plain.get_by_role("button", name="Decide the same in those chosen").click()
    expect(plain.get_by_text("Done: 2 of 2")).to_be_visible()  # the page looks again by itself
    undo(plain)


def upload(page: Page, archive: Archive, count: int) -> None:
    """A chief editor uploads reports that name one man, and waits until they are read."""
    log_in(page, archive, "chief")
    page.goto("/import/")
    files = [
        {
            "name": f"orme-{number}.txt",
            "mimeType": "text/plain",
            "buffer": STORY.format(ORME, number).encode(),
        }
        for number in range(count)
    ]
    page.get_by_label("Files").set_input_files(files)
    page.get_by_role("button", name="Import").click()
    done = page.locator(".import-state[data-state=done]")
    expect(done).to_have_count(count, timeout=PATIENCE_MS)


def open_first(page: Page) -> None:
    page.goto("/search/?q=Orme+Karvenia&sort=oldest")
    page.goto(str(page.locator(".results a[href^='/articles/']").first.get_attribute("href")))
    page.get_by_role("link", name="Review this article").click()


def confirm(page: Page) -> None:
    tag = page.locator(f"li[aria-label='{ORME}']")
    if tag.get_attribute("data-status") == "confirmed":
        tag.get_by_role("button", name="Undo").first.click()
        expect(tag).to_have_attribute("data-status", "suggested")
    tag.get_by_role("button", name="Confirm").click()
    expect(tag).to_have_attribute("data-status", "confirmed")


def choose_all_by_keyboard(page: Page) -> None:
    page.locator("input[name=all]").first.focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name=re.compile("Decide the same in 2 articles"))
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/batches/\d+/"))


def undo(page: Page) -> None:
    page.get_by_role("link", name="Undo all of it").click()
    expect(page.get_by_text("2 return to: suggested")).to_be_visible()
    page.get_by_role("button", name="Undo 2").click()
    expect(page.get_by_text("Done: 2 of 2")).to_be_visible()
