// What pages can do besides: nothing here is needed to read, to comment or to approve.
const one = (query, root = document) => root.querySelector(query);
const all = (query, root = document) => [...root.querySelectorAll(query)];
const said = (text) => { const box = one("#_said"); box.textContent = text; clearTimeout(said.timer); said.timer = setTimeout(() => { box.textContent = ""; }, 6000); };

// Times in the reader's zone; the exact one stays on hover.
const shown = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const steps = [["minute", 60], ["hour", 3600], ["day", 86400]];
const lasting = (unit, count) => new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(count);
function tell(time) {
  const date = new Date(time.dateTime);
  if (Number.isNaN(date.getTime())) return;
  const seconds = (Date.now() - date) / 1000;
  const [unit, size] = steps.findLast(([, size]) => Math.abs(seconds) >= size) ?? steps[0];
  const waits = time.closest(".since");
  const isShort = Math.abs(seconds) < 60;
  if (waits) one("span", waits).textContent = isShort ? "" : "for ";
  if (isShort && !("exact" in time.dataset)) time.textContent = "just now";
  else if (waits) time.textContent = lasting(unit, Math.round(seconds / size));
  else time.textContent = !("exact" in time.dataset) && Math.abs(seconds) < 14 * 86400 ? ago.format(-Math.round(seconds / size), unit) : shown.format(date);
  time.title = `${shown.format(date)} (${time.dateTime})`;
}
const tellTimes = (root) => all("time", root).forEach(tell);

// Forms: sent in the background; then what has changed on the page is changed here, and nothing else.
const dirty = (form) => all("textarea, input:not([type=hidden], [type=radio], [type=checkbox])", form).some((field) => field.value !== field.defaultValue);
async function send(form, button) {
  const data = new FormData(form, button);
  button && (button.disabled = true);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" } });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) return complain(form, body, answer.status);
    one(".trouble", form)?.remove();
    form.reset();
    form.closest("details.reply, details.say, details.mend")?.removeAttribute("open");
    const next = form.dataset.then;
    if (next) { location.href = next; return; }
    await refresh();
    said(form.dataset.said ?? "Done.");
    form.dispatchEvent(new CustomEvent("sent", { bubbles: true, detail: body }));
  } catch { complain(form, { detail: "The server cannot be reached. What you wrote is still here: try again." }); } finally { button && (button.disabled = false); }
}
function complain(form, problem, status) {
  const box = one(".trouble", form) ?? form.insertBefore(Object.assign(document.createElement("div"), { className: "trouble" }), form.firstChild);
  box.setAttribute("role", "alert");
  box.replaceChildren(...[problem.detail ?? `This did not work (${status}).`, ...(problem.errors ?? []).map((error) => `${error.field}: ${error.message}`)].map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  box.tabIndex = -1;
  box.focus();
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("swap" in form.dataset)) return;
  event.preventDefault();
  send(form, event.submitter);
});

// A fresh copy of the page takes the place of this one, part by part. A part in which somebody writes stays as it is.
async function refresh() {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = new Set(all("details[open]").map(way));
  for (const part of all("[data-part]")) {
    const fresh = one(`[data-part="${CSS.escape(part.dataset.part)}"]`, page);
    if (!fresh) { if (!busy(part)) part.remove(); continue; }
    const is = bare(fresh);
    if (is === was.get(part)) continue;
    if (busy(part)) { seal(part, fresh); continue; }
    part.replaceWith(document.adoptNode(fresh));
    was.set(fresh, is);
    all("details", fresh).forEach((details) => { details.open ||= open.has(way(details)); });
    tellTimes(fresh);
  }
  const [doc, freshDoc] = [one(".doc"), one(".doc", page)];
  if (doc && freshDoc) Object.assign(doc.dataset, { ...freshDoc.dataset });
  document.dispatchEvent(new CustomEvent("refreshed"));
  return page;
}
// As the server wrote it, but for the marks that each form gets anew.
const was = new WeakMap();
const bare = (part) => part.innerHTML.replace(/<input type="hidden" name="(csrf_token|once)"[^>]*>/g, "");
const busy = (part) => part.contains(document.activeElement) && document.activeElement.matches("textarea, input, select") || all("form", part).some(dirty);
// A form that stays is sent again one day: it needs the new page's mark, or it would be taken for one sent before.
function seal(part, fresh) { const once = one("input[name=once]", fresh)?.value; once && all("input[name=once]", part).forEach((field) => { field.value = once; }); }
const way = (details) => `${details.closest("[id]")?.id}/${details.closest("[data-part]")?.dataset.part}/${details.className}/${one("summary", details)?.textContent}`;

