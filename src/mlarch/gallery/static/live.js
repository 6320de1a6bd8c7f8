"use strict";
// The server says when something has changed; what one sees stands in the address and stays.
(() => {
  const root = new URL("../", document.currentScript.src);
  const state = document.getElementById("live");
  const events = new EventSource(new URL("events", root));
  let version = "";
  let leaving = false; // a reload now would bring back the page that one leaves
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 2000);
  });
  events.addEventListener("message", (event) => {
    state.hidden = true;
    if (leaving) return; // it is said again
    if (version && event.data !== version) location.reload();
    version = event.data;
  });
  events.addEventListener("error", () => {
    state.hidden = false;
    state.textContent = "The server is gone; start mlarch serve again.";
  });
})();
