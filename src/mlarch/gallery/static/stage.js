"use strict";
// The picture: pan, zoom, fit, full screen; what is pointed at or has the focus is told beside it.
const stage = (() => {
  const element = document.getElementById("stage");
  const pane = document.getElementById("details");
  const hint = [...pane.childNodes];
  const all = JSON.parse(document.getElementById("parts").textContent);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let svg, full, view, parts;
  const idOf = (group) => group.dataset.id ?? group.dataset.edge;
  const groupOf = (target) => target.closest?.(".node, .edge, .edge-label, .cluster");

  function show(next) {
    const width = Math.min(Math.max(next.width, full.width / 40), full.width * 2);
    view = { ...next, width, height: (width * next.height) / next.width };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    element.classList.toggle("zoomed", view.width < full.width * 0.99);
  }
  function toPicture(x, y) {
    return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
  }
  function zoom(factor, at) {
    const center = at ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const before = { ...view };
    show({ ...view, width: view.width * factor, height: view.height * factor });
    const scale = view.width / before.width;
    show({ ...view, x: center.x - (center.x - before.x) * scale, y: center.y - (center.y - before.y) * scale });
  }
  const move = (dx, dy) => show({ ...view, x: view.x + dx * view.width, y: view.y + dy * view.height });

  const actions = {
    "+": () => zoom(1 / 1.25), "=": () => zoom(1 / 1.25), "-": () => zoom(1.25), "0": () => show(full),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen?.()),
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
  };
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => actions[button.dataset.do]());
  }
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const group = groupOf(event.target);
    if (event.key === "Escape") { light([]); tell(""); return; }
    if ((event.key === "Enter" || event.key === " ") && group && !event.target.closest("a")) {
      event.preventDefault();
      address.set({ part: idOf(group) });
      return;
    }
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !document.fullscreenElement) return;
    event.preventDefault();
    const step = Math.max(-100, Math.min(100, event.deltaMode ? event.deltaY * 20 : event.deltaY));
    zoom(Math.exp(step / 300), toPicture(event.clientX, event.clientY));
  }, { passive: false });

  // Dragging with one pointer, pinching with two.
  const pointers = new Map();
  let dragged = false;
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { size: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  element.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    dragged = false;
  });
  addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    if (!dragged && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    dragged = true;
    element.classList.add("moving");
    if (pointers.size === 2) {
      const old = spread();
      pointers.set(event.pointerId, now);
      const wide = spread();
      if (wide.size > 0) zoom(old.size / wide.size, toPicture(wide.x, wide.y));
      return;
    }
    const [from, to] = [toPicture(before.x, before.y), toPicture(now.x, now.y)];
    pointers.set(event.pointerId, now);
    show({ ...view, x: view.x + from.x - to.x, y: view.y + from.y - to.y });
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    addEventListener(kind, (event) => { pointers.delete(event.pointerId); element.classList.remove("moving"); });
  }
  element.addEventListener("click", (event) => {
    if (dragged) { event.preventDefault(); return; }
    const group = groupOf(event.target);
    if (group && !event.target.closest("a")) address.set({ part: idOf(group) });
  }, true);
  element.addEventListener("dragstart", (event) => event.preventDefault());

  // Telling.
  function make(name, text, ...children) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }
  function talk([way, label, id, said]) {
    const button = make("button", label);
    button.type = "button";
    button.addEventListener("click", () => { address.set({ part: id }); choose(id); });
    return make("li", "", `${way} `, button, said ? `: ${said}` : "");
  }
  function elsewhere([provider, product, fidelity, reason]) {
    const mark = make("span", fidelity);
    mark.className = `fidelity ${fidelity}`;
    return make("li", "", `${provider}: `, make("b", product), " ", fidelity ? mark : "", reason ? make("span", ` ${reason}`) : "");
  }
  function tell(id) {
    const part = parts[id];
    if (!part) { pane.replaceChildren(...hint); return; }
    const facts = make("dl", "");
    for (const [what, text] of part.facts ?? []) facts.append(make("dt", what), make("dd", text));
    const said = [make("h2", part.label), facts];
    if (part.talks) said.push(make("h3", "Talks"), make("ul", "", ...part.talks.map(talk)));
    if (part.elsewhere) said.push(make("h3", "Elsewhere"), make("ul", "", ...part.elsewhere.map(elsewhere)));
    if (part.link) {
      const link = make("a", part.link);
      link.href = part.link;
      link.rel = "noreferrer";
      said.push(make("p", "", link));
    }
    pane.replaceChildren(...said);
  }
  function light(ids, name = "lit") {
    const wanted = new Set(ids);
    for (const group of svg.querySelectorAll(".node, .cluster, .edge, .edge-label")) {
      group.classList.toggle(name, wanted.has(idOf(group)));
    }
    svg.classList.toggle(`has-${name}`, wanted.size > 0);
  }
  function around(id) {
    const part = parts[id];
    return part?.talks ? [id, ...part.talks.flatMap((talked) => [talked[2], talked[4]])] : [id];
  }
  function choose(id) {
    tell(id);
    light(id ? around(id) : [], "chosen");
  }
  function chosen() {
    choose(parts[address.get("part")] ? address.get("part") : "");
  }
  element.addEventListener("pointerover", (event) => {
    const group = groupOf(event.target);
    if (pointers.size) return;
    if (group) choose(idOf(group));
  });
  element.addEventListener("pointerleave", chosen);
  element.addEventListener("focusin", (event) => {
    const group = groupOf(event.target);
    if (group) choose(idOf(group));
  });
  addEventListener("hashchange", chosen);

  function prepare() {
    svg = element.querySelector("svg");
    const box = svg.viewBox.baseVal;
    const shape = { x: box.x, y: box.y, width: box.width, height: box.height };
    svg.style.maxWidth = `${Math.max(shape.width * 1.25, 480)}px`;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", svg.querySelector(":scope > title")?.textContent ?? "");
    svg.removeAttribute("aria-labelledby");
    svg.querySelectorAll("title").forEach((title) => title.remove());
    for (const group of svg.querySelectorAll(".node")) {
      const part = parts[idOf(group)];
      group.setAttribute("role", "img");
      group.setAttribute("aria-label", [part.label, ...(part.facts ?? []).map((fact) => fact.join(": "))].join(", "));
      if (!group.querySelector("a")) group.setAttribute("tabindex", "0");
    }
    return shape;
  }
  // Put a picture on the stage; where it has the size of the last one, what is seen stays.
  function put(key, markup) {
    parts = all[key] ?? {};
    const before = full && { full, view };
    if (markup) element.replaceChildren(...markup);
    full = prepare();
    const same = before && before.full.width === full.width && before.full.height === full.height;
    show(same ? before.view : full);
    chosen();
  }
  return { element, put, light, tell, choose, still };
})();
