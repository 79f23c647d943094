"""Text that would be script is put into everything that people write, and nothing runs on any page that shows it."""

import urllib.parse

import pytest

import browsing
import seeding
from daemon import API, Daemon, Refused
from forms import FORMS, HOST

# Under one roof, so that pages with many of them show many.
PROJECT = "corpus"
DOCUMENT_PAGES = ["", "/edit", "/compare?from=1&to=2", "/history", "/print"]
SHARED_PAGES = [
    ("/", "tess"), ("/projects", "tess"), (f"/projects/{PROJECT}", "tess"), ("/search?q=window", "tess"),
    ("/audit", "admin"), ("/audit?query=type:comment.*", "admin"), ("/audit?query=type:user.*", "admin"),
    ("/integrations", "admin"), ("/reports", "tess"), (f"/reports?project={PROJECT}", "tess"),
]
QUERIES = [
    "/search?q={}", "/search?project={}", "/audit?query={}", "/reports?project={}", "/integrations?endpoint={}",
    "/sign-in?return_to={}", "/?{}", "/projects/{}", "/documents/{}", "/{}", "/documents/ID?at={}", "/documents/ID?{}={}",
    "/documents/ID/compare?from={}&to={}", "/documents/ID/history?at={}", "/documents/ID/edit?section={}",
]
# Looks at what the text has become.
LOOK = r"""
() => {
  const faults = window.__ran ? ["the script ran"] : [];
  const name = element => element.outerHTML.slice(0, 200);
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (/^on/i.test(attribute.name)) faults.push(`${attribute.name}: ${name(element)}`);
    }
    if (element.localName === "script"
      && (element.textContent.trim() || !/^[/]assets[/][^/]+$/.test(element.getAttribute("src") ?? ""))) {
      faults.push(`a script: ${name(element)}`);
    }
    if (/^(base|iframe|object|embed|frame|frameset|portal|applet|foreignobject|animate|set|math)$/i.test(element.localName)
      || element.matches("meta[http-equiv]")) faults.push(`not ours: ${name(element)}`);
    for (const key of ["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "poster", "ping", "background"]) {
      let value = element.getAttribute(key);
      if (value === null) continue;
      if (key === "srcset") value = value.trim().split(/\s/)[0];
      if (!URL.canParse(value, location.href)) continue;
      const url = new URL(value, location.href), followed = element.localName === "a" && key === "href";
      if (followed ? !["http:", "https:", "mailto:"].includes(url.protocol) : url.origin !== location.origin) {
        faults.push(`${key} leads to ${value.slice(0, 80)}: ${name(element)}`);
      }
    }
  }
  return faults;
}
"""


def section(form):
    """A form in each place of a text."""
    return (f"## Words\n\n{form}\n\nBefore {form} after, `{form}`, **{form}**, [{form}](https://a.example), ![{form}](x)\n\n"
            f"[link]({form}) [link](<{form}>) <{form}>\n\n### {form}\n\n| a | {form} |\n|---|---|\n| {form} | b |\n\n"
            f"> {form}\n\n- {form}\n  - [ ] {form}\n\n```{form}\n{form}\n```\n\n    {form}\n\n")


def list_of(form):
    return (f"## Review\n\n#### Must Verify\n\n- [ ] {form}\n\n## Open Questions\n\n"
            "| # | Question | Options | Recommendation |\n|---|----------|---------|----------------|\n"
            f"| 1 | {form} | A: {form} / B: two | A, {form} |\n")


