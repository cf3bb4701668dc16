"""Every page in a real browser: accessible, whole at any width, usable without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Archive, log_in

PUBLIC = ["/", "/help/", "/search/", "/search/?q=treaty", "/search/?q=zzzz", "/actors/", "/login/"]
PUBLIC += ["/coverage/", "/coverage/?source=all", "/coverage/?source=1"]
STAFF = ["/review/", "/review/decisions/", "/review/actors/?q=putin", "/import/"]
# (name, width, colour scheme)
LOOKS = [("wide", 1280, "light"), ("narrow", 390, "dark")]


def linked_pages(page: Page) -> list[str]:
    """An article, an actor, a desk and an import, as the pages before them link to them."""
    page.goto("/search/?q=treaty")
    article = page.locator("main a[href^='/articles/']").first.get_attribute("href")
    page.goto("/actors/?sort=most")
    actor = page.locator("main a[href^='/actors/']:not([href*='?'])").first.get_attribute("href")
    page.goto("/import/")
    batch = page.locator("main a[href^='/import/']").first.get_attribute("href")
    number = re.search(r"/articles/(\d+)/", article or "")
    assert article
    assert actor
    assert batch
    assert number
    return [article, actor, f"/review/{number[1]}/", batch]


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, archive: Archive, name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    troubles = [trouble for path in PUBLIC for trouble in look(page, path)]
    log_in(page, archive, "chief")
    for path in [*STAFF, *linked_pages(page)]:
        troubles += look(page, path)
    context.close()
    assert troubles == []


def look(page: Page, path: str) -> list[str]:
    """Return what is wrong with a page: findings of axe, and width beyond the window."""
    response = page.goto(path)
    assert response
    found = [] if response.ok else [f"{path}: status {response.status}"]
    for finding in Axe().run(page).response["violations"]:
        targets = [node["target"] for node in finding["nodes"][:3]]
        found.append(f"{path}: {finding['id']} at {targets}")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"{path}: {wide} px wider than the window")
    return found


def test_reader_searches_and_reads_without_script(browser: Browser, archive: Archive) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").first.fill("Camp David")
    page.get_by_role("button", name="Search").first.click()
    expect(page.locator("mark").first).to_be_visible()
    page.locator("main a[href^='/articles/']").first.click()
    expect(page.locator(".article-text mark.hit").first).to_be_visible()
    page.locator(".tags details summary").first.click()
    expect(page.locator(".tags details[open]")).to_contain_text("sure")
    context.close()


def test_editor_decides_and_undoes_without_script(browser: Browser, archive: Archive) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, archive, "editor")
    page.goto("/search/?q=Earth+Summit")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="Review this article").click()
    tag = page.locator("li.desk-tag[data-status='suggested']").first
    identity = f"li#{tag.get_attribute('id')}"
    tag.get_by_role("button", name="Confirm").click()
    expect(page.locator(identity)).to_have_attribute("data-status", "confirmed")
    page.locator(identity).get_by_role("button", name="Undo").click()
    expect(page.locator(identity)).to_have_attribute("data-status", "suggested")
    context.close()


def test_editor_decides_by_keyboard_alone(page: Page, archive: Archive) -> None:
    log_in(page, archive, "editor")
    page.goto("/search/?q=Reykjavik")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="Review this article").click()
    tags = page.locator("li.desk-tag")
    first, second = tags.nth(0).get_attribute("id"), tags.nth(1).get_attribute("id")
    page.keyboard.press("a")
    expect(page.locator(f"#{first}")).to_have_attribute("data-status", "confirmed")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.locator(f"#{second}[aria-current]").wait_for()
    page.keyboard.press("r")
    expect(page.locator(f"#{second}")).to_have_attribute("data-status", "rejected")
    assert page.evaluate("document.activeElement !== document.body"), "the focus was lost"


def test_two_editors_meet_on_one_tag(page: Page, browser: Browser, archive: Archive) -> None:
    """The slower of two hands learns who decided what, and nothing of either is lost."""
    log_in(page, archive, "editor")
    page.goto("/search/?q=Maastricht")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="Review this article").click()
    context = browser.new_context(base_url=archive.url)
    other = context.new_page()
    log_in(other, archive, "chief")
    other.goto(page.url)
    identity = page.locator("li.desk-tag[data-status='suggested']").first.get_attribute("id")
    other.locator(f"#{identity}").get_by_role("button", name="Reject").click()
    expect(other.locator(f"#{identity}")).to_have_attribute("data-status", "rejected")
    page.locator(f"#{identity}").get_by_role("button", name="Confirm").click()
    expect(page.locator("#desk-notice")).to_contain_text("chief")
    expect(page.locator(f"#{identity}")).to_have_attribute("data-status", "rejected")
    context.close()
