"""Measures the server's time for pages: so many requests each, one after another on one connection, with a session.

Prints a table, each page beside a trivial one; ends with 1 where a 95th percentile is over LIMIT_MS (30).
"""

import http.client
import os
import sys
import time
import urllib.parse

import pages
import seeding
from daemon import Daemon

REQUESTS = int(os.environ.get("REQUESTS", "200"))
LIMIT_MS = float(os.environ.get("LIMIT_MS", "30"))
WARM_UP = 20
TRIVIAL = "sign-in"
MEASURED = [
    (TRIVIAL, "/sign-in", None), ("inbox", "/", "tess"), ("document, 100 KB, 300 comments", "/documents/{large}", "tess"),
    ("editor", "/documents/{large}/edit", "ada"), ("compare", "/documents/{large}/compare", "tess"),
    ("history", "/documents/{large}/history", "tess"), ("print", "/documents/{large}/print", "tess"),
    ("projects", "/projects", "tess"), ("project board, 500 documents", f"/projects/{seeding.MANY}", "tess"),
    ("search", "/search?q=charge", "tess"), ("audit", "/audit?query=type:verdict.*", "admin"),
    ("integrations", "/integrations", "admin"), ("reports", "/reports", "tess"),
]


class Browser:
    """A connection with a session's cookie."""

    def __init__(self, daemon, user):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(daemon.url).netloc, timeout=60)
        self.headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
        if user:
            form = urllib.parse.urlencode({"token": daemon.token(user)})
            answer, _ = self.ask("POST", "/sign-in", form, {
                "Content-Type": "application/x-www-form-urlencoded", "Origin": daemon.url, "Sec-Fetch-Site": "same-origin"})
            cookies = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie") or []]
            if answer.status not in (302, 303) or not cookies:
                sys.exit(f"The sign-in of {user} answered {answer.status}.")
            self.headers["Cookie"] = "; ".join(cookies)

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body=body, headers=self.headers | (headers or {}))
        answer = self.connection.getresponse()
        return answer, answer.read()


def measure(daemon, path, user):
    """Milliseconds of each request, sorted, and the bytes of one answer."""
    browser, path = Browser(daemon, user), pages.address(daemon, path)[len(daemon.url):]
    times = []
    for index in range(WARM_UP + REQUESTS):
        start = time.perf_counter()
        answer, body = browser.ask("GET", path)
        taken = (time.perf_counter() - start) * 1000
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}.")
        if index >= WARM_UP:
            times.append(taken)
    return sorted(times), len(body)


def main():
    with Daemon() as daemon:
        seeding.example(daemon)
        seeding.large_document(daemon)
        seeding.many_documents(daemon)
        print(f"{'page':32} {'median':>8} {'95 %':>8} {'longest':>8}  {'KB, gzip':>8}  {'times ' + TRIVIAL:>14}")
        base, slow = None, []
        for name, path, user in MEASURED:
            times, size = measure(daemon, path, user)
            middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
            base = base or high
            print(f"{name:32} {middle:8.2f} {high:8.2f} {times[-1]:8.2f}  {size / 1024:8.1f}  {high / base:14.1f}")
            if high > LIMIT_MS:
                slow.append(name)
    if slow:
        sys.exit(f"Over {LIMIT_MS:g} ms at the 95th percentile: {', '.join(slow)}")


if __name__ == "__main__":
    main()
