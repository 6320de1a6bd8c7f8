"use strict";
// The URL fragment records theme, provider, step, answers, selection, flow and filters.
const urlState = {
  read() {
    return new URLSearchParams(location.hash.slice(1));
  },
  get(name) {
    return urlState.read().get(name) ?? "";
  },
  set(changes) {
    const parameters = urlState.read();
    for (const [name, value] of Object.entries(changes)) {
      if (value) parameters.set(name, value);
      else parameters.delete(name);
    }
    const text = parameters.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  },
};

const theme = {
  system: matchMedia("(prefers-color-scheme: dark)"),
  isDark() {
    const chosen = urlState.get("theme");
    return chosen ? chosen === "dark" : theme.system.matches;
  },
  show() {
    const dark = theme.isDark();
    document.documentElement.classList.toggle("dark", dark);
    const button = document.getElementById("theme");
    if (!button) return;
    button.setAttribute("aria-pressed", String(dark));
    button.title = dark ? "Light theme" : "Dark theme";
    button.setAttribute("aria-label", `Switch to ${dark ? "light" : "dark"} theme`);
  },
};
theme.show();
theme.system.addEventListener("change", theme.show);
addEventListener("hashchange", theme.show);
addEventListener("DOMContentLoaded", () => {
  theme.show();
  document.getElementById("theme").addEventListener("click", () => {
    urlState.set({ theme: theme.isDark() ? "light" : "dark" });
    theme.show();
  });
});

// Links to pages of the site keep the theme.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const chosen = urlState.get("theme");
  if (!link || !chosen || link.closest("svg") || link.hasAttribute("download")) return;
  const url = link.getAttribute("href");
  if (/^[a-z]+:|^\/\//i.test(url) || !/\.html(#|$)|^#/.test(url) || url === "#content") return;
  const parameters = new URLSearchParams(link.hash.slice(1));
  parameters.set("theme", chosen);
  link.hash = parameters.toString();
}, true);
