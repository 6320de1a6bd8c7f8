"use strict";
// The dialog "Make it yours": the text of a file that extends this architecture, under a name to choose.
(() => {
  const dialog = document.getElementById("yours");
  if (!dialog) return;
  const find = (id) => document.getElementById(`yours-${id}`);
  const field = dialog.querySelector("input");
  const starter = find("text").textContent.replace(/^# yaml-language-server:.*\n#\n/, ""); // there is no schema file yet
  const save = find("save");
  const nameOf = () => field.value.trim();

  function text() {
    const title = nameOf().replace(/[-._]+/g, " ").trim();
    const provider = urlState.get("provider");
    const yaml = starter.replace(/^# title: .*$/m, () => `title: ${title[0].toUpperCase()}${title.slice(1)}`);
    return provider ? yaml.replace(/^(?:# )?provider: \S+/m, () => `provider: ${provider}`) : yaml;
  }
  function show() {
    const isValid = field.checkValidity();
    save.toggleAttribute("inert", !isValid);
    if (!isValid) return;
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

  function copySelection(element) {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy"); // for pages without access to the clipboard
  }
  for (const button of dialog.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      let isCopied = true;
      try { await navigator.clipboard.writeText(source.textContent); } catch { isCopied = copySelection(source); }
      button.textContent = isCopied ? "Copied" : "Select the text and copy it";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // A live page opens the page of the file as soon as it exists.
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
