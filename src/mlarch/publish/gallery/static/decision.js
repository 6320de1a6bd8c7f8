"use strict";
const ask = document.getElementById("ask");
const holder = document.getElementById("decision");
const decision = JSON.parse(holder.textContent);
const providers = JSON.parse(holder.dataset.providers);

function make(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}
// Answers stand in the address by the question's id: q.<id>=<number of the answer>.
function walk() {
  const taken = [];
  let at = decision.first;
  while (Object.hasOwn(decision.questions, at)) {
    const question = decision.questions[at];
    const number = Number(address.get(`q.${at}`)) - 1;
    const answer = question.answers[number];
    if (!answer) break;
    taken.push({ id: at, question, answer });
    at = answer[1];
  }
  return { taken, at };
}
function forget(from, taken) {
  address.set(Object.fromEntries(taken.slice(from).map((step) => [`q.${step.id}`, ""])));
}
function choice(id, number, text, note, act) {
  const button = make("button", text);
  button.type = "button";
  button.className = "answer";
  if (note) button.append(make("span", note));
  button.addEventListener("click", act);
  return button;
}
function said({ taken }, at) {
  const step = taken[at];
  const button = choice(step.id, at, "Change", "", () => { forget(at, taken); show(true); });
  button.className = "change";
  button.setAttribute("aria-label", `Change the answer to: ${step.question.text}`);
  return make("li", "", `${step.question.text} `, make("b", step.answer[0]), " ", button);
}
function product([name, status, note]) {
  const line = make("li", name);
  if (status !== "original") line.append(" ", make("i", `(${status})`));
  if (note) line.append(make("span", ` ${note}`));
  return line;
}
function leaf(found) {
  const title = make("h2", found.label);
  title.tabIndex = -1;
  const parts = [title, make("p", found.reason)];
  if (found.note) parts.push(make("p", found.note));
  const columns = Object.entries(providers).filter(([name]) => name in found.products).map(([name, title]) => {
    const some = found.products[name];
    return make("section", "", make("h3", title), some.length ? make("ul", "", ...some.map(product)) : make("p", "none"));
  });
  const table = make("div", "", ...columns);
  table.className = "products";
  parts.push(table);
  if (found.entry.length) {
    const link = make("a", `Drawn in ${found.entry[0]}`);
    link.href = holder.dataset.root + found.entry[1].split("/").map(encodeURIComponent).join("/");
    parts.push(make("p", "", link));
  }
  return parts;
}
function show(focus) {
  const way = walk();
  const parts = [];
  if (way.taken.length) {
    const list = make("ol", "", ...way.taken.map((_, at) => said(way, at)));
    const again = choice("", 0, "Start again", "", () => { forget(0, way.taken); show(true); });
    again.className = "change";
    parts.push(list, again);
  }
  const question = decision.questions[way.at];
  if (question) {
    const answers = make("div", "", ...question.answers.map(([text, , note], at) => choice(way.at, at, text, note, () => {
      address.set({ [`q.${way.at}`]: String(at + 1) });
      show(true);
    })));
    answers.className = "answers";
    parts.push(make("h2", question.text), answers);
  } else {
    parts.push(...leaf(decision.leaves[way.at]));
  }
  ask.replaceChildren(...parts);
  const passed = way.taken.flatMap((step) => [step.id, step.answer[3]]);
  stage.light(way.taken.length ? [...passed, way.at] : [], "taken");
  if (focus) (ask.querySelector(".answer") ?? ask.querySelector("h2")).focus?.();
}
addEventListener("hashchange", () => show(false));
stage.put("");
show(false);
document.documentElement.dataset.ready = "yes";