class Corpus:
    """A daemon with a document for each form, which is in all that its user, named by it, has written there."""

    def __init__(self, daemon):
        self.daemon, self.taken, self.refused, self.documents = daemon, {}, {}, []
        seeding.example(daemon)
        self.tess = daemon.api("tess")
        daemon.admin.post("projects", {"slug": PROJECT, "title": "Corpus"})
        for index, form in enumerate(FORMS):
            self.documents.append(self.write(index, form))

    def put(self, place, method, path, body, by=None):
        """Puts a form somewhere; None where the daemon refuses it, which it may."""
        try:
            answer = (by or self.daemon.admin).call(method, path, body)
        except Refused as refused:
            if refused.status not in (400, 409, 413, 422):
                raise
            self.refused.setdefault(place, []).append(str(refused))
            return None
        self.taken[place] = self.taken.get(place, 0) + 1
        return answer

    def write(self, index, form):
        put, admin, user = self.put, self.daemon.admin, f"user-{index}"
        if put("name", "POST", "users", {"id": user, "name": form}) is None:
            self.daemon.add_user(user, user)
        by = API(self.daemon.url, self.daemon.admin.post("tokens", {"user": user})["token"])
        put("token", "POST", "tokens", {"user": "admin", "name": form})
        slug, links = f"form-{index}", {"place": form, form: HOST}
        if put("project", "POST", "projects", {"slug": slug, "title": form}) is None:
            admin.post("projects", {"slug": slug, "title": slug})
        put("project link", "PATCH", f"projects/{slug}", {"links": links})
        put("endpoint", "POST", "endpoints", {
            "name": form, "kind": "webhook", "url": "http://127.0.0.1:9/hook", "event_types": ["document.deprecated"]})

        opening = {"template": "architecture", "project": PROJECT, "reviewers": ["tess", "sam"], "owner": user}
        opened = put("title", "POST", "documents", opening | {"title": form}, by)
        opened = opened or by.post("documents", opening | {"title": slug})
        document, path = opened["id"], f"documents/{opened['id']}"
        put("document link", "POST", "documents", opening | {"title": slug, "links": links}, by)
        text = f"# {form}\n\n{section(form)}\n{list_of(form)}"
        saved = put("text", "PUT", f"{path}/content", {"markdown": text, "base_revision": 1, "message": form}, by)
        if saved is None:
            by.save(document, f"# Words\n\n{section('x')}\n{list_of('x')}", 1)
        by.post(f"{path}/submission")

        comment = put("comment", "POST", f"{path}/comments", {"body": form}, by)
        put("comment with quote", "POST", f"{path}/comments", {"body": f"> {form}", "anchor": {"section": "words", "quote": form}}, by)
        if comment:
            put("reply", "POST", f"{path}/comments", {"body": f"x {form} [x]({form})", "reply_to": comment["id"]}, self.tess)
        shown = by.get(path)
        for item in [item for checklist in shown["checklists"] for item in checklist["items"]][:1]:
            put("checklist", "PUT", f"{path}/checklists/{item['id']}", {"verdict": "needs_revision", "note": form}, self.tess)
        for question in shown["questions"][:1]:
            put("question", "PUT", f"{path}/questions/{question['id']}", {"decision": form, "rationale": form}, self.tess)
        put("verdict", "POST", f"{path}/verdicts", {
            "role": "technical-lead", "outcome": "approved_with_modifications", "note": form, "revision": shown["revision"],
            "obligations": [{"section": shown["sections"][0]["id"], "text": form}]}, self.tess)
        return document


@pytest.fixture(scope="module")
def corpus():
    with Daemon() as daemon:
        yield Corpus(daemon)


@pytest.fixture(scope="module")
def readers(browser, corpus):
    return browsing.People(browser, corpus.daemon)


def harmless(page, path):
    page.goto(path)
    faults = page.watch.found() + page.evaluate(LOOK)
    page.watch.faults.clear()
    # An image that is not there is no harm.
    return [f"{path}: {fault}" for fault in faults if "Failed to load resource" not in fault]


def report(faults):
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def test_the_daemon_takes_most_forms(corpus):
    print(corpus.taken)
    assert len(FORMS) >= 60
    for place, count in corpus.taken.items():
        assert count >= 60, f"{place}: {count} were taken; refused: {corpus.refused.get(place, [])[:3]}"


@pytest.mark.parametrize("index", range(len(FORMS)))
def test_a_document_runs_nothing(corpus, readers, index):
    document, faults = corpus.documents[index], []
    with readers.page("tess") as page:
        for suffix in DOCUMENT_PAGES:
            faults += harmless(page, f"/documents/{document}{suffix}")
        faults += harmless(page, f"/projects/form-{index}")
    report(faults)


@pytest.mark.parametrize("index", range(len(FORMS)))
def test_an_address_runs_nothing(corpus, readers, index):
    faults, quoted = [], urllib.parse.quote(FORMS[index], safe="")
    with readers.page("admin") as page:
        # Half of the addresses with each form, and so with each address half of the forms.
        for query in QUERIES[index % 2::2]:
            faults += harmless(page, query.replace("{}", quoted).replace("ID", corpus.documents[index]))
    with readers.page(None) as page:
        faults += harmless(page, f"/sign-in?return_to={quoted}")
    report(faults)


@pytest.mark.parametrize("path, user", SHARED_PAGES, ids=[path for path, _ in SHARED_PAGES])
def test_a_page_of_many_runs_nothing(corpus, readers, path, user):
    with readers.page(user) as page:
        report(harmless(page, path))


def test_what_arrives_while_a_page_is_open_runs_nothing(corpus, readers):
    document = corpus.documents[0]
    with readers.page("tess") as page:
        faults = harmless(page, f"/documents/{document}")
        for index in range(len(FORMS)):
            corpus.put("comment", "POST", f"documents/{document}/comments", {"body": FORMS[index]}, corpus.tess)
        revision = corpus.tess.get(f"documents/{document}")["revision"]
        for index, form in enumerate(FORMS[:10]):
            corpus.put("text", "PUT", f"documents/{document}/content", {
                "markdown": f"# {form}\n\n{section(form)}", "base_revision": revision + index, "message": form})
        page.wait_for_timeout(1500)
        report(faults + page.watch.found() + page.evaluate(LOOK))
