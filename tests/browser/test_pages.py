"""Every page in a real browser: accessible, whole at any width, usable without script."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from newsroom.services.locks import wait_until
from tests.browser.acting import act, bring, send, upload
from tests.browser.conftest import Archive, log_in

PUBLIC = [
    "/",
    "/help/",
    "/search/",
    "/search/?q=treaty&pick=from",
    "/search/count/?q=treaty",
    "/search/?q=zzzz",
    "/actors/",
    "/login/",
]
PUBLIC += ["/coverage/", "/coverage/?source=all", "/coverage/?source=all&show=reviewed"]
PUBLIC += ["/coverage/?source=1", "/corrections/", "/accuracy/"]
PUBLIC += ["/quotes/", "/quotes/?q=%22peace%22", "/quotes/?said_by=a", "/quotes/?naming=zzzz"]
PUBLIC += ["/browse/", "/browse/2020/", "/browse/2020/11/", "/browse/2020/11/10/"]
PUBLIC += [
    "/browse/day/12-25/",
    "/browse/undated/",
    "/browse/countries/",
    "/sources/",
    "/sections/",
    "/authors/",
]
STAFF = ["/review/", "/review/decisions/", "/review/actors/?q=putin", "/import/"]
STAFF += ["/review/reports/", "/review/reports/?state=settled", "/review/audit/", "/two-factor/"]
STAFF += ["/two-factor/set-up/"]
STAFF += ["/review/acts/", "/review/off-the-site/", "/review/off-the-site/?q=nothing"]
ACTS = ["correction", "clarification", "update", "retraction", "takedown", "embargo", "deindex"]
ACTS += ["anonymise"]
# (name, width, colour scheme)
LOOKS = [("wide", 1280, "light"), ("narrow", 390, "dark")]


def linked_pages(page: Page) -> list[str]:
    """An article, an actor with its lists, a desk and an import, as pages link to them."""
    page.goto("/search/?q=treaty")
    article = page.locator("main a[href^='/articles/']").first.get_attribute("href")
    actors = page.locator("main a[href^='/actors/']:not([href='/actors/']):not([href*='?'])")

    def some_actor_is_found() -> bool:
        page.goto("/actors/?sort=articles")
        return actors.count() > 0

    assert wait_until(some_actor_is_found, 60, every_s=0.5)  # by the worker, in the demo archive
    actor = actors.first.get_attribute("href")
    page.goto("/import/")
    batch = page.locator("main a[href^='/import/']").first.get_attribute("href")
    assert article
    assert actor
    assert batch
    page.goto(actor or "")
    pair = page.locator(".network a").first.get_attribute("href")
    assert pair
    told = [f"{actor}dealings/", f"{actor}quotes-about/", pair, f"{pair}?show=interactions"]
    return [article, f"{article}report/", actor, *told, desk_of(article), batch]


def desk_of(article: str) -> str:
    number = re.search(r"/articles/(\d+)/", article)
    assert number
    return f"/review/{number[1]}/"


@pytest.fixture(scope="module")
def acted(browser: Browser, archive: Archive) -> dict[str, str]:
    """What acts leave behind: an article that was corrected and retracted, one that is gone."""
    context = browser.new_context(base_url=archive.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    log_in(page, archive, "chief")
    corrected = bring(page, guid="pages:1", headline="Dam is mended", body="The dam cost a crown.")
    act(page, corrected, "Correct", note="The price was wrong.")
    page.get_by_label("Text", exact=True).fill("The dam cost two crowns.\n\nIt is mended.")
    send(page, "Correct")
    act(page, corrected, "Retract", note="Nobody saw the dam.")
    send(page, "Retract")
    # An editor's text stands: what its source sends now waits.
    upload(page, "again.jsonl", '{"guid": "pages:1", "body": "The dam cost three crowns."}')
    expect(page.locator(".import-outcome")).to_have_text("held for an editor")
    gone = bring(page, guid="pages:2", headline="Mill is sold", body="The mill was sold.")
    act(page, gone, "Take down", note="At the request of the miller.")
    send(page, "Take down")
    pages = {"corrected": corrected, "gone": gone}
    restore = page.get_by_role("link", name="Restore").get_attribute("href")
    page.goto(f"{desk_of(corrected)}history/")
    held = page.get_by_role("link", name="Compare and choose").get_attribute("href")
    upload(page, "asking.csv", "Title,Text,Views\nIce,Ice came.,12\n")
    expect(page.get_by_role("heading", name="Check the columns of asking.csv")).to_be_visible()
    pages |= {"restore": restore or "", "held": held or "", "asking": urlsplit(page.url).path}
    context.close()
    return pages


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser,
    archive: Archive,
    acted: dict[str, str],
    name: str,
    width: int,
    scheme: str,
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    versions = f"{acted['corrected']}versions/"
    public = [*PUBLIC, acted["corrected"], versions]
    troubles = [trouble for path in public for trouble in look(page, path)]
    troubles += look(page, acted["gone"], status=410)
    log_in(page, archive, "chief")
    desk = desk_of(acted["corrected"])
    of_acts = [f"{desk}history/", *(f"{desk}acts/{kind}/" for kind in ACTS), versions]
    for path in [*STAFF, *linked_pages(page), *of_acts, *acted.values()]:
        troubles += look(page, path)
    context.close()
    assert troubles == []


def look(page: Page, path: str = "", status: int = 200) -> list[str]:
    """Return what is wrong with a page: findings of axe, and width beyond the window.

    Without a path, the page as it is.
    """
    found = []
    if path:
        response = page.goto(path)
        assert response
        found = [] if response.status == status else [f"{path}: status {response.status}"]
    path = path or page.url
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
    tags = page.locator("li.desk-item")
    page.locator(".desk-item[aria-current]").wait_for()
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
