"""History, print and audit, walked through as people do."""

import json
import subprocess

from playwright.sync_api import expect


def moment(page):
    return page.locator(".then")


def test_slider_shows_the_document_as_it_was(open_page):
    page = open_page("/documents/{large}/history", "tess")
    assert page.locator(".happened").count() == 50
    slider = page.locator("#_step")
    slider.focus()
    page.keyboard.press("Home")
    expect(moment(page)).to_have_attribute("data-step", "1")
    expect(moment(page).locator(".facts")).to_contain_text("Draft")
    expect(moment(page)).to_contain_text("Nobody’s approval counted")
    assert "at=" in page.url
    page.locator("a[rel=next]", has_text="One step later").click()
    expect(moment(page)).to_have_attribute("data-step", "2")
    assert page.evaluate("document.activeElement.rel") == "next"
    slider.focus()
    page.keyboard.press("End")
    expect(moment(page)).to_contain_text("As it is now")
    expect(moment(page)).to_contain_text("approved on revision", ignore_case=True)
    # The address is that of the moment.
    page.reload()
    expect(moment(page)).to_contain_text("As it is now")
    assert not page.watch.found()


def test_without_script(people, daemon):
    from pages import address
    with people.page("tess", java_script_enabled=False) as page:
        page.goto(address(daemon, "/documents/{large}/history"))
        page.select_option("#_at", index=3)
        page.get_by_role("button", name="Go there").click()
        assert moment(page).count() == 1
        page.get_by_role("link", name="One step earlier").click()
        assert moment(page).count() == 1
        page.get_by_role("link", name="Back to all that happened").click()
        page.get_by_role("link", name="Older").click()
        assert page.locator(".happened").count() > 0
        page.get_by_role("link", name="Verdicts", exact=True).click()
        assert page.locator(".happened").count() >= 1
        assert page.locator(".happened", has_text="commented").count() == 0


def test_proof_is_checked_by_the_command_line(open_page, daemon, tmp_path):
    page = open_page("/documents/{large}/history?show=verdicts", "tess")
    with page.expect_download() as started:
        page.get_by_role("link", name="Proof").first.click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    command = json.loads(file.read_text())["check"]
    assert command.startswith(f"countersign verify --proof {file.name} --key ")
    key = command.split("'")[1]
    answer = subprocess.run([daemon.binary, "verify", "--proof", str(file), "--key", key], capture_output=True, text=True)
    assert answer.returncode == 0 and "Proven: event" in answer.stdout


def test_a_proof_of_another_document_is_not_there(open_page):
    open_page("/documents/{large}/history/1/proof", "tess", status=404)


def test_audit_says_where_a_query_is_wrong(open_page):
    page = open_page("/audit", "admin")
    page.fill("#_query", "type:verdict.* actor:tess")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit?*")
    assert page.locator("table.events tbody tr").count() >= 1
    assert page.locator("table.events .what", has_text="commented").count() == 0
    page.fill("#_query", "colour:red")
    page.keyboard.press("Enter")
    expect(page.locator("#_query-fault")).to_contain_text("'colour' is no field")
    assert page.locator("#_query").input_value() == "colour:red"
    # What was asked before is a link.
    page.get_by_role("link", name="type:verdict.* actor:tess").click()
    assert page.locator("table.events tbody tr").count() >= 1


def test_audit_pages_and_exports(open_page):
    page = open_page("/audit?query=type:comment.added", "admin")
    numbers = lambda: [int(cell.split()[0]) for cell in page.locator("td.number").all_inner_texts()]
    first = numbers()
    assert first == sorted(first, reverse=True) and len(first) == 50
    page.get_by_role("link", name="Older").click()
    assert numbers()[0] < first[-1]
    page.get_by_role("link", name="Oldest first").click()
    assert numbers() == sorted(numbers()) and numbers()[0] < first[-1]
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    with open(started.value.path()) as export:
        assert "comment.added" in export.read()


def test_audit_keeps_to_the_days(open_page):
    page = open_page("/audit?since=2001-01-01&until=2001-01-31", "admin")
    expect(page.locator("main")).to_contain_text("Nothing fits")
    open_page("/audit?since=yesterday", "admin", status=400)


def test_print_is_paged(open_page, tmp_path):
    page = open_page("/documents/{example}/print", "tess")
    expect(page.locator("#_signoff")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator("header.bar").is_hidden() and page.locator(".printing").is_hidden()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
