"""The page of an article in a real browser: from hit to hit, what is beside it, on paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Archive
from tests.browser.test_pages import LOOKS, look


def open_with_hits(page: Page) -> str:
    """Open an article from a search in which its words occur several times; return its address."""
    page.goto("/search/?q=treaty")
    page.locator("main a[href^='/articles/']").first.click()
    expect(page.locator("mark.hit[id]").nth(2)).to_be_visible()
    return page.url


def in_sight(page: Page, selector: str) -> bool:
    """Whether an element can be seen, not under the bar."""
    seen: bool = page.evaluate(
        """selector => {
            const element = document.querySelector(selector);
            const box = element.getBoundingClientRect();
            const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
            const top = document.elementFromPoint(x, y);
            return element.contains(top) || top?.contains(element);
        }""",
        selector,
    )
    return seen


def test_keys_lead_from_hit_to_hit_and_round(page: Page) -> None:
    open_with_hits(page)
    status = page.locator(".hits [role=status]")
    count = page.locator("mark.hit[id]").count()
    expect(status).to_have_text(f"{count} hits")
    page.keyboard.press("n")
    expect(status).to_have_text(f"1 of {count}")
    page.keyboard.press("p")
    expect(status).to_have_text(f"{count} of {count}")
    assert in_sight(page, f"#hit-{count}")
    page.get_by_role("button", name="Next").click()
    expect(status).to_have_text(f"1 of {count}")
    assert in_sight(page, "#hit-1")


def test_going_to_hits_leaves_one_step_back_to_the_search(page: Page) -> None:
    open_with_hits(page)
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.go_back()
    expect(page).to_have_url(re.compile("/search/"))


def test_keys_can_be_switched_off_and_the_browser_remembers(page: Page) -> None:
    open_with_hits(page)
    switch = page.get_by_role("checkbox", name="keys n and p")
    switch.uncheck()
    page.keyboard.press("n")
    assert "#hit-" not in page.url
    page.reload()
    expect(switch).not_to_be_checked()
    page.get_by_role("combobox").fill("an")
    switch.check()
    page.get_by_role("combobox").press("n")  # typed, not pressed
    assert "#hit-" not in page.url


def test_hits_are_reached_without_script(browser: Browser, archive: Archive) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    open_with_hits(page)
    page.get_by_role("link", name="2", exact=True).click()
    assert page.url.endswith("#hit-2")
    expect(page.get_by_role("button", name="Next")).to_be_hidden()
    page.get_by_role("link", name="Show without marks").click()
    expect(page.locator("mark")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_among_hits(
    browser: Browser, archive: Archive, name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    url = open_with_hits(page)
    page.goto("about:blank")  # a mere move within the page is no answer to look at
    assert look(page, f"{url}#hit-2") == []
    context.close()


def test_the_citation_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_with_hits(page)
    page.get_by_text("Cite or share").click()
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()


def test_on_paper_stands_the_text_alone(page: Page) -> None:
    open_with_hits(page)
    page.emulate_media(media="print")
    for part in (".hits", ".cite", ".masthead-search"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".article-text")).to_be_visible()
