"use strict";
const stage = document.querySelector("main");
const svg = stage.querySelector("svg");
const tip = document.getElementById("tip");
const search = document.querySelector("input");
const count = document.querySelector("output");
const parts = new Map(Object.entries(JSON.parse(document.getElementById("parts").textContent)));
const whole = svg.viewBox.baseVal;
const full = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
const groups = [...svg.querySelectorAll(".node, .cluster, .edge, .edge-label")];
const idOf = (group) => group.dataset.id ?? group.dataset.edge;

let view = full;
let found = [];
let current = -1;

// Showing: what is seen is a part of the picture, in its own units.

function show(next) {
  const width = Math.min(Math.max(next.width, full.width / 40), full.width * 4);
  view = { ...next, width, height: (width * next.height) / next.width };
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
}

function toPicture(x, y) {
  const point = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
  return { x: point.x, y: point.y };
}

function zoom(factor, at) {
  const center = at ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  const before = view.width;
  show({ ...view, width: view.width * factor, height: view.height * factor });
  const scale = view.width / before;
  show({ ...view, x: center.x - (center.x - view.x) * scale, y: center.y - (center.y - view.y) * scale });
}

function move(dx, dy) {
  show({ ...view, x: view.x + dx, y: view.y + dy });
}

function reveal(group) {
  const box = group.getBBox();
  const width = Math.min(full.width, Math.max(view.width / 2, box.width * 4));
  const height = (width * view.height) / view.width;
  show({ x: box.x + box.width / 2 - width / 2, y: box.y + box.height / 2 - height / 2, width, height });
}

// Dragging with one pointer, pinching with two.

const pointers = new Map();
let dragged = false;

function spread() {
  const [a, b] = [...pointers.values()];
  return { size: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

stage.addEventListener("pointerdown", (event) => {
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  dragged = false;
});

addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const now = { x: event.clientX, y: event.clientY };
  if (!dragged && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
  dragged = true;
  hideTip();
  stage.classList.add("moving");
  if (pointers.size === 2) {
    const old = spread();
    pointers.set(event.pointerId, now);
    const wide = spread();
    if (wide.size > 0) zoom(old.size / wide.size, toPicture(wide.x, wide.y));
    return;
  }
  const from = toPicture(before.x, before.y);
  const to = toPicture(now.x, now.y);
  pointers.set(event.pointerId, now);
  move(from.x - to.x, from.y - to.y);
});

for (const kind of ["pointerup", "pointercancel"]) {
  addEventListener(kind, (event) => {
    pointers.delete(event.pointerId);
    stage.classList.remove("moving");
  });
}

stage.addEventListener("click", (event) => {
  if (dragged) event.preventDefault();
}, true);
stage.addEventListener("dragstart", (event) => event.preventDefault());

stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  const step = event.deltaMode ? event.deltaY * 20 : event.deltaY;
  zoom(Math.exp(Math.max(-100, Math.min(100, step)) / 300), toPicture(event.clientX, event.clientY));
}, { passive: false });

const actions = {
  "+": () => zoom(1 / 1.25),
  "=": () => zoom(1 / 1.25),
  "-": () => zoom(1.25),
  "0": () => show(full),
  ArrowLeft: () => move(-view.width / 10, 0),
  ArrowRight: () => move(view.width / 10, 0),
  ArrowUp: () => move(0, -view.height / 10),
  ArrowDown: () => move(0, view.height / 10),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === search) {
    if (event.key === "Enter") next(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { search.value = ""; find(); search.blur(); }
    return;
  }
  if (event.key === "Escape") hideTip();
  const act = event.key === "/" ? () => search.focus() : actions[event.key];
  if (!act || event.target.closest("footer")) return;
  event.preventDefault();
  act();
});

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => actions[button.value]());
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
  reveal(group);
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
  if (group && !pointers.size) showTip(group, event.clientX, event.clientY);
  else hideTip();
});
stage.addEventListener("pointerleave", hideTip);
stage.addEventListener("focusin", (event) => {
  const group = event.target.closest(".node");
  const box = group?.getBoundingClientRect();
  if (box) showTip(group, box.left, box.bottom - 12);
});
stage.addEventListener("focusout", hideTip);

// The picture becomes a group of parts, and browsers show no tooltips of their own over it.

svg.setAttribute("role", "group");
svg.removeAttribute("width");
svg.removeAttribute("height");
svg.setAttribute("aria-label", svg.querySelector(":scope > title").textContent);
svg.removeAttribute("aria-labelledby");
svg.querySelectorAll("title").forEach((title) => title.remove());
for (const group of svg.querySelectorAll(".node")) {
  const part = parts.get(idOf(group));
  group.setAttribute("role", "img");
  group.setAttribute("aria-label", [part.label, ...part.facts.map((fact) => fact.join(": "))].join(", "));
  if (!group.querySelector("a")) group.setAttribute("tabindex", "0");
}
openHash();
document.documentElement.dataset.ready = "yes";
