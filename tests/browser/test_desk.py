"""The desk in real browsers: two editors at once, the keyboard alone, no script, few keys."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acting import bring
from tests.browser.conftest import Archive, log_in

# What the machine finds in it: an arrest of somebody nobody knows, a charge, a remark, two talks.
QUARREL = """\
HALDEN, March 3, 2024 - Foreign Minister Mira Tolvan of Karvenia met Ambassador Anton Vasilyenko \
in Halden on Monday.

Inspector Olle Brandvik arrested Runa Hollar on Sunday. “Runa Hollar stole the seal of the lake,” \
Tolvan said.

“The ferry sails tomorrow,” Vasilyenko said. President Piet Castellane criticised Tolvan on Monday.
"""
# Fifteen tags and nothing else.
FIFTEEN = """\
HALDEN, March 3, 2024 - Prime Minister Dagny Holmreich of Iceland opened the Lake Conference in \
Reykjavik on Monday.

Foreign Minister Mira Tolvan travelled with Ambassador Anton Vasilyenko and Deputy Minister Olle \
Brandvik. Professor Sanna Reijo of the University of Velmark gave a lecture. General Piet \
Castellane and Judge Runa Hollar listened to it.

The Sorn Ferry Company, the Halden Rowing Club and the Velmark Railway Union had sent delegates \
from Norway and Denmark.
"""


@pytest.fixture
def other(browser: Browser, archive: Archive) -> Iterator[Page]:
    """The browser of another editor."""
    context = browser.new_context(base_url=archive.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    log_in(page, archive, "chief")
    yield page
    context.close()


def reported(chief: Page, name: str, body: str) -> str:
    """Bring a report in and wait until it is read; return the address of its workspace."""
    article = bring(
        chief,
        guid=f"desk:{name}",
        headline=f"Report of the {name}",
        published_at="2024-03-03",
        source="Velmark Courier",
        body=body,
    )
    item = chief.locator(".import-item").filter(has_text=f"Report of the {name}")
    expect(item.locator(".import-state")).to_have_text("extracted", timeout=180_000)
    number = re.search(r"/articles/(\d+)/", article)
    assert number
    return f"/review/{number[1]}/"


def items(page: Page, sort: str = "item") -> Locator:
    return page.locator(f"li.desk-{sort}")


def current(page: Page) -> str:
    return page.locator(".desk-item[aria-current]").get_attribute("id") or ""


class Keys:
    """A keyboard that counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1


def test_two_editors_meet_on_a_tag_and_on_a_quote_and_undo(
    page: Page, other: Page, archive: Archive
) -> None:
    desk = reported(other, "quarrel", QUARREL)
    log_in(page, archive, "editor")
    page.goto(desk)
    other.goto(desk)
    for sort in ("tag", "quote", "interaction"):
        identity = items(page, sort).last.get_attribute("id")
        mine, theirs = page.locator(f"#{identity}"), other.locator(f"#{identity}")
        theirs.get_by_role("button", name="Reject").click()
        expect(theirs).to_have_attribute("data-status", "rejected")
        mine.get_by_role("button", name="Confirm").click()
        notice = page.locator("#desk-notice")
        expect(notice.get_by_role("heading", name="chief")).to_be_visible()
        expect(notice).to_contain_text("You wanted to")
        expect(mine).to_have_attribute("data-status", "rejected")
        notice.get_by_role("button", name="All the same").click()
        expect(mine).to_have_attribute("data-status", "confirmed")
        mine.get_by_role("button", name="Undo").click()
        expect(mine).to_have_attribute("data-status", "rejected")


def test_fifteen_tags_of_which_twelve_are_right_take_ten_keys(
    page: Page, other: Page, archive: Archive
) -> None:
    """Wherever the three wrong ones stand; and one key takes the last step back."""
    desk = reported(other, "conference", FIFTEEN)
    log_in(page, archive, "editor")
    page.goto(desk)
    expect(items(page)).to_have_count(15)
    expect(items(page, "tag")).to_have_count(15)
    wrong = [items(page).nth(number - 1).get_attribute("id") for number in (11, 13, 15)]
    page.evaluate("window.notReloaded = true")
    keys = Keys(page)
    for number, identity in zip((11, 13, 15), wrong, strict=True):
        for digit in str(number):
            keys.press(digit)
        keys.press("r")
        expect(page.locator(f"#{identity}")).to_have_attribute("data-status", "rejected")
    keys.press("Shift+A")
    page.wait_for_url(lambda url: desk not in url)
    assert keys.count <= 10
    assert page.evaluate("window.notReloaded"), "the next article was not there yet"
    expect(page.locator("#desk-status")).to_contain_text("confirmed all that was left: 12")
    expect(page.locator(".desk-item:focus")).to_have_count(1)

    page.keyboard.press("u")
    page.wait_for_url(re.compile(desk))
    expect(page.locator(".desk-item[data-status='suggested']")).to_have_count(12)
    expect(page.locator(".desk-item[data-status='rejected']")).to_have_count(3)


