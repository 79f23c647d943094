"""What the daemon is filled with: the worked example, a long document with many comments, a project with many documents."""

import hashlib
import hmac
import json
import os
import subprocess
import urllib.request

LARGE_TITLE = "Ledger of Freight Charges"
MANY = "freight"

DIAGRAM = """```
+-----------+   scan    +-----------+   event   +-----------+
|  Scanner  | --------> |   Edge    | --------> |  Ledger   |
+-----------+           +-----------+           +-----------+
                              |                       |
                              v                       v
                        +-----------+           +-----------+
                        |   Queue   | --------> |  Reports  |
                        +-----------+           +-----------+
```
"""
CODE = """```sql
CREATE TABLE charge_{n} (
    id BIGINT PRIMARY KEY,
    parcel TEXT NOT NULL REFERENCES parcel (id),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    charged_at TIMESTAMP NOT NULL
);
```
"""
TABLE = """| Field | Type | Kept for | Who reads it |
|-------|------|----------|--------------|
| `parcel` | text | {n} days after delivery | carriers, support |
| `amount_cents` | integer | ten years | finance |
| `charged_at` | time | ten years | finance, audit |
| `note` | text | 30 days | support |
"""
PROSE = [
    "A charge is written once, at the moment the parcel passes gate {n}, and is never changed afterwards; what was wrong "
    "is put right by a second charge that names the first. That keeps the sum of any day what it was on that day.",
    "The **carrier** sees a charge within *ten seconds* of its scan. Where the link of depot {n} is down, the scanner keeps "
    "up to 4,000 scans and sends them in their order, each with the time at which it was made.",
    "Whoever reads the ledger of region {n} needs the role `finance`, or a delegation of it; see "
    "[the rules of access](https://example.org/access/{n}). Each reading is itself on record.",
    "Rounding is to the cent, half to even, at the end of line {n} and nowhere before it, so that two services that add "
    "the same charges in another order come to the same sum.",
]


def example(daemon):
    subprocess.run([daemon.binary, "example"], check=True, stdout=subprocess.DEVNULL,
                   env=os.environ | {"COUNTERSIGN_URL": daemon.url, "COUNTERSIGN_TOKEN": daemon.tokens["admin"]})


def section(n, characters):
    parts = [f"## {n}. Charges of region {n}\n"]
    if n % 4 == 0:
        parts.append(TABLE.format(n=n))
    if n % 4 == 1:
        parts.append(DIAGRAM)
    if n % 4 == 2:
        parts.append(CODE.format(n=n))
    if n % 4 == 3:
        parts.append("\n".join(f"{i}. Step {i} of region {n}: weigh, measure, *charge*." for i in range(1, 6)) + "\n")
    index = 0
    while sum(map(len, parts)) < characters:
        if index and index % 4 == 0:
            parts.append(f"### {n}.{index // 4} Cases of region {n}\n")
        parts.append(f"({n}.{index}) " + PROSE[index % len(PROSE)].format(n=n) + "\n")
        index += 1
    return "\n".join(parts)


def large_text(sections=40, size=100_000):
    review = (
        "## Review\n\n#### Must Verify\n\n- [ ] Sums of a day do not change afterwards\n- [ ] Old charges can be read\n\n"
        "#### Should Check\n\n- [ ] The names are those of the glossary\n\n"
        "## Open Questions\n\n| # | Question | Options | Recommendation |\n|---|----------|---------|----------------|\n"
        "| 1 | Which store? | A: one table / B: one a region | A, sums stay simple |\n"
        "| 2 | Who corrects a charge? | A: finance / B: support | A, they answer for it |\n")
    head = f"# {LARGE_TITLE}\n\nWhat is charged for a parcel, when, and who may read it.\n"
    each = (size - len(head) - len(review)) // (sections - 2)
    return "\n".join([head, *(section(n, each) for n in range(1, sections - 1)), review])


def large_document(daemon, comments=300):
    """A document of 100 KB in 40 sections, under review by users of the example. Answers its id."""
    ada, tess, sam = daemon.api("ada"), daemon.api("tess"), daemon.api("sam")
    opened = ada.post("documents", {
        "template": "architecture", "title": LARGE_TITLE, "project": "parcel-lockers",
        "reviewers": ["tess", "arif", "sam", "dee"]})
    document = opened["id"]
    text = large_text()
    ada.save(document, text, opened["revision"], "Write it down")
    ada.post(f"documents/{document}/submission")
    ids = [found["id"] for found in ada.get(f"documents/{document}")["sections"] if "charges-of-region" in found["id"]]
    threads = []
    for index in range(comments):
        writer = [tess, sam, ada][index % 3]
        n = index % len(ids)
        body = {"body": f"Remark {index + 1}: does this hold for region {n + 1} *at night*, too?\n\n- `gate {n + 1}`"}
        if index % 3 == 2:
            body["reply_to"] = threads[-1]
        elif index % 6 != 4:
            body["anchor"] = {"section": ids[n], "quote": "put right by a second charge"}
        written = writer.post(f"documents/{document}/comments", body)
        if "reply_to" not in body:
            threads.append(written["id"])
    for thread in threads[::5]:
        tess.post(f"documents/{document}/comments/{thread}/resolution")
    for edited in ["half to even", "half up"]:
        text = text.replace(edited, "half away from zero", 3)
        latest = ada.get(f"documents/{document}")["revision"]
        ada.save(document, text, latest, "Say how we round")
    tess.post(f"documents/{document}/verdicts", {
        "role": "technical-lead", "outcome": "approved", "revision": ada.get(f"documents/{document}")["revision"]})
    return document


def integrations(daemon):
    """An endpoint whose receiver is not there, with a delivery, and a connection that has received a push. Answers ids."""
    endpoint = daemon.admin.post("endpoints", {
        "kind": "webhook", "name": "Build server", "url": "http://127.0.0.1:9/hook", "event_types": ["document.approved"]})
    delivery = daemon.admin.post(f"endpoints/{endpoint['id']}/test")
    connection = daemon.admin.post("connections", {
        "host": "gitea", "repository": "parcel/docs", "api_url": "http://127.0.0.1:9", "token": "t0ken-of-nobody",
        "branch": "main", "paths": ["docs/**/*.md"]})
    body = json.dumps({"ref": "refs/heads/other", "repository": {"full_name": "parcel/docs"}, "commits": []}).encode()
    signature = hmac.new(connection["secret"].encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(f"{daemon.url}/hooks/{connection['id']}", data=body, headers={
        "Content-Type": "application/json", "X-Gitea-Event": "push", "X-Gitea-Delivery": "d-1",
        "X-Gitea-Signature": signature})
    urllib.request.urlopen(request).read()
    receipts = daemon.admin.get(f"connections/{connection['id']}/receipts")["items"]
    return {"endpoint": endpoint["id"], "delivery": delivery["delivery"], "connection": connection["id"],
            "receipt": receipts[0]["id"]}


def many_documents(daemon, count=500):
    """A project with so many documents, half of them under review by tess."""
    ada = daemon.api("ada")
    ada.post("projects", {"slug": MANY, "title": "Freight"})
    for index in range(count):
        opened = ada.post("documents", {
            "template": "design", "title": f"Freight charge {index + 1}", "project": MANY, "reviewers": ["tess"]})
        if index % 2 == 0:
            ada.post(f"documents/{opened['id']}/submission")
    return MANY
