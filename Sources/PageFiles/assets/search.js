// An address with only what was filled in: one that can be kept and sent to others.
document.querySelector("[data-filters]").addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
