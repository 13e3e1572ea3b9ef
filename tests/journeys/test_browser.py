"""Ways through the pages as a person goes them, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import Visit, browser, served
from tests.journeys.conftest import RAID, ledger_of
from tests.serving import PASSWORD, with_users


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as made:
        yield made


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the four reports, with a user of each role beside it; each test gets a copy."""
    return with_users(ledger_of(tmp_path_factory.mktemp("first")))


@pytest.fixture
def visit(chromium: Browser, first: Path, tmp_path: Path) -> Iterator[Visit]:
    for file in first.parent.glob(f"{first.name}*"):
        shutil.copy(file, tmp_path)
    with served(tmp_path / first.name) as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        made = Visit(context, address)
        yield made
        assert made.complaints == []
        context.close()


def entries(visit: Visit) -> int:
    return visit.page.locator(".entry").count()


def to_the_raid(visit: Visit) -> None:
    visit.open("/?country=ML")
    visit.page.locator(".entry h2 a").first.click()
    expect(visit.page.locator("h1")).to_contain_text("Gao")
    visit.page.wait_for_load_state("load")


def test_filter_and_draw_an_area(visit: Visit) -> None:
    page = visit.open("/")
    assert entries(visit) == 2
    page.get_by_text("More filters").click()
    page.get_by_label("Country").select_option("SO")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/?country=SO")
    assert entries(visit) == 1
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("#map .pin")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Draw an area").click()
    pin = page.locator("#map .pin").first.bounding_box()
    assert pin
    page.mouse.move(pin["x"] - 40, pin["y"] - 40)
    page.mouse.down()
    page.mouse.move(pin["x"] + 50, pin["y"] + 50, steps=4)
    page.mouse.up()
    page.wait_for_url("**/?box=*")
    assert entries(visit) == 1
    assert page.get_by_label("Area").input_value().count(",") == 3
    address = page.url.partition("#")[0]
    visit.open(address.removeprefix(visit.address))  # the view is its address
    assert entries(visit) == 1
    expect(page.locator("#map path.area")).to_have_count(1)


def test_filters_of_who_tells_it_and_how_sure_it_is(visit: Visit) -> None:
    page = visit.open("/")
    page.get_by_text("More filters").click()
    page.get_by_label("Source", exact=True).fill("the post")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/?source=the+post")
    assert entries(visit) == 1
    page.get_by_role("link", name="Clear").click()
    page.get_by_text("More filters").click()
    page.get_by_label("Sources agree").select_option("weak")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/?grade=weak")
    weak = entries(visit)
    page.get_by_label("Sources agree").select_option("")
    page.get_by_label("Reader sure, at least").fill("1")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/?min_confidence=1")
    assert (weak, entries(visit)) == (1, 0)


def test_brush_a_time_and_go_back(visit: Visit) -> None:
    page = visit.open("/")
    chart = page.locator("#timeline .u-over")
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url("**since=2018-0*until=2018-0*")
    expect(page.locator("#timeline .u-select")).to_have_css("border-left-width", "2px")
    mark = page.locator("#timeline .u-select").bounding_box()
    assert mark
    assert mark["width"] > 50  # what is chosen stays marked on all the months
    page.get_by_role("link", name="All times").click()
    page.wait_for_url(lambda url: "since" not in url)
    assert entries(visit) == 2


def test_charts_by_name_lead_on(visit: Visit) -> None:
    page = visit.open("/")
    expect(page.locator(".chart.names canvas")).to_have_count(3)
    countries = page.locator(".charts > div", has_text="By country")
    countries.get_by_text("As a table").click()
    expect(countries.locator("tbody tr").first).to_contain_text("Mali")
    bars = countries.locator(".u-over")
    bars.scroll_into_view_if_needed()
    bars.click(position={"x": 10, "y": 8})
    page.wait_for_url("**/?country=ML")
    assert entries(visit) == 1


