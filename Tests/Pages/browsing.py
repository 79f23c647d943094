"""Chromium, people who are signed in, and what a page did while it was open."""

import contextlib
import os
import urllib.parse

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

# Violations reach the console as well, but there without what caused them.
RECORD_VIOLATIONS = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.__violations.push(`${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`));
"""


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page, token):
    """Signs in by the form of the page that is open, or of /sign-in of the daemon whose page is open."""
    if urllib.parse.urlsplit(page.url).path != "/sign-in":
        page.goto(urllib.parse.urljoin(page.url, "/sign-in"))
    page.fill("input[name=token]", token)
    page.press("input[name=token]", "Enter")
    page.wait_for_url(lambda url: urllib.parse.urlsplit(url).path != "/sign-in")


class Watch:
    """What a page did that no page may do; `faults` are sentences."""

    def __init__(self, page, host):
        self.page, self.host, self.faults, self.requests = page, host, [], []
        page.add_init_script(RECORD_VIOLATIONS)
        page.on("request", self.request)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", self.dialog)
        page.on("popup", lambda popup: self.faults.append(f"another window: {popup.url}"))

    def request(self, request):
        self.requests.append(request)
        url = urllib.parse.urlsplit(request.url)
        if url.scheme not in ("data", "blob", "about") and url.netloc != self.host:
            self.faults.append(f"a request to another host: {request.url[:200]}")

    def console(self, message):
        # A page that says 404 is itself such a line.
        own = message.location.get("url") == self.page.url and "status of 4" in message.text
        if message.type in ("error", "warning") and not own:
            self.faults.append(f"console: {message.text[:400]}")

    def dialog(self, dialog):
        self.faults.append(f"a dialog: {dialog.message[:200]}")
        dialog.dismiss()

    def found(self):
        """All of it so far, once the page has had time for what its scripts and images start."""
        self.page.wait_for_timeout(50)
        return self.faults + self.page.evaluate("window.__violations ?? []")


class People:
    """Contexts of people who are signed in; each signs in once with each browser."""

    def __init__(self, browser, daemon):
        self.browser, self.daemon, self.states = browser, daemon, {}

    def context(self, user, width=1440, dark=False, **options):
        height = 844 if width < 500 else 900
        return self.browser.new_context(
            base_url=self.daemon.url, viewport={"width": width, "height": height}, locale="en-GB", timezone_id="UTC",
            color_scheme="dark" if dark else "light", storage_state=self.state(user), **options)

    def state(self, user):
        if user is None:
            return None
        if user not in self.states:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(self.daemon.url + "/sign-in")
            sign_in(page, self.daemon.token(user))
            self.states[user] = context.storage_state()
            context.close()
        return self.states[user]

    @contextlib.contextmanager
    def page(self, user, **options):
        """A page of a new context, with its Watch as `page.watch`."""
        context = self.context(user, **options)
        try:
            page = context.new_page()
            page.watch = Watch(page, urllib.parse.urlsplit(self.daemon.url).netloc)
            yield page
        finally:
            context.close()
