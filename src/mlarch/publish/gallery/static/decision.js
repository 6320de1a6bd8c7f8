"use strict";
const pane = document.getElementById("ask");
const data = document.getElementById("decision");
const decision = JSON.parse(data.textContent);
const providers = JSON.parse(data.dataset.providers);

function make(name, text, ...children) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}
// The URL records answers by the id of their question: q.<id>=<number of the answer>.
function readAnswers() {
  const steps = [];
  let current = decision.first;
  while (Object.hasOwn(decision.questions, current)) {
    const question = decision.questions[current];
    const number = Number(urlState.get(`q.${current}`)) - 1;
    const answer = question.answers[number];
    if (!answer) break;
    steps.push({ id: current, question, answer });
    current = answer[1];
  }
  return { steps, current };
}
function clearAnswers(steps) {
  urlState.set(Object.fromEntries(steps.map((step) => [`q.${step.id}`, ""])));
}
function makeButton(text, note, act) {
  const button = make("button", text);
  button.type = "button";
  button.className = "answer";
  if (note) button.append(make("span", note));
  button.addEventListener("click", act);
  return button;
}
function answeredQuestion(steps, at) {
  const step = steps[at];
  const button = makeButton("Change", "", () => { clearAnswers(steps.slice(at)); show(true); });
  button.className = "change";
  button.setAttribute("aria-label", `Change the answer to: ${step.question.text}`);
  return make("li", "", `${step.question.text} `, make("b", step.answer[0]), " ", button);
}
function productItem([name, status, note]) {
  const item = make("li", name);
  if (status !== "original") item.append(" ", make("i", `(${status})`));
  if (note) item.append(make("span", ` ${note}`));
  return item;
}
function leafElements(leaf) {
  const title = make("h2", leaf.label);
  title.tabIndex = -1;
  const elements = [title, make("p", leaf.reason)];
  if (leaf.note) elements.push(make("p", leaf.note));
  const columns = Object.entries(providers).filter(([id]) => id in leaf.products).map(([id, name]) => {
    const products = leaf.products[id];
    return make("section", "", make("h3", name), products.length ? make("ul", "", ...products.map(productItem)) : make("p", "None"));
  });
  const table = make("div", "", ...columns);
  table.className = "products";
  elements.push(table);
  if (leaf.entry.length) {
    const link = make("a", `See the architecture ${leaf.entry[0]}`);
    link.href = data.dataset.root + leaf.entry[1].split("/").map(encodeURIComponent).join("/");
    elements.push(make("p", "", link));
  }
  return elements;
}
function show(focus) {
  const { steps, current } = readAnswers();
  const elements = [];
  if (steps.length) {
    const list = make("ol", "", ...steps.map((_, at) => answeredQuestion(steps, at)));
    const restart = makeButton("Start over", "", () => { clearAnswers(steps); show(true); });
    restart.className = "change";
    elements.push(list, restart);
  }
  const question = decision.questions[current];
  if (question) {
    const answers = make("div", "", ...question.answers.map(([text, , note], at) => makeButton(text, note, () => {
      urlState.set({ [`q.${current}`]: String(at + 1) });
      show(true);
    })));
    answers.className = "answers";
    elements.push(make("h2", question.text), answers);
  } else {
    elements.push(...leafElements(decision.leaves[current]));
  }
  pane.replaceChildren(...elements);
  const path = steps.flatMap((step) => [step.id, step.answer[3]]);
  stage.highlight(steps.length ? [...path, current] : [], "taken");
  if (focus) (pane.querySelector(".answer") ?? pane.querySelector("h2")).focus?.();
}
addEventListener("hashchange", () => show(false));
stage.setPicture("");
show(false);
document.documentElement.dataset.ready = "yes";
