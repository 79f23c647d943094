// Searches that are kept by a name, in this browser alone.
const key = "countersign-searches";
const read = () => { try { const kept = JSON.parse(localStorage.getItem(key) ?? "[]"); return Array.isArray(kept) ? kept.filter(({ name, address }) => typeof name === "string" && /^\/search(\?|$)/.test(address)) : []; } catch { return []; } };
const write = (kept) => { try { localStorage.setItem(key, JSON.stringify(kept.slice(0, 50))); } catch { /* A browser that keeps nothing goes without. */ } };
const make = (tag, members, ...parts) => { const element = Object.assign(document.createElement(tag), members); element.append(...parts); return element; };

function show() {
  const box = document.querySelector("[data-kept]");
  const kept = read();
  box.hidden = !kept.length;
  box.querySelector("ul").replaceChildren(...kept.map(({ name, address }) => {
    const gone = make("button", { type: "button", title: "Forget it" }, make("span", { className: "quiet", textContent: `Forget ${name}` }), make("span", { ariaHidden: "true", textContent: "×" }));
    gone.addEventListener("click", () => { write(read().filter((one) => one.name !== name)); show(); });
    return make("li", { className: "tag" }, make("a", { href: address, textContent: name }), gone);
  }));
}
const keep = document.querySelector("[data-keep]");
if (keep) {
  keep.hidden = false;
  keep.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = event.target.elements.namedItem("name").value.trim();
    const address = document.querySelector(".keep").getAttribute("href");
    if (!name) return;
    write([...read().filter((one) => one.name !== name), { name, address }]);
    event.target.reset();
    keep.querySelector("details").open = false;
    show();
  });
}
// An address with only what was filled in: one that can be kept and sent to others.
document.querySelector("[data-filters]").addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
show();
