"use strict";
// The server says when something has changed; what one sees stands in the address and stays.
(() => {
  const root = new URL("../", document.currentScript.src);
  const state = document.getElementById("live");
  const events = new EventSource(new URL("events", root));
  let version = "";
  events.addEventListener("message", (event) => {
    state.hidden = true;
    if (version && event.data !== version) location.reload();
    version = event.data;
  });
  events.addEventListener("error", () => {
    state.hidden = false;
    state.textContent = "The server is gone; start mlarch serve again.";
  });
})();
