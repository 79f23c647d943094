"""Takes a picture of every page at three widths, light and dark: pictures.py FOLDER [NAME...]

Each is FOLDER/NAME-WIDTH-light.webp or -dark.webp; contact-sheet.webp shows all of them, small.
"""

import io
import os
import sys

from PIL import Image, ImageDraw

import browsing
import pages
import seeding
from daemon import Daemon

WIDTHS = [1440, 1024, 390]
# Of a longer page the beginning is kept.
HEIGHT_MAX = 8_000
TIMEOUT_MS = 180_000
THUMB_WIDTH, THUMB_HEIGHT = 240, 320


def take(people, daemon, name, path, user, width, dark):
    with people.page(user, width=width, dark=dark, reduced_motion="reduce") as page:
        page.goto(pages.address(daemon, path))
        page.wait_for_timeout(200)
        wide, height = page.evaluate("""() => [document.documentElement.scrollWidth - innerWidth,
          document.documentElement.scrollHeight]""")
        if height > HEIGHT_MAX:
            page.set_viewport_size({"width": width, "height": HEIGHT_MAX})
        taken = page.screenshot(full_page=height <= HEIGHT_MAX, animations="disabled", timeout=TIMEOUT_MS)
    if wide > 0:
        print(f"  {name} at {width}: {wide} px wider than the window")
    return Image.open(io.BytesIO(taken)).convert("RGB")


def contact_sheet(rows):
    """A row for each page, a column for each width and scheme."""
    columns = max(len(row) for row in rows.values())
    sheet = Image.new("RGB", (columns * (THUMB_WIDTH + 8) + 8, len(rows) * (THUMB_HEIGHT + 28) + 8), "#808080")
    draw = ImageDraw.Draw(sheet)
    for y, (name, images) in enumerate(rows.items()):
        top = 8 + y * (THUMB_HEIGHT + 28)
        draw.text((8, top), name, fill="white")
        for x, image in enumerate(images):
            small = image.resize((THUMB_WIDTH, max(1, image.height * THUMB_WIDTH // image.width)))
            sheet.paste(small.crop((0, 0, THUMB_WIDTH, min(small.height, THUMB_HEIGHT))), (8 + x * (THUMB_WIDTH + 8), top + 16))
    return sheet


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, names = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    rows, total = {}, 0
    with Daemon() as daemon, browsing.chromium() as browser:
        seeding.example(daemon)
        seeding.large_document(daemon)
        people = browsing.People(browser, daemon)
        for name, path, user in pages.PAGES:
            if names and name not in names:
                continue
            for dark in [False, True]:
                for width in WIDTHS:
                    image = take(people, daemon, name, path, user, width, dark)
                    file = os.path.join(folder, f"{name}-{width}-{'dark' if dark else 'light'}.webp")
                    image.save(file, quality=80, method=4)
                    total += os.path.getsize(file)
                    # Only what the sheet shows is kept, for long pages are large.
                    shown = min(image.height, THUMB_HEIGHT * image.width // THUMB_WIDTH)
                    rows.setdefault(name, []).append(image.crop((0, 0, image.width, shown)))
            print(name)
    contact_sheet(rows).save(os.path.join(folder, "contact-sheet.webp"), quality=80)
    print(f"{sum(map(len, rows.values()))} pictures, {total // 1024} KB, in {folder}")


if __name__ == "__main__":
    main()
