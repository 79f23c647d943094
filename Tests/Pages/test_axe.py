"""axe-core finds nothing serious on any page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PAGES, STATUS

SERIOUS = {"serious", "critical"}
# The size of targets is of WCAG 2.2, and off in axe by default.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def sentences(violation):
    yield f"{violation['impact']}: {violation['id']}: {violation['help']} ({violation['helpUrl']})"
    for node in violation["nodes"][:5]:
        yield f"  {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        yield "    " + (node.get("failureSummary") or "").replace("\n", "\n    ")
    if len(violation["nodes"]) > 5:
        yield f"  and {len(violation['nodes']) - 5} more"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name, path, user", PAGES, ids=[name for name, _, _ in PAGES])
def test_nothing_serious(open_page, name, path, user, width, dark):
    # Colours in the middle of a transition are nobody's.
    page = open_page(path, user, width=width, dark=dark, reduced_motion="reduce", status=STATUS.get(name, 200))
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    serious = [violation for violation in violations if violation["impact"] in SERIOUS]
    if serious:
        pytest.fail("\n".join(line for violation in serious for line in sentences(violation)), pytrace=False)
