"use strict";
// The picture: pan, zoom, fit, full screen; what is pointed at or has the focus is told beside it.
const stage = (() => {
  const element = document.getElementById("stage");
  const pane = document.getElementById("details");
  const hint = [...pane.childNodes];
  const all = JSON.parse(document.getElementById("parts").textContent);
  const moving = panZoom(element);
  let svg, parts;
  const idOf = (group) => group.dataset.id ?? group.dataset.edge;
  const groupOf = (target) => target.closest?.(".node, .edge, .edge-label, .cluster");

  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => moving.actions[button.dataset.do]());
  }
  element.addEventListener("keydown", (event) => {
    const group = groupOf(event.target);
    if (event.key === "Escape") { keep(""); return; }
    if ((event.key === "Enter" || event.key === " ") && group && !event.target.closest("a")) {
      event.preventDefault();
      keep(idOf(group));
      return;
    }
    moving.press(event);
  });
  element.addEventListener("click", (event) => {
    const group = groupOf(event.target);
    if (!event.target.closest("a")) keep(group ? idOf(group) : "");
  });
  function keep(id) {
    address.set({ part: id, flow: "" });
    light([]);
    choose(id);
  }

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
    button.addEventListener("click", () => keep(id));
    return make("li", "", `${way} `, button, said ? `: ${said}` : "");
  }
  function elsewhere([provider, product, fidelity, reason]) {
    const mark = make("span", fidelity);
    mark.className = `fidelity ${fidelity}`;
    return make("li", "", `${provider}: `, make("b", product), " ", fidelity ? mark : "", reason ? make("span", ` ${reason}`) : "");
  }
  // Every card of the picture by name: what the picture holds, without seeing it.
  function contents() {
    const list = make("ul", "", ...[...svg.querySelectorAll(".node")].map((group) => {
      const button = make("button", parts.get(idOf(group)).label);
      button.type = "button";
      button.addEventListener("click", () => keep(idOf(group)));
      return make("li", "", button);
    }));
    list.className = "contents";
    return list;
  }
  const keyed = (text) => (/^[\w./-]+( -> [\w./-]+( \[\d+\])?)?$/.test(text) ? text : JSON.stringify(text));
  function yaml(id, part) {
    const group = [...svg.querySelectorAll("[data-id]")].find((one) => one.dataset.id === id);
    const section = ["node", "cluster", "edge"].find((kind) => group?.classList.contains(kind)) ?? "node";
    const label = section === "edge" ? (part.facts ?? []).find(([what]) => what === "Label")?.[1] ?? "" : part.label;
    return `${section}s:\n  ${keyed(id)}: {label: ${JSON.stringify(label)}}`;
  }
  function tell(id) {
    const part = parts.get(id);
    if (!part) { pane.replaceChildren(...hint, contents()); return; }
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
    said.push(make("h3", "In YAML"), make("pre", yaml(id, part)));
    pane.replaceChildren(...said);
  }
  function light(ids, name = "lit") {
    const wanted = new Set(ids);
    for (const group of svg.querySelectorAll(".node, .cluster, .edge, .edge-label")) {
      group.classList.toggle(name, wanted.has(idOf(group)));
    }
    svg.classList.toggle(`has-${name}`, wanted.size > 0);
  }
  const boxOf = (group) => group.querySelector(".box")?.getBBox();
  function isInside(inner, outer) {
    return inner && inner.x >= outer.x && inner.y >= outer.y
      && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
  }
  // A cluster is what is in it, with the lines between.
  function within(cluster) {
    const outer = boxOf(cluster);
    const inside = [...svg.querySelectorAll(".node, .cluster")].filter((group) => isInside(boxOf(group), outer)).map(idOf);
    const edges = [...svg.querySelectorAll(".edge")].filter((edge) => inside.includes(edge.dataset.source) && inside.includes(edge.dataset.target));
    return [...inside, ...edges.map(idOf)];
  }
  function around(id) {
    const part = parts.get(id);
    const cluster = [...svg.querySelectorAll(".cluster")].find((group) => group.dataset.id === id);
    if (cluster) return [id, ...within(cluster), ...(part?.talks ?? []).flatMap((talked) => [talked[2], talked[4]])];
    return part?.talks ? [id, ...part.talks.flatMap((talked) => [talked[2], talked[4]])] : [id];
  }
  function choose(id) {
    tell(id);
    light(id ? around(id) : [], "chosen");
  }
  function chosen() {
    choose(parts.has(address.get("part")) ? address.get("part") : "");
  }
  element.addEventListener("pointerover", (event) => {
    const group = groupOf(event.target);
    if (group && !moving.isHeld) choose(idOf(group));
  });
  element.addEventListener("pointerleave", chosen);
  element.addEventListener("focusin", (event) => {
    const group = groupOf(event.target);
    if (group) choose(idOf(group));
  });
  addEventListener("hashchange", chosen);

  // Put a picture on the stage; where one has zoomed in, what is seen stays.
  function put(key, markup) {
    parts = new Map(Object.entries(all[key] ?? {}));
    if (markup) element.replaceChildren(...markup);
    svg = element.querySelector("svg");
    moving.put(svg);
    moving.name((id) => parts.get(id));
    chosen();
  }
  function withEnds(id) {
    const edge = [...svg.querySelectorAll(".edge")].find((one) => one.dataset.id === id);
    return edge ? [id, edge.dataset.source, edge.dataset.target] : [id];
  }
  return { put, light, withEnds, choose, moving };
})();
