"use strict";
const form = document.getElementById("filter");
const cards = [...document.querySelectorAll(".card")];
const groups = [...document.querySelectorAll(".group")];
const filters = ["role", "technology", "provider", "family"];
const valuesOf = (card, kind) => (kind === "role" || kind === "technology"
  ? JSON.parse(card.dataset[kind]) : [card.dataset[kind]]);

function matches(card) {
  const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => card.dataset.words.includes(word))) return false;
  return filters.every((kind) => !form.elements[kind].value || valuesOf(card, kind).includes(form.elements[kind].value));
}

function filter() {
  const active = ["text", ...filters].filter((name) => form.elements[name].value);
  for (const card of cards) card.hidden = !matches(card);
  for (const group of groups) group.hidden = active.length > 0 && !group.querySelector(".card:not([hidden])");
  for (const kind of filters) form.elements[kind].classList.toggle("active", active.includes(kind));
  document.getElementById("content").classList.toggle("filtered", active.length > 0);
  const shown = cards.filter((card) => !card.hidden).length;
  form.querySelector("[type=reset]").hidden = !active.length;
  form.querySelector("output").textContent = active.length ? `${shown} of ${cards.length}` : `${cards.length} architectures`;
  document.getElementById("none").hidden = shown > 0;
}

function restore() {
  for (const name of ["text", ...filters]) form.elements[name].value = urlState.get(name);
  filter();
}

form.addEventListener("input", () => {
  urlState.set(Object.fromEntries(["text", ...filters].map((name) => [name, form.elements[name].value])));
  filter();
});
form.addEventListener("reset", () => {
  urlState.set(Object.fromEntries(["text", ...filters].map((name) => [name, ""])));
  form.elements.text.focus();
  setTimeout(filter);
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
  event.preventDefault();
  form.elements.text.focus();
});
addEventListener("hashchange", restore);
restore();
document.documentElement.dataset.ready = "yes";
