"""The keyboard alone reaches everything, in the order of the page, and shows where it is."""

import io

import pytest
from PIL import Image, ImageChops

from pages import PAGES, STATUS

# The large document has the same controls, many times.
PAGES = [page for page in PAGES if not page[0].startswith("large")]
NAMES = [name for name, _, _ in PAGES]
# Around a control, where an outline would be.
MARGIN = 8

# All that Tab is to reach. Of the radio buttons of a group it reaches one.
FIND = """
() => {
  const kinds = "a[href], area[href], button, input, select, textarea, summary, iframe, [contenteditable=true], [tabindex]";
  const seen = element => element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length > 0;
  const groups = new Set();
  window.__controls = [...document.querySelectorAll(kinds)].filter(element => {
    if (element.matches(":disabled, input[type=hidden]") || element.tabIndex < 0 || element.closest("[inert]")) return false;
    if (element.matches("summary") && element.parentElement.querySelector("summary") !== element) return false;
    if (!seen(element)) return false;
    if (element.type !== "radio" || !element.name) return true;
    const group = JSON.stringify([element.form ? [...document.forms].indexOf(element.form) : -1, element.name]);
    return !groups.has(group) && groups.add(group);
  });
  return window.__controls.map(element => element.outerHTML.slice(0, 120));
}
"""
# Where the focus is: -1 for no control of the list, null for none at all.
FOCUSED = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const same = other => other === element
    || (element.type === "radio" && other.type === "radio" && other.name === element.name && other.form === element.form);
  let box = element.getBoundingClientRect();
  if (box.width < 4 && element.labels?.length) box = element.labels[0].getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  const hit = ([x, y]) => {
    const found = document.elementFromPoint(x, y);
    return found && (element.contains(found) || [...(element.labels ?? [])].some(label => label.contains(found)));
  };
  return {
    index: window.__controls.findIndex(same), positive: element.tabIndex > 0, html: element.outerHTML.slice(0, 120),
    inView: points.some(hit), box: {x: box.x, y: box.y, width: box.width, height: box.height},
  };
}
"""


def walk(page, at_each=lambda step: None):
    """Presses Tab until the focus leaves the page or comes to the first control again."""
    controls = page.evaluate(FIND)
    steps = []
    for _ in range(3 * len(controls) + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (steps and focused["index"] == steps[0]["index"] != -1 and len(steps) > 1):
            return controls, steps
        steps.append(focused)
        at_each(focused)
    raise AssertionError(f"Tab does not get out of {steps[-1]['html']}")


def clip(page, box):
    size = page.viewport_size
    left, top = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
    right = min(size["width"], box["x"] + box["width"] + MARGIN)
    bottom = min(size["height"], box["y"] + box["height"] + MARGIN)
    return {"x": left, "y": top, "width": max(1, right - left), "height": max(1, bottom - top)}


def picture(page, box):
    return Image.open(io.BytesIO(page.screenshot(clip=clip(page, box), animations="disabled"))).convert("RGB")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name, path, user", PAGES, ids=NAMES)
def test_tab_reaches_every_control(open_page, name, path, user, width):
    # What scrolls slowly is not there yet when one looks.
    page = open_page(path, user, width=width, reduced_motion="reduce", status=STATUS.get(name, 200))
    controls, steps = walk(page)
    reached = [step["index"] for step in steps if step["index"] >= 0]
    missed = [html for index, html in enumerate(controls) if index not in reached]
    assert not missed, "Tab does not reach:\n" + "\n".join(missed)
    assert reached == sorted(reached), "Tab does not follow the page's order: " + str(reached)
    assert not [step["html"] for step in steps if step["positive"]], "There are positive values of tabindex."
    hidden = [step["html"] for step in steps if not step["inView"]]
    assert not hidden, "With the focus, these are out of sight or under something:\n" + "\n".join(hidden)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name, path, user", PAGES, ids=NAMES)
def test_focus_is_visible(open_page, name, path, user, dark):
    page = open_page(path, user, dark=dark, reduced_motion="reduce", status=STATUS.get(name, 200))
    unseen, compared = [], set()

    def compare(focused):
        # A date has several places of its own, and begins with the first whenever it gets the focus anew.
        if focused["index"] in compared:
            return
        compared.add(focused["index"])
        with_focus = picture(page, focused["box"])
        page.evaluate("() => { window.__last = document.activeElement; window.__last.blur(); }")
        without = picture(page, focused["box"])
        page.evaluate("() => window.__last.focus({preventScroll: true, focusVisible: true})")
        if ImageChops.difference(with_focus, without).getbbox() is None:
            unseen.append(focused["html"])

    walk(page, compare)
    assert not unseen, "The focus is not to be seen on:\n" + "\n".join(unseen)


@pytest.mark.parametrize("name, path, user", PAGES, ids=NAMES)
def test_skip_link_comes_first(open_page, name, path, user):
    page = open_page(path, user, status=STATUS.get(name, 200))
    page.keyboard.press("Tab")
    first = page.evaluate("""() => {
      const link = document.activeElement, box = link.getBoundingClientRect();
      return {href: link.getAttribute("href"), html: link.outerHTML.slice(0, 120), top: box.top, left: box.left, width: box.width};
    }""")
    assert (first["href"] or "").startswith("#"), f"First comes {first['html']}"
    assert first["top"] >= 0 and first["left"] >= 0 and first["width"] > 4, "The skip link stays hidden."
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    # Where nothing in the text or after it takes the focus, it begins anew at the skip link, or leaves the page.
    assert page.evaluate("""href => {
      const target = document.getElementById(href.slice(1)), element = document.activeElement;
      if (!target || element === document.body || element.getAttribute("href") === href) return Boolean(target);
      return target.contains(element) || Boolean(target.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    }""", first["href"]), "The skip link does not lead past the header."