// Live: what happens on the server is told, and shown, without losing what is being typed.
function live() {
  const root = one("[data-live]");
  if (!root) return;
  const filter = root.dataset.document ? `document=${encodeURIComponent(root.dataset.document)}&` : "";
  const after = root.dataset.seq;
  let timer;
  const stream = new EventSource(`/api/v1/events/stream?${filter}${after ? `after=${after}` : ""}`);
  const heard = (event) => {
    const data = JSON.parse(event.data);
    if (data.event_type === "draft.saved") announce(data, root);
    clearTimeout(timer);
    timer = setTimeout(refresh, 400);
  };
  ["draft.saved", "comment.added", "comment.edited", "comment.resolved", "comment.reopened", "checklist.marked", "question.answered", "verdict.given", "verdict.withdrawn", "verdict.staled", "verdict.restored", "review.requested", "review.withdrawn", "stage.completed", "stage.returned", "document.approved", "document.reopened", "document.opened", "obligation.verified", "gate.overridden"].forEach((type) => stream.addEventListener(type, heard));
  stream.onmessage = heard;
  addEventListener("pagehide", () => stream.close());
}
function announce(event, root) {
  const revision = event.data?.revision;
  if (!revision || revision <= Number(root.dataset.revision)) return;
  const mine = all(".outline .mark.mine").map((mark) => mark.parentElement.querySelector("a"));
  const changed = new Set((event.data.changed_sections ?? event.data.changed ?? []).map(String));
  const hit = mine.filter((link) => changed.has(link.hash.slice(1))).map((link) => link.textContent);
  said(`Revision ${revision} was saved${hit.length ? `: ${hit.join(", ")}, which you approved, changed` : ""}.`);
}

// Selecting words comments on them.
function selecting() {
  const text = one("main.text");
  if (!text || !one(".say")) return;
  const picker = Object.assign(document.createElement("button"), { className: "picker main", textContent: "Comment on this", type: "button", hidden: true });
  document.body.append(picker);
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const words = selection.toString().trim();
    const at = selection.rangeCount ? selection.getRangeAt(0) : null;
    const part = at && (at.startContainer.parentElement ?? at.startContainer).closest?.(".part");
    const inside = part && at.startContainer.parentElement?.closest(".prose") && one(".prose", part).contains(at.endContainer);
    if (!words || !inside) { picker.hidden = true; return; }
    chosen = { part, words: selection.toString().trim() };
    const box = at.getBoundingClientRect();
    picker.hidden = false;
    picker.style.setProperty("left", `${scrollX + Math.min(box.left, innerWidth - 180)}px`);
    picker.style.setProperty("top", `${scrollY + box.bottom + 8}px`);
  });
  picker.addEventListener("click", () => { picker.hidden = true; commentOn(chosen); });
}
function commentOn({ part, words }) {
  const say = one(".say", part);
  say.open = true;
  one("[name='anchor.quote']", say).value = words;
  const body = one("textarea", say);
  body.focus();
  body.scrollIntoView({ block: "center" });
}

