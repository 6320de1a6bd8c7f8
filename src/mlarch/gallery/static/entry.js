"use strict";
const told = document.getElementById("told");
const buttons = [...document.querySelectorAll("button[data-provider]")];
const first = document.querySelector("#stage svg").cloneNode(true);
const templates = Object.fromEntries(
  [...document.querySelectorAll("template[data-provider]")].map((one) => [one.dataset.provider, one.content]),
);
let shown = "";

const known = (name) => buttons.some((button) => button.dataset.provider === name);

function showProvider() {
  const asked = address.get("provider");
  if (!(asked in templates) && known(asked)) {
    location.search = `?provider=${asked}`; // a live page has the picture of one at a time
    return;
  }
  const wanted = asked in templates ? asked : "";
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.provider === wanted));
  if (wanted === shown) return;
  shown = wanted;
  const content = templates[wanted].cloneNode(true);
  told.replaceChildren(...content.querySelector(".told").childNodes);
  stage.put(wanted, wanted ? content.querySelector(".picture").childNodes : [first.cloneNode(true)]);
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
    if (line) { stage.choose(line.dataset.edge); stage.light([line.dataset.edge]); }
  });
}
for (const kind of ["pointerout", "focusout"]) {
  told.addEventListener(kind, (event) => { if (event.target.closest("[data-edge]")) { stage.light([]); stage.choose(address.get("part")); } });
}
told.addEventListener("click", (event) => {
  const line = event.target.closest("[data-edge]");
  if (line) address.set({ part: line.dataset.edge });
});
addEventListener("hashchange", showProvider);
stage.put("");
showProvider();
document.documentElement.dataset.ready = "yes";
