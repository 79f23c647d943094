"""Writing a draft, saving it over another one, and comparing revisions."""

import pytest
from playwright.sync_api import expect

TEXT = """# Cold Store

What is kept cold, and by whom.

## 1. Doors

A door that stands open for a minute rings.

## 2. Security

Only those on the list may enter.

## 3. Costs

A day costs 400.
"""


@pytest.fixture
def document(daemon):
    """One of its own for each walk, under review, approved by the technical lead."""
    ada, tess = daemon.api("ada"), daemon.api("tess")
    opened = ada.post("documents", {"template": "architecture", "title": "Cold Store", "reviewers": ["tess", "sam"]})
    saved = ada.save(opened["id"], TEXT, opened["revision"], "Write it down")
    ada.post(f"documents/{opened['id']}/submission")
    tess.post(f"documents/{opened['id']}/verdicts", {
        "role": "technical-lead", "outcome": "approved", "revision": saved["revision"]})
    return opened["id"]


def content(daemon, document):
    return daemon.api("ada").get(f"documents/{document}/content?form=authored")


def change(daemon, document, old, new):
    """Somebody else saves."""
    dee = daemon.api("dee")
    latest = dee.get(f"documents/{document}")["revision"]
    dee.save(document, content(daemon, document).replace(old, new), latest, "Put it otherwise")


def rewrite(page, old, new):
    page.fill("#_text", page.input_value("#_text").replace(old, new))


def test_whoever_is_asked_again_is_named_before_and_after_saving(open_page, document, daemon):
    page = open_page(f"/documents/{document}/edit", "ada")
    expect(page.locator("#_asks")).to_contain_text("Nothing has changed yet")
    rewrite(page, "on the list", "with a card")
    page.wait_for_selector("#_asks .warn")
    expect(page.locator("#_asks")).to_contain_text("Tess")
    expect(page.locator("#_asks")).to_contain_text("2. Security")
    expect(page.locator("#_preview")).to_contain_text("with a card")
    page.fill("[name=message]", "Cards")
    page.keyboard.press("Control+S")
    page.wait_for_url("**/documents/*?saved=3")
    notice = page.inner_text(".notice[role=status]")
    assert "Revision 3 was saved." in notice and "Asked to approve again: Tess" in notice
    assert "with a card" in content(daemon, document)
    assert daemon.api("ada").get(f"documents/{document}/revisions")["items"][0]["source"]["kind"] == "web"
    assert page.watch.found() == []


def test_saving_the_same_text_says_that_nothing_was_stored(open_page, document):
    page = open_page(f"/documents/{document}/edit", "ada")
    page.click("button[value=save]")
    page.wait_for_url("**/documents/*?saved=unchanged")
    expect(page.locator(".notice[role=status]")).to_contain_text("Nothing was stored")


def test_one_section_is_edited_alone(open_page, document, daemon):
    sections = daemon.api("ada").get(f"documents/{document}")["sections"]
    costs = next(found["id"] for found in sections if "Costs" in found["title"])
    page = open_page(f"/documents/{document}/edit?section={costs}", "ada")
    assert page.input_value("#_text") == "## 3. Costs\n\nA day costs 400.\n"
    rewrite(page, "400", "[how much]")
    page.wait_for_selector("#_checks [data-line='3']:enabled")
    page.click("#_checks [data-line='3']")
    assert page.evaluate("getSelection().toString()") == "A day costs [how much]."
    page.click("button[value=save]")
    page.wait_for_url("**/documents/*?saved=3")
    assert content(daemon, document) == TEXT.replace("400", "[how much]")


def test_a_draft_that_was_left_is_offered_again(open_page, people, document, daemon):
    page = open_page(f"/documents/{document}/edit", "ada")
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.click("#_text")
    page.keyboard.type("Not yet saved. ")
    page.wait_for_timeout(600)
    page.watch.faults.clear()
    page.close(run_before_unload=True)
    again = page.context.new_page()
    again.goto(f"{daemon.url}/documents/{document}/edit")
    assert asked == ["beforeunload"]
    expect(again.locator("#_kept")).to_contain_text("was never saved")
    again.click("[data-kept=take]")
    assert "Not yet saved." in again.input_value("#_text")
    again.click("button[value=save]")
    again.wait_for_url("**/documents/*?saved=3")
    again.goto(f"{daemon.url}/documents/{document}/edit")
    again.wait_for_timeout(200)
    assert again.is_hidden("#_kept")


