"""Projects, the search, integrations and reports, as people walk through them."""

import contextlib
import http.server
import re
import threading

import pytest
from playwright.sync_api import expect


@pytest.fixture
def receiver():
    """An address that answers each request with the next of `answers`, and 200 after the last."""
    answers, received = [], []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            received.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = answers.pop(0) if answers else (200, b"thanks")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.answers, server.received = answers, received
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield server
    server.shutdown()


def until_delivered(page):
    """Looks again until the delivery that is open has been tried."""
    for _ in range(50):
        if page.locator(".attempts li").count():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError("There was no attempt.")


def test_a_project_and_a_document_in_it_are_opened(open_page, daemon):
    page = open_page("/projects", "ada")
    page.get_by_role("link", name="Open a project").click()
    page.get_by_label("Title").fill("Cold chain")
    page.get_by_label("Short name").fill("cold-chain")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cold chain")
    assert page.url.endswith("/projects/cold-chain")
    page.get_by_role("link", name="Open a document").click()
    page.get_by_label("Title").fill("Sensors on trucks")
    page.get_by_label("Template").select_option("design")
    page.get_by_role("checkbox", name=re.compile("tess")).check()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", level=1).first).to_have_text("Sensors on trucks")
    assert daemon.admin.get("documents?project=cold-chain")["items"][0]["reviewers"] == ["tess"]
    page.goto(daemon.url + "/projects/cold-chain")
    expect(page.locator(".documents")).to_contain_text("Sensors on trucks")
    expect(page.locator(".documents")).to_contain_text("to submit it")
    assert page.watch.found() == []


def test_a_project_can_be_opened_without_script_and_a_slip_loses_nothing(open_page):
    page = open_page("/projects?open=1", "ada", java_script_enabled=False)
    page.get_by_label("Title").fill("A second one of that name, with a long title")
    page.get_by_label("Short name").fill("parcel-lockers")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("A second one of that name, with a long title")


def test_a_step_of_a_pipeline_is_opened_from_the_board(open_page, daemon):
    pipeline = daemon.admin.get("pipelines")["items"][0]
    with contextlib.suppress(Exception):
        daemon.admin.post("projects", {"slug": "stepwise", "title": "Stepwise", "pipeline": pipeline["name"]})
    page = open_page("/projects/stepwise", "ada")
    steps = page.locator(".steps > li")
    expect(steps).to_have_count(len(pipeline["steps"]))
    steps.first.get_by_role("link", name=re.compile("^Open it")).click()
    page.get_by_role("button", name="Open it").click()
    page.goto(daemon.url + "/projects/stepwise")
    expect(page.locator(".steps > li").first).to_contain_text("Being written")


