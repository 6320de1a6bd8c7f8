"use strict";
const form = document.getElementById("filter");
const cards = [...document.querySelectorAll(".card")];
const groups = [...document.querySelectorAll(".group")];
const kinds = ["role", "technology", "provider", "family"];
const listOf = (card, kind) => (kind === "role" || kind === "technology"
  ? JSON.parse(card.dataset[kind]) : [card.dataset[kind]]);

function fits(card) {
  const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => card.dataset.words.includes(word))) return false;
  return kinds.every((kind) => !form.elements[kind].value || listOf(card, kind).includes(form.elements[kind].value));
}

function filter() {
  const asked = ["text", ...kinds].filter((name) => form.elements[name].value);
  for (const card of cards) card.hidden = !fits(card);
  for (const group of groups) group.hidden = asked.length > 0 && !group.querySelector(".card:not([hidden])");
  for (const kind of kinds) form.elements[kind].classList.toggle("asked", asked.includes(kind));
  document.getElementById("content").classList.toggle("filtered", asked.length > 0);
  const shown = cards.filter((card) => !card.hidden).length;
  form.querySelector("[type=reset]").hidden = !asked.length;
  form.querySelector("output").textContent = asked.length ? `${shown} of ${cards.length}` : `${cards.length} architectures`;
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