// The words that a thread speaks of are marked in the text.
function light() {
  if (!("highlights" in CSS)) return;
  const ranges = [];
  for (const thread of all(".part .thread[data-quote]:not(.done)")) {
    const prose = one(".prose", thread.closest(".part"));
    const range = prose && find(prose, thread.dataset.quote);
    if (range) ranges.push(range);
  }
  CSS.highlights.set("quoted", new Highlight(...ranges));
}
function find(root, words) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = []; let text = "";
  while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
  const plain = words.replace(/[*_`]/g, "");
  const at = text.indexOf(words) >= 0 ? [text.indexOf(words), words.length] : [text.indexOf(plain), plain.length];
  if (at[0] < 0) return null;
  const place = (offset) => { const [start, node] = nodes.findLast(([start]) => start <= offset); return [node, Math.min(offset - start, node.length)]; };
  const range = document.createRange();
  range.setStart(...place(at[0])); range.setEnd(...place(at[0] + at[1] - 1)); range.setEnd(range.endContainer, Math.min(range.endOffset + 1, range.endContainer.length));
  return range;
}

// Keys.
const typing = () => document.activeElement?.matches("textarea, input, select, [contenteditable]");
const keys = [
  ["/", "Search", () => one("#_find")?.focus()],
  ["g i", "Inbox", () => { location.href = "/"; }], ["g p", "Projects", () => { location.href = "/projects"; }],
  ["g d", "Documents", () => { location.href = "/search"; }], ["g a", "Audit", () => { location.href = "/audit"; }],
  ["g r", "Reports", () => { location.href = "/reports"; }],
  ["j", "Next", () => step(1)], ["k", "Previous", () => step(-1)],
  ["c", "Comment on the chosen words or section", () => { const picker = one(".picker:not([hidden])"); const part = partHere(); if (picker) picker.click(); else if (part) commentOn({ part, words: "" }); }],
  ["n", "Next open comment", () => nextThread()],
  ["v", "Give a verdict", () => { const box = one("#_verdict, #_review"); box?.scrollIntoView({ block: "center" }); one("#_verdict input[type=radio]")?.focus(); }],
  ["e", "Edit", () => one(".tabs a[href$='/edit']")?.click()], ["d", "Compare", () => one(".tabs a[href$='/compare']")?.click()],
  ["h", "History", () => one(".tabs a[href$='/history']")?.click()], ["?", "These keys", () => help()],
];
let pending = "";
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { document.activeElement?.blur(); one("dialog[open]")?.close(); return; }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing() || one("dialog[open]")) return;
  const typed = pending ? `${pending} ${event.key}` : event.key;
  pending = "";
  const found = keys.find(([key]) => key === typed);
  if (found) { event.preventDefault(); found[2](); } else if (keys.some(([key]) => key.startsWith(`${event.key} `))) { pending = event.key; setTimeout(() => { pending = ""; }, 1200); }
});
function step(by) {
  const rows = all(".rows a.row, .part");
  if (!rows.length) return;
  const now = rows.indexOf(one("[data-chosen]"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + by))];
  one("[data-chosen]")?.removeAttribute("data-chosen");
  next.dataset.chosen = "";
  next.matches("a") ? next.focus() : (next.scrollIntoView({ block: "start" }), next.tabIndex = -1, next.focus({ preventScroll: true }));
}
const partHere = () => one(".part[data-chosen]") ?? all(".part").find((part) => part.getBoundingClientRect().bottom > 120);
function nextThread() {
  const threads = all(".thread:not(.done)");
  if (!threads.length) return;
  const next = threads[(threads.indexOf(one(".thread.lit")) + 1) % threads.length];
  all(".thread.lit").forEach((thread) => thread.classList.remove("lit"));
  next.classList.add("lit");
  next.scrollIntoView({ block: "center" });
  one("summary, button, a", next)?.focus({ preventScroll: true });
}
function help() {
  const dialog = document.createElement("dialog");
  const list = document.createElement("dl");
  list.className = "keys";
  for (const [key, what] of keys) {
    const term = document.createElement("dt");
    key.split(" ").forEach((part) => term.append(Object.assign(document.createElement("kbd"), { textContent: part }), " "));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: what }));
  }
  const close = Object.assign(document.createElement("button"), { textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(Object.assign(document.createElement("h2"), { textContent: "Keyboard" }), list, close);
  document.body.append(dialog);
  dialog.showModal();
}

// Light or dark: kept in a cookie, so that the server draws the next page so from the start.
const does = {
  theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `countersign-theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
  },
  keys: help, "next-comment": nextThread, print: () => print(),
};
document.addEventListener("click", (event) => {
  const doer = event.target.closest("[data-do]");
  if (!doer || !does[doer.dataset.do]) return;
  event.preventDefault();
  does[doer.dataset.do](doer);
});
// What scrolls sideways is reached with the keyboard, and a box in a text says how it is.
function reach(root) {
  all(".prose pre, .prose table, .scroll", root).forEach((box) => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; });
  all(".prose li.task > input", root).forEach((box) => box.setAttribute("aria-label", box.checked ? "Ticked" : "Not ticked"));
}
// A record is printed with its title at the head of each page.
function heading() {
  const sheet = one(".paper");
  sheet && document.documentElement.style.setProperty("--record", JSON.stringify(`${sheet.dataset.title} · revision ${sheet.dataset.revision}`));
}
// Where in the outline the reader is.
function following() {
  const links = new Map(all(".outline a").map((link) => [link.hash.slice(1), link]));
  if (!links.size) return;
  const watch = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach((one) => {
    links.forEach((link) => link.removeAttribute("aria-current"));
    links.get(one.target.dataset.section)?.setAttribute("aria-current", "true");
  }), { rootMargin: "-80px 0px -75% 0px" });
  all(".part").forEach((part) => watch.observe(part));
}

// What stays beside the text ends where the window ends, also before it has come to the window's top: all of it is reached.
function fit() {
  all(".outline, .side").forEach((box) => {
    const stays = getComputedStyle(box).position === "sticky";
    box.style.setProperty("max-height", stays ? `${innerHeight - Math.max(0, box.getBoundingClientRect().top)}px` : "");
  });
}
["scroll", "resize"].forEach((name) => addEventListener(name, () => requestAnimationFrame(fit), { passive: true }));

all("[data-do][hidden]").forEach((button) => { button.hidden = false; });
all("[data-part]").forEach((part) => was.set(part, bare(part)));
tellTimes(document);
setInterval(() => tellTimes(document), 60000);
selecting();
light();
following();
fit();
document.addEventListener("refreshed", () => { light(); following(); reach(document); fit(); });
reach(document);
heading();
// A page's own script has put something new into it.
document.addEventListener("shown", (event) => { tellTimes(event.detail); reach(event.detail); });
live();
if (matchMedia("(max-width: 80rem)").matches) all(".outline details").forEach((details) => { details.open = false; });

// What only some pages need is told to them by these.
export { all, busy, one, refresh, said, tellTimes, typing };
