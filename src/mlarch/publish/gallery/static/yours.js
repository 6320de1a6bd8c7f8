"use strict";
// Make it yours: the text of a file that extends what is shown, under a name that one chooses.
(() => {
  const dialog = document.getElementById("yours");
  if (!dialog) return;
  const find = (id) => document.getElementById(`yours-${id}`);
  const field = dialog.querySelector("input");
  const starter = find("text").textContent.replace(/^# yaml-language-server:.*\n#\n/, ""); // no schema lies there yet
  const save = find("save");
  const nameOf = () => field.value.trim();

  function text() {
    const words = nameOf().replace(/[-._]+/g, " ").trim();
    const provider = address.get("provider");
    const titled = starter.replace(/^# title: .*$/m, () => `title: ${words[0].toUpperCase()}${words.slice(1)}`);
    return provider ? titled.replace(/^(?:# )?provider: \S+/m, () => `provider: ${provider}`) : titled;
  }
  function show() {
    const fits = field.checkValidity();
    save.toggleAttribute("inert", !fits);
    if (!fits) return;
    const file = `${nameOf()}.yaml`;
    find("file").textContent = `${dialog.dataset.folder}/${file}`;
    find("command").textContent = `mlarch init ${dialog.dataset.extends} -o architectures/${file}`;
    find("text").textContent = text();
    save.download = file;
  }
  document.getElementById("make").addEventListener("click", () => {
    show();
    dialog.showModal();
    field.select();
  });
  field.addEventListener("input", show);
  dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  save.addEventListener("click", () => {
    save.href = URL.createObjectURL(new Blob([text()], { type: "text/plain" }));
    setTimeout(() => URL.revokeObjectURL(save.href), 60000);
  });

  function selected(element) {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy"); // where a page has no clipboard of its own
  }
  for (const button of dialog.querySelectorAll("[data-copy]")) {
    const said = button.textContent;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      let done = true;
      try { await navigator.clipboard.writeText(source.textContent); } catch { done = selected(source); }
      button.textContent = done ? "Copied" : "Select it and copy";
      setTimeout(() => { button.textContent = said; }, 2000);
    });
  }

  // A live page opens the file as soon as it is there.
  document.addEventListener("changed", (event) => {
    if (!dialog.open) return;
    event.preventDefault();
    open(`entries/${nameOf().split("/").map(encodeURIComponent).join("/")}.html`);
  });
  async function open(path) {
    const start = document.querySelector(".home").href;
    const page = await (await fetch(start)).text();
    const links = new DOMParser().parseFromString(page, "text/html").querySelectorAll(".card a");
    if ([...links].some((link) => link.getAttribute("href") === path)) location = new URL(path, start);
  }
})();