def test_the_search_narrows_keeps_and_forgets(open_page, daemon):
    page = open_page("/", "tess")
    page.keyboard.press("/")
    page.keyboard.type("over parcel")
    page.keyboard.press("Enter")
    expect(page.locator("#_words")).to_have_value("over parcel")
    expect(page.locator(".documents .row").first).to_be_visible()
    page.goto(daemon.url + "/search?q=parcel")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Waits for").select_option("tess")
    page.get_by_role("button", name="Search", exact=True).click()
    assert page.url.endswith("/search?q=parcel&waiting_on=tess")
    page.get_by_text("Keep it", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Mine, on parcels")
    page.get_by_role("button", name="Keep this search").click()
    page.goto(daemon.url + "/search")
    page.get_by_role("link", name="Mine, on parcels").click()
    assert page.url.endswith("/search?q=parcel&waiting_on=tess")
    page.get_by_role("link", name=re.compile("^Without Waits for")).click()
    assert page.url.endswith("/search?q=parcel")
    page.get_by_role("button", name="Forget Mine, on parcels").click()
    page.reload()
    expect(page.get_by_role("link", name="Mine, on parcels")).to_have_count(0)
    assert page.watch.found() == []


def test_the_search_says_what_is_wrong_and_when_nothing_is_found(open_page):
    page = open_page("/search?status=finished", "tess", status=400)
    expect(page.get_by_role("alert")).to_contain_text("must be one of")
    page = open_page("/search?q=zzzqqq", "tess")
    expect(page.locator("main")).to_contain_text("Nothing was found.")


def test_the_search_pages(open_page, daemon):
    ada = daemon.api("ada")
    ada.post("projects", {"slug": "paged", "title": "Paged"})
    for number in range(60):
        ada.post("documents", {"template": "design", "title": f"Page {number}", "project": "paged"})
    page = open_page("/search?project=paged", "tess")
    seen = page.locator(".documents strong").all_inner_texts()
    page.get_by_role("link", name="Further documents").click()
    more = page.locator(".documents .what > strong").all_inner_texts()
    assert len(more) == 10 and not set(more) & set(seen)
    expect(page.get_by_role("link", name="Further documents")).to_have_count(0)


def test_a_webhook_is_connected_fails_and_is_sent_again(open_page, daemon, receiver):
    page = open_page("/integrations", "admin")
    # The tools are open while there is no endpoint.
    if not page.get_by_role("link", name="Webhook", exact=True).is_visible():
        page.get_by_text("Connect a tool").click()
    page.get_by_role("link", name="Webhook", exact=True).click()
    page.get_by_label("Name").fill("Build")
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_role("button", name="Connect it").click()
    secret = page.get_by_label("Secret").input_value()
    assert secret.startswith("whsec_")
    receiver.answers.append((500, b"<b>not now</b>"))
    page.get_by_role("button", name="Send a test").click()
    until_delivered(page)
    expect(page.locator(".attempts")).to_contain_text("Status 500")
    expect(page.locator(".attempts pre")).to_have_text("<b>not now</b>")
    page.get_by_role("button", name=re.compile("^Send it")).click()
    for _ in range(50):
        if page.locator(".attempts li").count() > 1:
            break
        page.wait_for_timeout(200)
        page.reload()
    expect(page.locator("h1 + p")).to_contain_text("Delivered")
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    page.get_by_role("link", name="Build").click()
    assert secret not in page.content()
    expect(page.locator("table")).to_contain_text("endpoint.test")
    page.get_by_role("button", name="Make a new secret").click()
    assert page.get_by_label("Secret").input_value() not in ("", secret)
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator("main")).to_contain_text("It is switched off")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator("h1 + p")).to_have_text("On")
    assert page.watch.found() == []


def test_a_slip_in_a_setup_loses_nothing(open_page):
    page = open_page("/integrations/endpoints/new?kind=slack", "admin", java_script_enabled=False)
    page.get_by_label("Name").fill("Reviews")
    page.get_by_label("Bot token").fill("xoxb-1")
    page.get_by_label("Channel ID").fill("#reviews")
    page.get_by_role("button", name="Connect it").click()
    expect(page.get_by_role("alert")).to_contain_text("channel's ID")
    expect(page.get_by_label("Name")).to_have_value("Reviews")
    expect(page.get_by_label("Channel ID")).to_have_value("#reviews")


def test_every_tool_has_its_guide(open_page):
    page = open_page("/integrations", "admin")
    links = page.locator(".tools a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) == 25
    for link in links:
        assert page.goto(link).status == 200, link
        assert page.locator(".way li").count() >= 2, link


def test_integrations_are_explained_to_others(open_page):
    page = open_page("/integrations", "tess")
    expect(page.locator("main")).to_contain_text("Only its admins")
    expect(page.get_by_role("button", name="Test")).to_have_count(0)
    open_page("/integrations/endpoints/new?kind=slack", "tess", status=403)


def test_reports_say_in_numbers_what_they_draw(open_page):
    page = open_page("/reports?project=parcel-lockers", "tess")
    expect(page.get_by_role("img", name="Time in each stage")).to_be_visible()
    drawn = page.locator("#_h-stages ~ figure .amount").all_text_contents()
    listed = page.locator("#_h-stages ~ .scroll tr td:last-child").all_text_contents()
    assert drawn == listed and drawn
    page.get_by_label("Time since").fill("2100-01-01")
    page.get_by_role("button", name="Show").click()
    assert page.watch.found() == []
