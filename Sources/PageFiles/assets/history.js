// The slider shows a moment while it is moved, without leaving the page.
const form = document.querySelector("[data-moments]");
const slider = form?.querySelector("input[type=range]");
const output = form?.querySelector("output");
let asked;
let timer;

async function show(address) {
  asked?.abort();
  asked = new AbortController();
  document.querySelector("#_moment").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asked.signal });
    if (!answer.ok || answer.redirected) { location.href = address; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    put(document.adoptNode(page.querySelector("#_moment")));
  } catch (error) { if (error.name !== "AbortError") location.href = address; }
}
function put(fresh) {
  const place = document.querySelector("#_moment");
  const way = place.contains(document.activeElement) ? document.activeElement.rel : "";
  place.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("shown", { detail: fresh }));
  const then = fresh.querySelector(".then");
  if (then && document.activeElement !== slider) slider.value = then.dataset.step;
  if (way) (fresh.querySelector(`.steps a[rel=${way}]`) ?? fresh.querySelector(".steps a"))?.focus();
  tell();
  history.replaceState(null, "", then ? `?at=${then.dataset.seq}` : location.pathname);
}
function tell() {
  output.textContent = `${slider.value} of ${slider.max}`;
  slider.setAttribute("aria-valuetext", output.textContent);
}
const chosen = () => { clearTimeout(timer); show(`${form.action}?step=${slider.value}`); };

if (slider) {
  slider.addEventListener("input", () => { tell(); clearTimeout(timer); timer = setTimeout(chosen, 140); });
  form.addEventListener("submit", (event) => { event.preventDefault(); chosen(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".steps a[rel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });
}
