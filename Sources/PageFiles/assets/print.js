// The sheet's title stands at the head of each page; a button prints.
const sheet = document.querySelector(".paper");
document.documentElement.style.setProperty("--record", JSON.stringify(`${sheet.dataset.title} · revision ${sheet.dataset.revision}`));
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