def test_the_keyboard_alone_does_everything(page: Page, other: Page, archive: Archive) -> None:
    desk = reported(other, "second quarrel", QUARREL + "\nNobody else came.")
    log_in(page, archive, "editor")
    page.goto(desk)
    order = [item.get_attribute("id") for item in items(page).all()]

    assert current(page) == order[0]
    page.keyboard.press("j")
    assert current(page) == order[1]
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    assert current(page) == order[1]

    interaction = go_to(page, "interaction")
    before = page.locator(f"#{interaction} .chip").all_inner_texts()
    page.keyboard.press("v")
    expect(page.locator(f"#{interaction}")).to_have_attribute("data-status", "confirmed")
    assert page.locator(f"#{interaction} .chip").all_inner_texts() == before[::-1]
    page.keyboard.press("u")
    expect(page.locator(f"#{interaction}")).to_have_attribute("data-status", "suggested")

    quote = go_to(page, "quote")
    page.keyboard.press("c")
    page.keyboard.press("2")
    expect(page.locator(f"#{quote}")).to_have_attribute("data-status", "confirmed")

    tag = go_to(page, "tag")
    page.keyboard.press("s")
    page.keyboard.type("Is it the uncle?")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{tag}")).to_have_attribute("data-status", "second look")
    expect(page.locator(f"#{tag}")).to_contain_text("Is it the uncle?")

    settle(page)
    tolvan = page.locator("li.desk-tag[aria-label='Mira Tolvan']")
    for digit in tolvan.locator(".desk-number").inner_text():
        page.keyboard.press(digit)
    page.keyboard.press("x")
    page.keyboard.press("Control+A")
    page.keyboard.type("Minister Mira Tolvan")
    page.keyboard.press("Enter")
    expect(tolvan).to_contain_text("“Minister Mira Tolvan”")
    assert [item.get_attribute("id") for item in items(page).all()] == order
    assert page.evaluate("document.activeElement !== document.body"), "the focus was lost"


