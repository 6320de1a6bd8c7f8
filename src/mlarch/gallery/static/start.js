"use strict";
const form = document.getElementById("filter");
const cards = [...document.querySelectorAll(".card")];
const kinds = ["role", "technology", "provider", "family"];
const listOf = (card, kind) => (kind === "role" || kind === "technology"
  ? JSON.parse(card.dataset[kind]) : [card.dataset[kind]]);

function fits(card) {
  const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => card.dataset.words.includes(word))) return false;
  return kinds.every((kind) => !form.elements[kind].value || listOf(card, kind).includes(form.elements[kind].value));
}

function filter() {
  for (const card of cards) card.hidden = !fits(card);
  const shown = cards.filter((card) => !card.hidden).length;
  form.querySelector("output").textContent = `${shown} of ${cards.length}`;
  document.getElementById("none").hidden = shown > 0;
}

function restore() {
  for (const name of ["text", ...kinds]) form.elements[name].value = address.get(name);
  filter();
}

form.addEventListener("input", () => {
  address.set(Object.fromEntries(["text", ...kinds].map((name) => [name, form.elements[name].value])));
  filter();
});
form.addEventListener("reset", () => {
  address.set(Object.fromEntries(["text", ...kinds].map((name) => [name, ""])));
  setTimeout(filter);
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", restore);
restore();
document.documentElement.dataset.ready = "yes";
