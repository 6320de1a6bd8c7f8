"use strict";
const stage = document.querySelector("main");
const svg = stage.querySelector("svg");
const tip = document.getElementById("tip");
const search = document.querySelector("input");
const count = document.querySelector("output");
const details = new Map(Object.entries(JSON.parse(document.getElementById("details").textContent)));
const groups = [...svg.querySelectorAll(".node, .cluster, .edge, .edge-label")];
const idOf = (group) => group.dataset.id ?? group.dataset.edge;

let matches = [];
let current = -1;

const panzoom = panZoom(stage, { fullScreenElement: document.documentElement, onChange: hideTip });
panzoom.setPicture(svg);
panzoom.setNames((id) => details.get(id));

addEventListener("keydown", (event) => {
  if (event.target === search) {
    if (event.key === "Enter") next(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { search.value = ""; find(); search.blur(); }
    return;
  }
  if (event.key === "Escape") hideTip();
  if (event.target.closest("footer")) return;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) { panzoom.press(event); return; }
  event.preventDefault();
  search.focus();
});

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => panzoom.actions[button.value]());
}

// Search in ids, labels and tooltips.

function textOf(id) {
  const item = details.get(id);
  return item ? [id, item.label, ...item.facts.flat()].join("\n").toLowerCase() : "";
}

function mark(ids) {
  matches = ids;
  current = -1;
  groups.forEach((group) => group.classList.toggle("found", matches.includes(idOf(group))));
}

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const ids = [...details.keys()].filter((id) => words.every((word) => textOf(id).includes(word)));
  mark(words.length ? ids : []);
  svg.classList.toggle("searching", words.length > 0);
  count.textContent = words.length ? `${ids.length} found` : "";
}

function next(step) {
  if (!matches.length) return;
  current = (current + step + matches.length) % matches.length;
  const group = groups.find((candidate) => idOf(candidate) === matches[current]);
  if (!group) return;
  panzoom.reveal(group);
  count.textContent = `${current + 1} of ${matches.length}`;
}

search.addEventListener("input", find);

function openHash() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return; }
  if (!details.has(id)) return;
  mark([id]);
  next(1);
}
addEventListener("hashchange", openHash);

// Tooltips of the item under the pointer or with the focus.

function fillTip(item) {
  const title = document.createElement("b");
  title.textContent = item.label;
  const facts = document.createElement("dl");
  for (const [name, text] of item.facts) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = name;
    value.textContent = text;
    facts.append(term, value);
  }
  tip.replaceChildren(title, facts);
}

function showTip(group, x, y) {
  const item = details.get(idOf(group));
  if (!item) return;
  fillTip(item);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - box.width - 8))}px`;
  tip.style.top = `${y + 18 + box.height > innerHeight ? Math.max(8, y - box.height - 10) : y + 18}px`;
}

function hideTip() {
  tip.hidden = true;
}

stage.addEventListener("pointermove", (event) => {
  const group = event.target.closest(".node, .edge, .edge-label, .cluster");
  if (group && !panzoom.isHeld) showTip(group, event.clientX, event.clientY);
  else hideTip();
});
stage.addEventListener("pointerleave", hideTip);
stage.addEventListener("focusin", (event) => {
  const group = event.target.closest(".node");
  const box = group?.getBoundingClientRect();
  if (box) showTip(group, box.left, box.bottom - 12);
});
stage.addEventListener("focusout", hideTip);

openHash();
document.documentElement.dataset.ready = "yes";
