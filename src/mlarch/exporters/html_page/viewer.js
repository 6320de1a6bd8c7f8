"use strict";
const stage = document.querySelector("main");
const svg = stage.querySelector("svg");
const tip = document.getElementById("tip");
const search = document.querySelector("input");
const count = document.querySelector("output");
const parts = new Map(Object.entries(JSON.parse(document.getElementById("parts").textContent)));
const groups = [...svg.querySelectorAll(".node, .cluster, .edge, .edge-label")];
const idOf = (group) => group.dataset.id ?? group.dataset.edge;

let found = [];
let current = -1;

const moving = panZoom(stage, { whole: document.documentElement, shown: hideTip });
moving.put(svg);
moving.name((id) => parts.get(id));

addEventListener("keydown", (event) => {
  if (event.target === search) {
    if (event.key === "Enter") next(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { search.value = ""; find(); search.blur(); }
    return;
  }
  if (event.key === "Escape") hideTip();
  if (event.target.closest("footer")) return;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) { moving.press(event); return; }
  event.preventDefault();
  search.focus();
});

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => moving.actions[button.value]());
}

// Searching: labels, ids and whatever a tooltip says.

function textOf(id) {
  const part = parts.get(id);
  return part ? [id, part.label, ...part.facts.flat()].join("\n").toLowerCase() : "";
}

function mark(chosen) {
  found = chosen;
  current = -1;
  groups.forEach((group) => group.classList.toggle("found", found.includes(idOf(group))));
}

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const ids = [...parts.keys()].filter((id) => words.every((word) => textOf(id).includes(word)));
  mark(words.length ? ids : []);
  svg.classList.toggle("searching", words.length > 0);
  count.textContent = words.length ? `${ids.length} found` : "";
}

function next(step) {
  if (!found.length) return;
  current = (current + step + found.length) % found.length;
  const group = groups.find((one) => idOf(one) === found[current]);
  if (!group) return;
  moving.reveal(group);
  count.textContent = `${current + 1} of ${found.length}`;
}

search.addEventListener("input", find);

function openHash() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return; }
  if (!parts.has(id)) return;
  mark([id]);
  next(1);
}
addEventListener("hashchange", openHash);

// Tooltips, of what is pointed at or has the focus.

function fillTip(part) {
  const name = document.createElement("b");
  name.textContent = part.label;
  const facts = document.createElement("dl");
  for (const [what, text] of part.facts) {
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = what;
    said.textContent = text;
    facts.append(term, said);
  }
  tip.replaceChildren(name, facts);
}

function showTip(group, x, y) {
  const part = parts.get(idOf(group));
  if (!part) return;
  fillTip(part);
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
  if (group && !moving.isHeld) showTip(group, event.clientX, event.clientY);
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
