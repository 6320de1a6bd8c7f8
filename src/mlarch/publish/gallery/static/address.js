"use strict";
// What one sees stands in the address, after the #: theme, provider, step, answers, part.
const address = {
  read() {
    return new URLSearchParams(location.hash.slice(1));
  },
  get(name) {
    return address.read().get(name) ?? "";
  },
  set(changes) {
    const now = address.read();
    for (const [name, value] of Object.entries(changes)) {
      if (value) now.set(name, value);
      else now.delete(name);
    }
    const text = now.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  },
};

const theme = {
  system: matchMedia("(prefers-color-scheme: dark)"),
  isDark() {
    const chosen = address.get("theme");
    return chosen ? chosen === "dark" : theme.system.matches;
  },
  show() {
    const dark = theme.isDark();
    document.documentElement.classList.toggle("dark", dark);
    const button = document.getElementById("theme");
    if (!button) return;
    button.setAttribute("aria-pressed", String(dark));
    button.title = dark ? "Light colors" : "Dark colors";
    button.setAttribute("aria-label", `Show in ${dark ? "light" : "dark"} colors`);
  },
};
theme.show();
theme.system.addEventListener("change", theme.show);
addEventListener("hashchange", theme.show);
addEventListener("DOMContentLoaded", () => {
  theme.show();
  document.getElementById("theme").addEventListener("click", () => {
    address.set({ theme: theme.isDark() ? "light" : "dark" });
    theme.show();
  });
});

// Pages of the site take the theme along.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const chosen = address.get("theme");
  if (!link || !chosen || link.closest("svg") || link.hasAttribute("download")) return;
  const here = link.getAttribute("href");
  if (/^[a-z]+:|^\/\//i.test(here) || !/\.html(#|$)|^#/.test(here) || here === "#content") return;
  const to = new URLSearchParams(link.hash.slice(1));
  to.set("theme", chosen);
  link.hash = to.toString();
}, true);
