"""Takes the pictures of docs/pages, from the worked example: shots.py FOLDER [NAME...]"""

import io
import os
import sys

from PIL import Image

import browsing
import seeding
from daemon import Daemon

WIDE, NARROW = (1440, 900), (390, 844)
TITLES = {"telemetry": "Locker telemetry", "offline": "Opening a locker offline"}
# What each picture shows: a page, who opens it, its size, whether it is dark, and what stands at its top.
SHOTS = [
    ("sign-in", "/sign-in", None, (1024, 900), False, None),
    ("inbox", "/", "admin", WIDE, False, None),
    ("document", "/documents/{telemetry}", "admin", WIDE, False, "1. System Overview"),
    ("document-dark", "/documents/{telemetry}", "admin", WIDE, True, "1. System Overview"),
    ("document-narrow", "/documents/{telemetry}", "admin", NARROW, False, "1.1 Purpose"),
    ("editor", "/documents/{telemetry}/edit", "ada", WIDE, False, None),
    ("compare", "/documents/{telemetry}/compare?from=2&to=3", "admin", WIDE, False, None),
    ("history", "/documents/{telemetry}/history", "tess", WIDE, False, None),
    ("print", "/documents/{offline}/print", "tess", WIDE, False, None),
    ("board", "/projects/parcel-lockers", "tess", WIDE, False, None),
    ("board-narrow", "/projects/parcel-lockers", "tess", NARROW, False, None),
    ("search", "/search?q=parcel&status=in_review", "tess", WIDE, False, None),
    ("audit", "/audit?query=type:verdict.*", "admin", WIDE, False, None),
    ("audit-dark", "/audit?query=type:verdict.*", "admin", WIDE, True, None),
    ("integrations", "/integrations", "admin", WIDE, False, None),
    ("reports", "/reports", "tess", WIDE, False, None),
]
# Below the bar that stays.
MARGIN = 90


def take(people, path, user, size, dark, heading):
    with people.page(user, width=size[0], dark=dark, reduced_motion="reduce") as page:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(people.daemon.url + path)
        page.wait_for_timeout(500)
        if heading:
            place = page.locator("main :is(h1, h2, h3)", has_text=heading).first
            page.evaluate("top => scrollTo(0, top)", place.bounding_box()["y"] + page.evaluate("scrollY") - MARGIN)
            page.wait_for_timeout(300)
        return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, names = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    with Daemon() as daemon, browsing.chromium() as browser:
        seeding.example(daemon)
        seeding.integrations(daemon)
        people = browsing.People(browser, daemon)
        places = {name: daemon.document(title) for name, title in TITLES.items()}
        for name, path, *shot in SHOTS:
            if not names or name in names:
                take(people, path.format(**places), *shot).save(os.path.join(folder, name + ".webp"), quality=82, method=6)
                print(name)


if __name__ == "__main__":
    main()
