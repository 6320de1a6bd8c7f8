"use strict";
const slider = document.getElementById("slider");
const steps = [...document.querySelectorAll("template[data-step]")];
const links = [...document.querySelectorAll(".list a")];

function showStep() {
  const number = Math.min(Math.max(Number(urlState.get("step")) || 1, 1), steps.length);
  const step = steps[number - 1];
  const content = step.content.cloneNode(true);
  slider.value = String(number);
  slider.setAttribute("aria-valuetext", `${number}: ${step.dataset.title}`);
  document.getElementById("step-title").textContent = step.dataset.title;
  document.getElementById("count").textContent = `${number} of ${steps.length}`;
  document.getElementById("previous").disabled = number === 1;
  document.getElementById("next").disabled = number === steps.length;
  document.getElementById("step-text").replaceChildren(...content.querySelector(".step-text").childNodes);
  links.forEach((link, at) => (at === number - 1 ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current")));
  stage.setPicture(String(number), content.querySelector(".picture").childNodes);
  stage.highlight(JSON.parse(step.dataset.new), "new");
}
function go(number) {
  urlState.set({ step: String(Math.min(Math.max(number, 1), steps.length)) });
  showStep();
}
slider.addEventListener("input", () => go(Number(slider.value)));
document.getElementById("previous").addEventListener("click", () => go(Number(slider.value) - 1));
document.getElementById("next").addEventListener("click", () => go(Number(slider.value) + 1));
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target === slider) return;
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (direction) go(Number(slider.value) + direction);
});
addEventListener("hashchange", showStep);
showStep();
document.documentElement.dataset.ready = "yes";
