"""Reviewing: signing in, commenting on words, verdicts, what they ask for, and the same without a script."""

import pytest
from playwright.sync_api import expect

import browsing

TEXT = """# Cold Store

What is kept cold, and by whom.

## 1. Doors

A door that stands open for a **minute** rings.

## 2. Security

Only those on the list may enter.
"""


@pytest.fixture
def document(daemon):
    """One of its own for each walk, under review."""
    ada = daemon.api("ada")
    opened = ada.post("documents", {"template": "architecture", "title": "Cold Store", "reviewers": ["tess", "sam"]})
    ada.save(opened["id"], TEXT, opened["revision"], "Write it down")
    ada.post(f"documents/{opened['id']}/submission")
    return opened["id"]


def section(daemon, document, title):
    sections = daemon.api("ada").get(f"documents/{document}")["sections"]
    return next(found["id"] for found in sections if title in found["title"])


def comments(daemon, document):
    return daemon.api("ada").get(f"documents/{document}/comments")["items"]


def verdicts(daemon, document):
    return daemon.api("ada").get(f"documents/{document}")["verdicts"]


def choose(page, words):
    """Selects words of the text as a reader does with the mouse."""
    assert page.evaluate("""words => {
        for (const prose of document.querySelectorAll(".prose")) {
            const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return true;
            }
        }
        return false;
    }""", words)


def test_signing_in_leads_to_what_was_asked_for(browser, daemon, document):
    context = browser.new_context(base_url=daemon.url)
    page = context.new_page()
    page.goto(f"/documents/{document}")
    assert "/sign-in?return_to=" in page.url
    page.fill("input[name=token]", "cs_wrong_wrong")
    page.press("input[name=token]", "Enter")
    page.wait_for_selector(".trouble")
    page.fill("input[name=token]", daemon.token("tess"))
    page.press("input[name=token]", "Enter")
    page.wait_for_url(f"**/documents/{document}")
    page.click(".menu summary")
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in")
    page.goto("/")
    assert "/sign-in" in page.url
    context.close()


def test_words_are_chosen_and_commented_on_and_the_thread_is_settled(open_page, document, daemon):
    page = open_page(f"/documents/{document}", "tess")
    choose(page, "on the list may enter")
    page.wait_for_selector(".picker:visible")
    page.keyboard.press("c")
    part = page.locator(f"[data-section='{section(daemon, document, 'Security')}']")
    assert part.locator("[name='anchor.quote']").input_value() == "on the list may enter"
    page.keyboard.type("Whose list?")
    part.locator(".say button.main").click()
    thread = part.locator(".thread")
    thread.wait_for()
    expect(thread).to_contain_text("Whose list?")
    expect(thread).to_contain_text("on the list may enter")
    found = comments(daemon, document)
    assert [one["body"] for one in found] == ["Whose list?"]
    assert found[0]["anchor"]["quote"] == "on the list may enter" and not found[0]["anchor"]["outdated"]
    thread.locator("summary", has_text="Reply").click()
    thread.locator(".reply textarea").fill("The guard's.")
    thread.locator(".reply button.main").click()
    part.locator(".said-text >> text=The guard's.").wait_for()
    part.locator("button:has-text('Resolve')").click()
    part.locator("details.settled").wait_for()
    assert comments(daemon, document)[0]["resolved"]
    assert page.watch.found() == []


def test_what_somebody_else_does_appears_and_what_is_typed_stays(open_page, document, daemon):
    page = open_page(f"/documents/{document}", "tess")
    part = page.locator(f"[data-section='{section(daemon, document, 'Doors')}']")
    part.locator(".say summary").click()
    part.locator(".say textarea").fill("Half a thou")
    daemon.api("sam").post(f"documents/{document}/comments", {
        "body": "And the back door?", "anchor": {"section": section(daemon, document, "Security")}})
    page.locator(".said-text >> text=And the back door?").wait_for()
    assert part.locator(".say textarea").input_value() == "Half a thou"
    part.locator(".say textarea").fill("Half a thought")
    part.locator(".say button.main").click()
    page.locator(".said-text >> text=Half a thought").wait_for()
    assert sorted(one["body"] for one in comments(daemon, document)) == ["And the back door?", "Half a thought"]
    assert page.watch.found() == []


def test_approving_with_changes_makes_them_due_and_they_are_verified(open_page, document, daemon):
    page = open_page(f"/documents/{document}", "tess")
    box = page.locator("#_verdict")
    expect(box).to_contain_text("You approve revision 2")
    box.locator("[value=approved_with_modifications]").check()
    box.locator("details.changes summary").click()
    box.locator("[name='obligations[0].section']").select_option(label="2. Security")
    box.locator("[name='obligations[0].text']").fill("Say whose list it is")
    box.locator("button.main").click()
    due = page.locator(".obligation-state")
    due.wait_for()
    expect(due).to_contain_text("Say whose list it is")
    assert [given["outcome"] for given in verdicts(daemon, document)] == ["approved_with_modifications"]

    ada = daemon.api("ada")
    ada.save(document, TEXT.replace("on the list", "on the guard's list"), 2, "Whose list")
    page.locator(".title >> text=revision 3").wait_for()
    page.locator(".obligation-state textarea").fill("It is said now.")
    page.locator(".obligation-state button.main").click()
    page.locator(".obligation-state.done").wait_for()
    assert ada.get(f"documents/{document}")["obligations"][0]["state"] == "verified"
    assert page.watch.found() == []


def test_a_refused_verdict_says_why_and_keeps_what_was_written(open_page, document):
    page = open_page(f"/documents/{document}", "tess")
    page.locator("#_verdict [value=rejected]").check()
    page.locator("#_verdict button.main").click()
    page.wait_for_selector("#_verdict .trouble")
    expect(page.locator("#_verdict .trouble")).to_contain_text("note")
    assert page.is_checked("#_verdict [value=rejected]")


def test_reading_commenting_and_approving_without_a_script(open_page, document, daemon):
    page = open_page(f"/documents/{document}", "tess", java_script_enabled=False)
    expect(page.locator("main")).to_contain_text("A door that stands open")
    part = page.locator(f"[data-section='{section(daemon, document, 'Doors')}']")
    part.locator(".say summary").click()
    part.locator(".say textarea").fill("Why a minute?")
    part.locator(".say button.main").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Why a minute?")
    page.locator("#_verdict [value=rejected]").check()
    page.locator("#_verdict button.main").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("Not done yet")
    page.locator("a", has_text="go back").click()
    page.wait_for_load_state()
    page.locator("#_verdict [value=approved]").check()
    page.locator("#_verdict button.main").click()
    page.wait_for_load_state()
    expect(page.locator("#_review")).to_contain_text("Your verdict")
    expect(page.locator("#_review")).to_contain_text("Take it back")
    assert [given["state"] for given in verdicts(daemon, document)] == ["live"]
    assert [one["body"] for one in comments(daemon, document)] == ["Why a minute?"]


def test_the_keyboard_alone_reaches_what_a_reviewer_does(open_page, document):
    page = open_page("/", "tess")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('a.row')")
    page.goto(f"/documents/{document}")
    page.keyboard.press("v")
    assert page.evaluate("document.activeElement.name") == "outcome"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "_find"
    assert page.watch.found() == []