@pytest.mark.parametrize("script", [True, False])
def test_two_drafts_are_brought_together(open_page, document, daemon, script):
    page = open_page(f"/documents/{document}/edit", "ada", java_script_enabled=script)
    rewrite(page, "for a minute rings", "for two minutes rings")
    rewrite(page, "on the list", "with a card")
    change(daemon, document, "on the list may enter", "with a key may enter")
    change(daemon, document, "400", "500")
    page.click("button[value=save]")
    page.wait_for_selector("form.merge")
    expect(page.locator("h2.lead")).to_contain_text("Revision 4 was saved while you wrote")
    assert page.locator(".clash").count() == 1
    expect(page.locator(".clash .one:first-child")).to_contain_text("with a card")
    expect(page.locator(".clash .one:last-child")).to_contain_text("with a key")
    page.fill(".clash textarea", "## 2. Security\n\nOnly those with a card and a key may enter.\n")
    if not script:
        page.check(".clash [value=edited]")
    assert page.is_checked(".clash [value=edited]")
    # Once more, somebody else is quicker.
    change(daemon, document, "500", "600")
    page.click("button[value=save]")
    page.wait_for_selector("h2.lead:has-text('Revision 5')")
    assert page.locator(".clash").count() == 0
    page.click("button[value=save]")
    page.wait_for_url("**/documents/*?saved=6")
    wanted = TEXT.replace("for a minute", "for two minutes").replace("on the list", "with a card and a key")
    assert content(daemon, document) == wanted.replace("400", "600")


def test_without_script_the_preview_keeps_what_was_typed(open_page, document, daemon):
    page = open_page(f"/documents/{document}/edit", "ada", java_script_enabled=False)
    rewrite(page, "on the list", "with a *card*")
    page.fill("[name=message]", "Cards")
    page.click("button[value=preview]")
    assert "with a *card*" in page.input_value("#_text") and page.input_value("[name=message]") == "Cards"
    assert page.locator("#_preview em").inner_text() == "card"
    expect(page.locator("#_asks")).to_contain_text("Tess")
    page.click("button[value=save]")
    expect(page.locator(".notice[role=status]")).to_contain_text("Revision 3 was saved.")
    assert "with a *card*" in content(daemon, document)


def test_tab_leaves_the_text(open_page, document):
    page = open_page(f"/documents/{document}/edit", "ada")
    page.focus("#_text")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "_text"


def test_readers_are_shown_no_editor(open_page, document, daemon):
    daemon.add_user("rita", "Rita Reader", "auditor")
    page = open_page(f"/documents/{document}/edit", "rita", status=403)
    assert page.locator("textarea").count() == 0


def test_changes_since_ones_approval_are_shown_word_by_word(open_page, document, daemon):
    change(daemon, document, "on the list", "with a card")
    change(daemon, document, "## 3. Costs\n\nA day costs 400.\n", "")
    page = open_page(f"/documents/{document}/compare", "tess")
    expect(page.locator("h2.lead")).to_contain_text("Revision 2 to revision 4")
    security = page.locator(".diffed", has_text="2. Security")
    expect(security.locator("ins")).to_contain_text("with a card")
    expect(security.locator("del")).to_contain_text("on the list")
    assert page.locator(".diffed", has_text="3. Costs").locator(".mark.removed").count() == 1
    expect(page.locator(".fold >> nth=0")).to_contain_text("sections are the same")
    page.select_option("[name=from]", "3")
    page.select_option("[name=to]", "3")
    page.click(".pair button")
    expect(page.locator("main")).to_contain_text("the same, to the letter")
    assert page.watch.found() == []


def test_what_is_no_revision_is_said_to_be_none(open_page, document):
    open_page(f"/documents/{document}/compare?from=1&to=99", "tess", status=404)
    open_page(f"/documents/{document}/compare?from=none", "tess", status=400)