def test_from_the_map_to_an_incident(visit: Visit) -> None:
    page = visit.open("/#2/10/20")  # where one looks stands in the address, too
    expect(page.locator("#map .pin")).to_have_count(2)
    page.locator("#map .pin").first.press("Enter")
    expect(page.locator(".leaflet-popup-content a")).to_have_count(1)
    page.locator(".leaflet-popup-content a").click()
    page.wait_for_url("**/incidents/i-*")


def test_words_light_up_their_value_and_a_value_its_words(visit: Visit) -> None:
    to_the_raid(visit)
    page = visit.page
    page.locator("tr.whole").first.hover()
    expect(page.locator(".account mark.figures.lit").first).to_be_visible()
    page.locator(".account mark.places").first.hover()
    expect(page.locator(".account mark.figures.lit")).to_have_count(0)
    expect(page.locator(".account mark.places.lit").first).to_be_visible()
    page.mouse.move(1, 1)
    page.locator("tr.whole").first.focus()
    expect(page.locator(".account mark.figures.lit").first).to_be_visible()


def test_another_policy_counts(visit: Visit) -> None:
    to_the_raid(visit)
    page = visit.page
    page.get_by_label("Policy").get_by_role("link", name="gtd").click()
    page.wait_for_url("**?policy=gtd")
    expect(page.get_by_label("Policy").locator("[aria-current]")).to_have_text("gtd")


def test_take_away(visit: Visit) -> None:
    page = visit.open("/?country=ML")
    with page.expect_download() as taken:
        page.get_by_role("link", name="csv", exact=True).click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert "Gao" in text
    assert "Baidoa" not in text


def test_paste_a_text(visit: Visit) -> None:
    page = visit.open("/try")
    page.get_by_label("The report").fill(RAID)
    page.get_by_label("Published").fill("2018-05-06")
    page.get_by_role("button", name="Read").click()
    expect(page.locator(".card h2")).to_have_text("Armed assault")
    expect(page.locator(".values")).to_contain_text("9 military killed")
    expect(page.locator(".paper mark.figures").first).to_be_visible()


def test_nobody_judges_without_signing_in(visit: Visit) -> None:
    to_the_raid(visit)
    page = visit.page
    expect(page.get_by_role("heading", name="Judge it")).to_have_count(0)
    visit.open("/review")
    page.wait_for_url("**/sign-in?next=%2Freview")
    page.get_by_label("Name").fill("rob")
    page.get_by_label("Password").fill("a wrong guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review")
    expect(page.locator(".who-is")).to_contain_text("rob (reviewer)")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    to_the_raid(visit)
    expect(page.get_by_role("heading", name="Judge it")).to_have_count(0)


def test_sign_in_where_browsers_trust_nothing(chromium: Browser, first: Path) -> None:
    with served(first, hosts=("ledger.example",)) as address:  # no HTTPS, not this machine: no Sec-Fetch-Site is sent
        visit = Visit(chromium.new_context(), address.replace("127.0.0.1", "ledger.example"))
        visit.sign_in()
        visit.page.get_by_role("button", name="Sign out").click()
        expect(visit.page.get_by_role("link", name="Sign in")).to_be_visible()
        assert visit.complaints == []
        visit.context.close()


def test_merge_two_incidents_and_undo(visit: Visit) -> None:
    visit.sign_in()
    page = visit.open("/?country=SO")
    blast = page.locator(".entry h2 a").get_attribute("href")
    assert blast
    to_the_raid(visit)
    page.goto(f"{page.url}#merge")
    page.get_by_label("Id or address of the other incident").fill(visit.address + blast)
    page.locator("#merge").get_by_label("Why").fill("for the sake of the test")
    page.locator("#merge").get_by_role("button", name="Merge").click()
    expect(page.locator(".done")).to_contain_text("Recorded: merge")
    expect(page.locator(".account")).to_have_count(3)
    expect(page.locator(".trail")).to_contain_text("for the sake of the test")
    page.locator(".done").get_by_role("button", name="Undo").click()
    expect(page.locator(".done")).to_contain_text("Recorded: take back")
    visit.open("/")
    assert entries(visit) == 2