def settle(page: Page) -> None:
    """Wait until the desk shows what was decided and has gone on to an item."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    expect(page.locator(".desk-item[aria-current]:focus")).to_have_count(1)


def go_to(page: Page, sort: str) -> str:
    """Go to the first item of a sort by its number."""
    settle(page)
    item = items(page, sort).first
    for digit in item.locator(".desk-number").inner_text():
        page.keyboard.press(digit)
    identity = item.get_attribute("id")
    assert identity
    assert current(page) == identity
    return identity


def select(page: Page, words: str) -> None:
    """Select the last place in the text where words stand, as a pointer would."""
    page.evaluate(
        """words => {
            const walk = document.createTreeWalker(
                document.getElementById("desk-text"), NodeFilter.SHOW_TEXT);
            let [found, node] = [null, null];
            while ((node = walk.nextNode())) {
                const at = node.data.lastIndexOf(words);
                if (at >= 0) found = [node, at];
            }
            const range = document.createRange();
            range.setStart(...found);
            range.setEnd(found[0], found[1] + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
        }""",
        words,
    )


def test_a_missed_interaction_and_a_missed_quote_are_added_from_the_keyboard(
    page: Page, other: Page, archive: Archive
) -> None:
    desk = reported(other, "fourth quarrel", QUARREL + "\nThe ferry was late on Monday.")
    log_in(page, archive, "editor")
    page.goto(desk)
    expect(page.locator(".desk-item[aria-current]")).to_have_count(1)
    select(page, "on Monday")
    page.keyboard.press("i")
    expect(page.get_by_role("spinbutton", name="Which of them").last).to_have_value("3")
    page.keyboard.type("Mira")
    page.keyboard.press("Tab")
    page.keyboard.type("agreement")
    page.keyboard.press("Tab")
    page.keyboard.type("Anton")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-status")).to_contain_text(
        "added agreement or promise: Mira Tolvan → Anton Vasilyenko on “on Monday”"
    )
    added = page.locator("li.desk-interaction[data-status='confirmed']")
    expect(added).to_have_attribute("aria-label", re.compile("Mira Tolvan and Anton Vasilyenko"))
    expect(added.locator(".passage")).to_have_attribute("href", "#p4")
    expect(page.locator(".desk-item:focus")).to_have_count(1)
    page.keyboard.press("u")
    expect(added).to_have_count(0)

    expect(page.locator(".desk-item:focus")).to_have_count(1)
    select(page, "The ferry was late on Monday")
    page.keyboard.press("q")
    page.keyboard.type("Piet")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said = page.locator("li.desk-quote[data-status='confirmed']")
    expect(said).to_have_attribute("aria-label", "quote of Piet Castellane")

    expect(page.locator(".desk-item:focus")).to_have_count(1)
    select(page, "The ferry was late on Monday")
    page.keyboard.press("q")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-notice")).to_contain_text("This quote is there already")
    form = page.locator("[data-sort='quote']")
    expect(form.get_by_label("Words")).to_have_value("The ferry was late on Monday")
    expect(form.get_by_label("Words")).to_be_visible()
    page.keyboard.press("n")
    expect(form).to_be_hidden()
    page.keyboard.press("Escape")
    assert current(page), "the focus is not back on the list"


def test_single_keys_can_be_switched_off_and_the_arrows_stay(page: Page, archive: Archive) -> None:
    log_in(page, archive, "editor")
    page.goto("/search/?q=Reykjavik")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="Review this article").click()
    page.get_by_label("Single keys").uncheck()
    second = items(page).nth(1).get_attribute("id")
    items(page).first.focus()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    assert current(page) == second
    expect(page.locator(".desk-item[data-status='rejected']")).to_have_count(0)
    page.get_by_label("Single keys").check()


def test_words_and_their_item_light_each_other_up(page: Page, archive: Archive) -> None:
    log_in(page, archive, "editor")
    page.goto("/search/?q=Earth+Summit")
    page.locator("main a[href^='/articles/']").first.click()
    page.get_by_role("link", name="Review this article").click()
    tag = items(page, "tag").last
    identity = tag.get_attribute("id")
    tag.hover()
    words = page.locator(f".desk-text .mark[href='#{identity}']")
    expect(words.first).to_have_attribute("data-lit", "")
    words.first.hover()
    expect(tag).to_have_attribute("data-lit", "")
    tag.focus()
    expect(words.first).to_have_attribute("data-current", "")
    described = tag.get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_contain_text("sure")


def test_everything_is_decided_without_script(
    browser: Browser, other: Page, archive: Archive
) -> None:
    desk = reported(other, "third quarrel", QUARREL + "\nThe third quarrel was short.")
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, archive, "editor")
    page.goto(desk)

    interaction = items(page, "interaction").first.get_attribute("id")
    page.locator(f"#{interaction}").get_by_role("button", name="Reverse").click()
    expect(page.locator(f"#{interaction}")).to_have_attribute("data-status", "confirmed")

    quote = items(page, "quote").first.get_attribute("id")
    page.locator(f"#{quote} summary", has_text="Speaker").click()
    page.locator(f"#{quote}").get_by_role("button", name="Nobody tagged here").click()
    expect(page.locator(f"#{quote}")).to_contain_text("nobody known")

    tolvan = page.locator("li.desk-tag[aria-label='Mira Tolvan']")
    tolvan.locator("summary", has_text="Change").click()
    tolvan.get_by_label("Other words are meant").fill("Minister Mira Tolvan")
    tolvan.get_by_role("button", name="Change the words").click()
    expect(tolvan).to_contain_text("“Minister Mira Tolvan”")

    page.get_by_text("Add an interaction").click()
    form = page.locator("[data-sort='interaction']")
    form.get_by_label("Words").fill("short")
    form.get_by_label("Who acts").select_option("Piet Castellane (person)")
    form.get_by_label("How").select_option("protest")
    form.get_by_label("Towards whom").select_option("Anton Vasilyenko (person)")
    form.get_by_label("Told", exact=True).select_option("claimed")
    form.get_by_label("Who says so").select_option("Mira Tolvan (person)")
    form.get_by_role("button", name="Add the interaction").click()
    status = page.locator("#desk-status")
    expect(status).to_contain_text("added protest: Piet Castellane → Anton Vasilyenko, claimed,")
    status.get_by_role("button", name="Undo").click()
    expect(page.locator(".desk-history")).to_contain_text("undid: added protest")

    page.get_by_role("button", name=re.compile("Confirm the other")).click()
    expect(page.locator("#desk-status")).to_contain_text("confirmed all that was left")
    page.locator("#desk-status").get_by_role("button", name="Undo").click()
    expect(page.locator(".desk-item[data-status='suggested']").first).to_be_visible()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_nothing_in_a_workspace_with_everything_open(
    browser: Browser, other: Page, archive: Archive, width: int, scheme: str
) -> None:
    other.goto("/search/?q=quarrel&sort=newest")
    desk = reported(
        other, f"quarrel at {width} {scheme}", f"{QUARREL}\n\nSeen at {width}, {scheme}."
    )
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    log_in(page, archive, "editor")
    page.goto(desk)
    for sort, verb in (("tag", "Confirm"), ("quote", "Reject")):
        items(page, sort).last.get_by_role("button", name=verb).click()
        expect(page.locator("#desk-status")).to_contain_text("Saved")
    page.evaluate("document.querySelectorAll('.desk details').forEach(fold => fold.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    context.close()
