"use strict";
// The picture of a page: pan, zoom and full screen, and details of the item under the pointer or with the focus.
// An item is a node, a cluster or an edge. The URL records the selected one as `part`.
const stage = (() => {
  const element = document.getElementById("stage");
  const pane = document.getElementById("details");
  const hint = [...pane.childNodes];
  const detailsByPicture = JSON.parse(document.getElementById("details-data").textContent);
  const panzoom = panZoom(element);
  let svg, details;
  const idOf = (group) => group.dataset.id ?? group.dataset.edge;
  const groupOf = (target) => target.closest?.(".node, .edge, .edge-label, .cluster");

  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => panzoom.actions[button.dataset.do]());
  }
  element.addEventListener("keydown", (event) => {
    const group = groupOf(event.target);
    if (event.key === "Escape") { select(""); return; }
    if ((event.key === "Enter" || event.key === " ") && group && !event.target.closest("a")) {
      event.preventDefault();
      select(idOf(group));
      return;
    }
    panzoom.press(event);
  });
  element.addEventListener("click", (event) => {
    const group = groupOf(event.target);
    if (!event.target.closest("a")) select(group ? idOf(group) : "");
  });
  function select(id) {
    urlState.set({ part: id, flow: "" });
    highlight([]);
    showDetails(id);
  }

  // The details pane.
  function make(name, text, ...children) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  }
  function selectButton(label, id) {
    const button = make("button", label);
    button.type = "button";
    button.addEventListener("click", () => select(id));
    return button;
  }
  function neighborItem([direction, label, id, text]) {
    return make("li", "", `${direction} `, selectButton(label, id), text ? `: ${text}` : "");
  }
  function equivalentItem([provider, product, fidelity, reason]) {
    const mark = make("span", fidelity);
    mark.className = `fidelity ${fidelity}`;
    return make("li", "", `${provider}: `, make("b", product), " ", fidelity ? mark : "", reason ? make("span", ` ${reason}`) : "");
  }
  // A list of all nodes makes the picture accessible without sight.
  function contents() {
    const list = make("ul", "", ...[...svg.querySelectorAll(".node")].map(
      (group) => make("li", "", selectButton(details.get(idOf(group)).label, idOf(group))),
    ));
    list.className = "contents";
    return list;
  }
  const yamlKey = (text) => (/^[\w./-]+( -> [\w./-]+( \[\d+\])?)?$/.test(text) ? text : JSON.stringify(text));
  function yaml(id, item) {
    const group = [...svg.querySelectorAll("[data-id]")].find((candidate) => candidate.dataset.id === id);
    const section = ["node", "cluster", "edge"].find((kind) => group?.classList.contains(kind)) ?? "node";
    const label = section === "edge" ? (item.facts ?? []).find(([name]) => name === "Label")?.[1] ?? "" : item.label;
    return `${section}s:\n  ${yamlKey(id)}: {label: ${JSON.stringify(label)}}`;
  }
  function fillPane(id) {
    const item = details.get(id);
    if (!item) { pane.replaceChildren(...hint, contents()); return; }
    const facts = make("dl", "");
    for (const [name, text] of item.facts ?? []) facts.append(make("dt", name), make("dd", text));
    const elements = [make("h2", item.label), facts];
    if (item.neighbors) elements.push(make("h3", "Connections"), make("ul", "", ...item.neighbors.map(neighborItem)));
    if (item.equivalents) elements.push(make("h3", "On other providers"), make("ul", "", ...item.equivalents.map(equivalentItem)));
    if (item.link) {
      const link = make("a", item.link);
      link.href = item.link;
      link.rel = "noreferrer";
      elements.push(make("p", "", link));
    }
    elements.push(make("h3", "YAML"), make("pre", yaml(id, item)));
    pane.replaceChildren(...elements);
  }

  // Highlights: give the class `name` to these items.
  function highlight(ids, name = "lit") {
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
  // The members of a cluster, and the edges between them.
  function membersOf(cluster) {
    const outer = boxOf(cluster);
    const members = [...svg.querySelectorAll(".node, .cluster")].filter((group) => isInside(boxOf(group), outer)).map(idOf);
    const edges = [...svg.querySelectorAll(".edge")].filter((edge) => members.includes(edge.dataset.source) && members.includes(edge.dataset.target));
    return [...members, ...edges.map(idOf)];
  }
  function neighborhood(id) {
    const neighbors = (details.get(id)?.neighbors ?? []).flatMap(([, , neighbor, , edge]) => [neighbor, edge]);
    const cluster = [...svg.querySelectorAll(".cluster")].find((group) => group.dataset.id === id);
    return [id, ...(cluster ? membersOf(cluster) : []), ...neighbors];
  }
  function showDetails(id) {
    fillPane(id);
    highlight(id ? neighborhood(id) : [], "chosen");
  }
  function showSelection() {
    showDetails(details.has(urlState.get("part")) ? urlState.get("part") : "");
  }
  element.addEventListener("pointerover", (event) => {
    const group = groupOf(event.target);
    if (group && !panzoom.isHeld) showDetails(idOf(group));
  });
  element.addEventListener("pointerleave", showSelection);
  element.addEventListener("focusin", (event) => {
    const group = groupOf(event.target);
    if (group) showDetails(idOf(group));
  });
  addEventListener("hashchange", showSelection);

  // Show another picture, by the key of its details; a zoomed view stays.
  function setPicture(key, markup) {
    details = new Map(Object.entries(detailsByPicture[key] ?? {}));
    if (markup) element.replaceChildren(...markup);
    svg = element.querySelector("svg");
    panzoom.setPicture(svg);
    panzoom.setNames((id) => details.get(id));
    showSelection();
  }
  function edgeWithEnds(id) {
    const edge = [...svg.querySelectorAll(".edge")].find((candidate) => candidate.dataset.id === id);
    return edge ? [id, edge.dataset.source, edge.dataset.target] : [id];
  }
  return { setPicture, highlight, edgeWithEnds, showDetails, panzoom };
})();
