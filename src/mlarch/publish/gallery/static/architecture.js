"use strict";
const pane = document.getElementById("variant");
const buttons = [...document.querySelectorAll("button[data-provider]")];
const original = document.querySelector("#stage svg").cloneNode(true);
const templates = new Map(
  [...document.querySelectorAll("template[data-provider]")].map((template) => [template.dataset.provider, template.content]),
);
let shown = "";

const isProvider = (name) => buttons.some((button) => button.dataset.provider === name);

function showProvider() {
  const requested = urlState.get("provider");
  if (!templates.has(requested) && isProvider(requested)) {
    location.search = `?provider=${requested}`; // a live page has the picture of one other provider at a time
    return;
  }
  const provider = templates.has(requested) ? requested : "";
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.provider === provider));
  if (provider === shown) return;
  shown = provider;
  const content = templates.get(provider).cloneNode(true);
  pane.replaceChildren(...content.querySelector(".variant").childNodes);
  stage.setPicture(provider, provider ? content.querySelector(".picture").childNodes : [original.cloneNode(true)]);
  showFlow();
}
// Show the selection or the flow of the URL, if the pointer is elsewhere.
function showFlow() {
  const name = urlState.get("flow");
  const flows = [...pane.querySelectorAll("[data-flow]")];
  const active = flows.filter((button) => button.dataset.flow === name);
  for (const button of flows) button.setAttribute("aria-pressed", String(active.includes(button)));
  const steps = active.flatMap((button) => [...button.closest(".flow").querySelectorAll("[data-edge]")]);
  stage.showDetails(steps.length ? "" : urlState.get("part"));
  stage.highlight(steps.flatMap((step) => stage.edgeWithEnds(step.dataset.edge)));
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    urlState.set({ provider: button.dataset.provider });
    showProvider();
  });
}
for (const kind of ["pointerover", "focusin"]) {
  pane.addEventListener(kind, (event) => {
    const step = event.target.closest("[data-edge]");
    if (!step) return;
    stage.showDetails(step.dataset.edge);
    stage.highlight(stage.edgeWithEnds(step.dataset.edge));
  });
}
for (const kind of ["pointerout", "focusout"]) {
  pane.addEventListener(kind, (event) => { if (event.target.closest("[data-edge]")) showFlow(); });
}
pane.addEventListener("click", (event) => {
  const step = event.target.closest("[data-edge]");
  const flow = event.target.closest("[data-flow]")?.dataset.flow;
  if (step) urlState.set({ part: step.dataset.edge, flow: "" });
  if (flow === undefined) return;
  urlState.set({ part: "", flow: urlState.get("flow") === flow ? "" : flow });
  showFlow();
});
addEventListener("hashchange", () => { showProvider(); showFlow(); });
stage.setPicture("");
showProvider();
showFlow();
document.documentElement.dataset.ready = "yes";
