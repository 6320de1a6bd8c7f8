"use strict";
const told = document.getElementById("told");
const buttons = [...document.querySelectorAll("button[data-provider]")];
const first = document.querySelector("#stage svg").cloneNode(true);
const templates = new Map(
  [...document.querySelectorAll("template[data-provider]")].map((one) => [one.dataset.provider, one.content]),
);
let shown = "";

const known = (name) => buttons.some((button) => button.dataset.provider === name);

function showProvider() {
  const asked = address.get("provider");
  if (!templates.has(asked) && known(asked)) {
    location.search = `?provider=${asked}`; // a live page has the picture of one at a time
    return;
  }
  const wanted = templates.has(asked) ? asked : "";
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.provider === wanted));
  if (wanted === shown) return;
  shown = wanted;
  const content = templates.get(wanted).cloneNode(true);
  told.replaceChildren(...content.querySelector(".told").childNodes);
  stage.put(wanted, wanted ? content.querySelector(".picture").childNodes : [first.cloneNode(true)]);
  showFlow();
}
// Nothing is pointed at: the part and the flow of the address.
function showFlow() {
  const name = address.get("flow");
  const on = [...told.querySelectorAll("[data-flow]")].filter((button) => button.dataset.flow === name);
  for (const button of told.querySelectorAll("[data-flow]")) button.setAttribute("aria-pressed", String(on.includes(button)));
  const lines = on.flatMap((button) => [...button.closest(".flow").querySelectorAll("[data-edge]")]);
  stage.choose(lines.length ? "" : address.get("part"));
  stage.light(lines.flatMap((line) => stage.withEnds(line.dataset.edge)));
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    address.set({ provider: button.dataset.provider });
    showProvider();
  });
}
for (const kind of ["pointerover", "focusin"]) {
  told.addEventListener(kind, (event) => {
    const line = event.target.closest("[data-edge]");
    if (line) { stage.choose(line.dataset.edge); stage.light(stage.withEnds(line.dataset.edge)); }
  });
}
for (const kind of ["pointerout", "focusout"]) {
  told.addEventListener(kind, (event) => { if (event.target.closest("[data-edge]")) showFlow(); });
}
told.addEventListener("click", (event) => {
  const line = event.target.closest("[data-edge]");
  const flow = event.target.closest("[data-flow]")?.dataset.flow;
  if (line) address.set({ part: line.dataset.edge, flow: "" });
  if (flow === undefined) return;
  address.set({ part: "", flow: address.get("flow") === flow ? "" : flow });
  showFlow();
});
addEventListener("hashchange", () => { showProvider(); showFlow(); });
stage.put("");
showProvider();
showFlow();
document.documentElement.dataset.ready = "yes";
