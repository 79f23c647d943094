// The questions that were asked last stay in this browser; each is a link.
const place = document.querySelector("[data-kept]");
const name = "countersign-asked";
const most = 8;
const read = () => { try { return JSON.parse(localStorage.getItem(name)) ?? []; } catch { return []; } };
const write = (asked) => { try { localStorage.setItem(name, JSON.stringify(asked)); } catch { /* A browser that keeps nothing asks anew. */ } };

function title(address) {
  const query = new URL(address, location.href).searchParams;
  const times = [query.get("since") && `from ${query.get("since")}`, query.get("until") && `to ${query.get("until")}`];
  return [query.get("query"), query.get("project") && `in ${query.get("project")}`, ...times].filter(Boolean).join(" ");
}
function show() {
  const asked = read().filter((address) => typeof address === "string" && address.startsWith("/audit?"));
  place.hidden = asked.length === 0;
  const links = asked.map((address) => Object.assign(document.createElement("a"), { href: address, textContent: title(address) }));
  const forget = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "Forget these" });
  forget.addEventListener("click", () => { write([]); show(); });
  const before = Object.assign(document.createElement("span"), { className: "soft", textContent: "Asked lately" });
  place.replaceChildren(before, ...links, forget);
}

const now = place.dataset.kept;
if (now) write([now, ...read().filter((address) => address !== now)].slice(0, most));
show();