def test_two_people_at_once(visit: Visit, chromium: Browser) -> None:
    visit.sign_in()
    to_the_raid(visit)
    other = Visit(chromium.new_context(), visit.address)
    other.sign_in("ada")
    for one, number in ((other, "10"), (visit, "12")):
        if one is other:
            to_the_raid(one)
        page = one.page
        page.locator("#change > summary").click()
        page.locator("#change").get_by_label("best").fill(number)
        page.locator("#change").get_by_role("button", name="Set").first.click()
    page = visit.page
    expect(page.get_by_role("heading", name="It has changed meanwhile")).to_be_visible()
    expect(page.locator(".trail")).to_contain_text("ada set killed to")
    page.get_by_role("button", name="Set it all the same").click()
    expect(page.locator(".done")).to_contain_text("Recorded: set killed")
    expect(page.locator("tr.whole").first).to_contain_text("12")
    other.context.close()


def test_decide_by_keyboard(visit: Visit) -> None:
    visit.sign_in()
    page = visit.open("/review")
    cards = page.locator("#queue > .card")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("n")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("p")
    page.keyboard.press("a")
    expect(page.locator(".done")).to_contain_text("Recorded: accept")
    expect(cards).to_have_count(1)
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator(".done")).to_contain_text("Recorded: reject")
    expect(page.get_by_text("Nothing is left to decide.")).to_be_visible()
    expect(page.locator(".done button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("u")
    expect(cards).to_have_count(0)
    page.locator(".done button").click()
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("c")
    page.wait_for_url("**/incidents/*#change")
    expect(page.locator("#change")).to_have_attribute("open", "")


def test_mark_words_that_the_reader_missed(visit: Visit) -> None:
    visit.sign_in()
    page = visit.open("/documents/raid")
    page.evaluate(
        """() => {
          const p = [...document.querySelectorAll('.paper p')].find((x) => x.textContent.includes('two trucks'));
          const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
          for (let node; (node = walk.nextNode());) {
            const at = node.data.indexOf('two trucks');
            if (at >= 0) { const r = new Range(); r.setStart(node, at); r.setEnd(node, at + 10);
              getSelection().removeAllRanges(); getSelection().addRange(r); }
          }
        }"""
    )
    expect(page.get_by_label("Words", exact=True)).to_have_value("two trucks")
    start = int(page.locator("[name='marked.start']").input_value())
    assert RAID[start : start + 10] == "two trucks"
    page.get_by_label("What befell them").select_option("missing")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".done")).to_contain_text("Recorded: add a figure in raid")
    row = page.locator("tr.whole", has_text="missing")
    expect(row.locator("td")).to_have_text(["2", "2", "2"])


PAGES = ["/", "/?country=ML", "/try", "/export", "/documents/raid", "/judgements", "/sign-in", "/nowhere"]


@pytest.mark.parametrize(("signed", "dark"), [(False, False), (True, False), (True, True)])
def test_everybody_can_use_every_page(visit: Visit, signed: bool, dark: bool) -> None:
    visit.page.emulate_media(color_scheme="dark" if dark else "light")
    if signed:
        visit.sign_in("ada")
    to_the_raid(visit)
    paths = [*PAGES, visit.page.url.removeprefix(visit.address), *(["/review"] if signed else [])]
    for path in paths:
        page = visit.open(path)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert visit.violations() == [], path
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_nothing_is_cut_off(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.sign_in("ada")
    to_the_raid(visit)
    for path in (*PAGES, "/review", visit.page.url.removeprefix(visit.address)):
        page = visit.open(path)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        page.evaluate("for (const s of document.querySelectorAll('.source')) s.textContent = 'Evening Post '.repeat(5)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
