// The editor, and two drafts side by side: a preview while one writes, drafts that are kept, and saving from the keyboard.
const one = (query, root = document) => root.querySelector(query);
const form = one("form[data-draft]");
const text = one("#_text");
const message = one("[name=message]", form);
const place = `countersign-draft:${form.dataset.draft}`;
// A button has the name that the form's own address has.
const address = form.getAttribute("action");
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const start = text?.value;
let leaving = false;

// What is written is kept in this browser until it is saved.
const dirty = () => "unsaved" in form.dataset || (text && text.value !== start) || message.value !== message.defaultValue;
function keep() {
  if (!text || !dirty()) return;
  const draft = { text: text.value, message: message.value, base: form.elements.base_revision.value, at: Date.now() };
  try { localStorage.setItem(place, JSON.stringify(draft)); } catch { /* No room, or not allowed: the page itself still holds it. */ }
}
function kept() { try { return JSON.parse(localStorage.getItem(place)); } catch { return null; } }
function drop() { try { localStorage.removeItem(place); } catch { /* There is none, then. */ } }
function age(time) {
  const seconds = (Date.now() - time) / 1000;
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, size]) => seconds >= size) ?? ["second", 1];
  return ago.format(-Math.round(seconds / size), unit);
}
function offer() {
  const draft = kept();
  const box = one("#_kept");
  if (!text || !box || typeof draft?.text !== "string" || "unsaved" in form.dataset) return;
  if (draft.text === text.value) { drop(); return; }
  one("time", box).textContent = age(draft.at);
  one("time", box).dateTime = new Date(draft.at).toISOString();
  one(".number", box).textContent = draft.base;
  one(".other", box).hidden = draft.base === form.elements.base_revision.value;
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const act = event.target.dataset?.kept;
    if (!act) return;
    if (act === "drop") drop(); else {
      text.value = draft.text;
      message.value = draft.message;
      // It goes on from where it began, so that what others saved since is not written over.
      form.elements.base_revision.value = draft.base;
      look();
    }
    box.hidden = true;
    text.focus();
  });
}

// The preview, and what saving would bring about, when the writer pauses.
const [preview, checks, asks] = [one("#_preview"), one("#_checks"), one("#_asks")];
let asked;
async function look() {
  if (!text) return;
  asked?.abort();
  asked = new AbortController();
  const data = new URLSearchParams(new FormData(form));
  data.set("action", "preview");
  preview.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" }, signal: asked.signal });
    const found = await answer.json();
    if (!answer.ok) { tell(asks, found.detail); return; }
    const top = preview.scrollTop;
    preview.innerHTML = found.preview;
    preview.scrollTop = top;
    // What is too wide to be seen whole is reached with the keyboard.
    for (const wide of preview.querySelectorAll("pre, table")) if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    show(checks, found.checks);
    show(asks, found.asks);
    for (const button of checks.querySelectorAll("[data-line]")) button.disabled = false;
  } catch (error) { if (error.name !== "AbortError") tell(asks, "The server cannot be reached. What you write is kept in this browser."); } finally { preview.removeAttribute("aria-busy"); }
}
// Only what is new is put in its place, and so read aloud.
const shown = new WeakMap();
function show(box, html) {
  if (shown.get(box) === html) return;
  const was = one("details", box)?.open;
  box.innerHTML = html;
  if (was !== undefined && one("details", box)) one("details", box).open = was;
  shown.set(box, html);
}
function tell(box, words) {
  shown.delete(box);
  box.replaceChildren(Object.assign(document.createElement("p"), { className: "warn", textContent: words }));
}
checks?.addEventListener("click", (event) => {
  const line = Number(event.target.closest("[data-line]")?.dataset.line);
  if (!line) return;
  const lines = text.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  text.scrollTop = (text.scrollHeight * (line - 1)) / lines.length - text.clientHeight / 3;
});

let [writing, looking] = [0, 0];
form.addEventListener("input", (event) => {
  const picks = event.target.dataset?.picks;
  if (picks) one(`[name="${CSS.escape(picks)}"][value=edited]`, form).checked = true;
  clearTimeout(writing);
  writing = setTimeout(keep, 400);
  if (event.target !== text) return;
  clearTimeout(looking);
  looking = setTimeout(look, 700);
});
text?.addEventListener("scroll", () => {
  const share = text.scrollTop / Math.max(1, text.scrollHeight - text.clientHeight);
  if (document.activeElement === text) preview.scrollTop = share * (preview.scrollHeight - preview.clientHeight);
});

// Saving. Where somebody else was quicker, the server's page shows both texts.
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const saves = button?.value === "save";
  if (!saves && text) { event.preventDefault(); await look(); preview.focus(); return; }
  event.preventDefault();
  keep();
  const data = new URLSearchParams(new FormData(form, button));
  button.disabled = true;
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const found = await answer.json().catch(() => ({}));
    if (answer.ok) { leaving = true; clearTimeout(writing); drop(); location.href = found.location; return; }
    if (found.code === "stale_revision" || found.code === "not_chosen") { send(); return; }
    complain([found.detail ?? `This did not work (${answer.status}).`, ...(found.errors ?? []).map((error) => `${error.field}: ${error.message}`)]);
  } catch { complain(["The server cannot be reached. What you wrote is still here, and kept in this browser: try again."]); } finally { button.disabled = false; }
});
function send() {
  leaving = true;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: "save" }));
  form.submit();
}
function complain(lines) {
  const box = one(".trouble", form) ?? form.insertBefore(Object.assign(document.createElement("div"), { className: "trouble", tabIndex: -1 }), one(".keep", form));
  box.setAttribute("role", "alert");
  box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  box.focus();
}
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  form.requestSubmit(one("button[value=save]", form));
});
addEventListener("beforeunload", (event) => { if (!leaving && dirty()) { keep(); event.preventDefault(); } });
addEventListener("pagehide", () => { if (!leaving) keep(); });
addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });

for (const hint of document.querySelectorAll("[data-keys]")) {
  hint.hidden = false;
  if (/Mac/.test(navigator.platform)) one("kbd", hint).textContent = "⌘";
}
offer();
look();
