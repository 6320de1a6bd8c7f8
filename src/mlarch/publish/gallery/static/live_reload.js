"use strict";
// Reload when the server reports a change. The URL and the session storage keep what the reader sees.
(() => {
  const root = new URL("../", document.currentScript.src);
  const message = document.getElementById("live");
  const key = `view ${location.pathname}`;
  const panzoom = () => (typeof stage === "undefined" ? null : stage.panzoom);
  const column = () => document.querySelector(".right");
  let version = "";
  let leaving = false; // a reload would cancel the navigation to another page
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 2000);
  });

  function saveView() {
    const view = panzoom() && !panzoom().isWhole ? panzoom().view : null;
    sessionStorage.setItem(key, JSON.stringify({ view, top: scrollY, column: column()?.scrollTop ?? 0 }));
  }
  function restoreView() {
    const saved = JSON.parse(sessionStorage.getItem(key) ?? "null");
    sessionStorage.removeItem(key);
    if (!saved) return;
    if (saved.view) panzoom()?.show(saved.view);
    scrollTo({ top: saved.top, behavior: "instant" });
    if (column()) column().scrollTop = saved.column;
  }
  function showMessage(...children) {
    message.replaceChildren(...children);
    message.hidden = !children.length;
  }
  // If the file can no longer be drawn, the picture stays, and the problems are shown over it.
  async function update() {
    if (!document.dispatchEvent(new CustomEvent("changed", { cancelable: true }))) return;
    const answer = await fetch(location.href);
    if (!answer.ok) { showMessage("This file no longer exists."); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const problems = page.querySelector("body.broken .problems");
    if (problems && !document.body.classList.contains("broken")) { showMessage(problems); return; }
    if (leaving) return;
    saveView();
    location.reload();
  }

  restoreView();
  const events = new EventSource(new URL("events", root));
  events.addEventListener("message", (event) => {
    if (message.dataset.gone) { delete message.dataset.gone; showMessage(); }
    if (leaving) return; // the next page gets the event, too
    if (version && event.data !== version) update().catch(() => {});
    version = event.data;
  });
  events.addEventListener("error", () => {
    message.dataset.gone = "yes";
    showMessage("The server has stopped. Run mlarch serve again.");
  });
})();
