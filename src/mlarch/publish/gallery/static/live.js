"use strict";
// The server says when something has changed; what one sees stays: it is in the address, or kept meanwhile.
(() => {
  const root = new URL("../", document.currentScript.src);
  const state = document.getElementById("live");
  const key = `seen ${location.pathname}`;
  const moving = () => (typeof stage === "undefined" ? null : stage.moving);
  const column = () => document.querySelector(".right");
  let version = "";
  let leaving = false; // a reload now would bring back the page that one leaves
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 2000);
  });

  function keep() {
    const view = moving() && !moving().isWhole ? moving().view : null;
    sessionStorage.setItem(key, JSON.stringify({ view, top: scrollY, beside: column()?.scrollTop ?? 0 }));
  }
  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    sessionStorage.removeItem(key);
    if (!kept) return;
    if (kept.view) moving()?.show(kept.view);
    scrollTo({ top: kept.top, behavior: "instant" });
    if (column()) column().scrollTop = kept.beside;
  }
  function say(...children) {
    state.replaceChildren(...children);
    state.hidden = !children.length;
  }
  // Where the file cannot be drawn any more, the picture stays, and what is wrong is said above it.
  async function follow() {
    if (!document.dispatchEvent(new CustomEvent("changed", { cancelable: true }))) return;
    const answer = await fetch(location.href);
    if (!answer.ok) { say("This file is gone."); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const problems = page.querySelector("body.broken .problems");
    if (problems && !document.body.classList.contains("broken")) { say(problems); return; }
    if (leaving) return;
    keep();
    location.reload();
  }

  restore();
  const events = new EventSource(new URL("events", root));
  events.addEventListener("message", (event) => {
    if (state.dataset.gone) { delete state.dataset.gone; say(); }
    if (leaving) return; // it is said again
    if (version && event.data !== version) follow().catch(() => {});
    version = event.data;
  });
  events.addEventListener("error", () => {
    state.dataset.gone = "yes";
    say("The server is gone; start mlarch serve again.");
  });
})();
