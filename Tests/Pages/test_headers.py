"""What pages load and say: nothing from elsewhere, nothing inline, little, and kept for good."""

import re
import urllib.parse

import pytest

from pages import PAGES, STATUS

FIRST_PAGE_BYTES_MAX = 100_000
# What is smaller is not packed.
SMALL_BYTES = 1024
NAMES = [name for name, _, _ in PAGES]
FIRST_PAGES = [page for page in PAGES if page[0] in ("sign-in", "inbox", "document", "project")]
HASHED = re.compile(r"/assets/[\w-]+-[0-9a-f]{8,64}\.\w+$")


def directives(policy):
    return {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}


@pytest.mark.parametrize("name, path, user", PAGES, ids=NAMES)
def test_quiet(open_page, name, path, user):
    page = open_page(path, user, status=STATUS.get(name, 200))
    assert not page.watch.found()


@pytest.mark.parametrize("name, path, user", PAGES, ids=NAMES)
def test_headers(open_page, name, path, user):
    headers = open_page(path, user, status=STATUS.get(name, 200)).answer.all_headers()
    policy = directives(headers["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    for directive, allowed in policy.items():
        assert set(allowed) <= {"'none'", "'self'", "data:"}, (directive, allowed)
    assert "data:" not in policy.get("script-src", [])
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("name, path, user", PAGES, ids=NAMES)
def test_assets(open_page, name, path, user):
    page = open_page(path, user, status=STATUS.get(name, 200))
    loaded = [request for request in page.watch.requests
              if request.resource_type in ("script", "stylesheet", "image", "font", "manifest")
              and not request.url.startswith("data:")]
    assert loaded
    for request in loaded:
        assert HASHED.match(urllib.parse.urlsplit(request.url).path), request.url
        headers = request.response().all_headers()
        assert "immutable" in headers["cache-control"], request.url
        assert int(re.search(r"max-age=(\d+)", headers["cache-control"])[1]) >= 31_536_000, request.url
        is_small = int(headers.get("content-length", SMALL_BYTES)) < SMALL_BYTES
        assert headers.get("content-encoding") == "gzip" or is_small or request.resource_type in ("image", "font"), request.url


@pytest.mark.parametrize("name, path, user", FIRST_PAGES, ids=[name for name, _, _ in FIRST_PAGES])
def test_first_page_is_small(people, daemon, name, path, user):
    from pages import address
    with people.page(user) as page:
        network, sizes, urls = page.context.new_cdp_session(page), {}, {}
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
        network.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
        page.goto(address(daemon, path))
        page.wait_for_timeout(300)
    print(*(f"{size:>8.0f}  {urls.get(request, '')}" for request, size in sizes.items()), sep="\n")
    assert 0 < sum(sizes.values()) < FIRST_PAGE_BYTES_MAX
