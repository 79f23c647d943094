// What comes to its end in a moment is looked at again, a few times.
const times = Number(sessionStorage.getItem(`await ${location.pathname}`) ?? 0);
if (document.querySelector("[data-await]") && times < 10) {
  sessionStorage.setItem(`await ${location.pathname}`, String(times + 1));
  setTimeout(() => location.reload(), 1200);
} else {
  sessionStorage.removeItem(`await ${location.pathname}`);
}
