"use strict";
// Downloads of another provider are made here, from its picture on the page. Their texts and icons are scripts,
// since a page that was opened as a file may load nothing else.
(() => {
  const list = document.querySelector(".downloads");
  const paths = JSON.parse(list.dataset.bundles);
  const links = [...list.children];
  const bundles = {}, icons = {};
  window.mlarchBundle = (provider, bundle) => { bundles[provider] = bundle; };
  window.mlarchIcon = (name, uri) => { icons[name] = uri; };

  function load(path) {
    const script = document.createElement("script");
    script.src = list.dataset.root + path.split("/").map(encodeURIComponent).join("/");
    return new Promise((resolve, reject) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${path} cannot be loaded`)));
      document.head.append(script);
    });
  }
  async function bundleOf(provider) {
    if (!bundles[provider]) await load(paths[provider]);
    const missing = bundles[provider].icons.filter((name) => !(name in icons));
    await Promise.all(missing.map((name) => load(`icons/${name}.js`)));
    return bundles[provider];
  }
  function standaloneSvg(provider, rules) {
    const template = document.querySelector(`template[data-provider="${provider}"]`);
    const svg = template.content.querySelector(".picture svg").cloneNode(true);
    for (const image of svg.querySelectorAll("image")) {
      image.setAttribute("href", icons[image.getAttribute("href").split("/").pop()]);
    }
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = rules;
    [...svg.children].find((child) => !["title", "desc"].includes(child.tagName)).before(style);
    return svg;
  }
  async function rasterize(svg, text) {
    const { width, height } = svg.viewBox.baseVal;
    const scale = Math.min(2, 16000 / Math.max(width, height));
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }
  const uriOf = (name) => icons[name].replace(";base64,", ",");
  async function makeFile(provider, format) {
    const bundle = await bundleOf(provider);
    if (format in bundle.texts) {
      const [name, text] = bundle.texts[format];
      const complete = text.replace(/icon:([0-9a-f]{12}\.\w{3})/g, (match, icon) => (icon in icons ? uriOf(icon) : match));
      return [name, new Blob([complete], { type: "text/plain" })];
    }
    const [name, theme] = bundle.pictures[format];
    const svg = standaloneSvg(provider, bundle.rules[theme]);
    const text = new XMLSerializer().serializeToString(svg);
    return [name, name.endsWith(".png") ? await rasterize(svg, text) : new Blob([text], { type: "image/svg+xml" })];
  }
  async function download(provider, button) {
    button.disabled = true;
    try {
      const [name, blob] = await makeFile(provider, button.dataset.format);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      button.textContent = button.dataset.format;
    } catch (error) {
      button.textContent = `${button.dataset.format}: ${error.message}`;
    }
    button.disabled = false;
    button.focus();
  }
  function downloadButtons(provider) {
    return links.map((item) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = button.dataset.format = item.textContent.trim();
      button.addEventListener("click", () => download(provider, button));
      const listItem = document.createElement("li");
      listItem.append(button);
      return listItem;
    });
  }
  function show() {
    const pressed = document.querySelector('[data-provider][aria-pressed="true"]');
    const provider = pressed?.dataset.provider ?? "";
    list.replaceChildren(...(provider in paths ? downloadButtons(provider) : links));
  }
  const group = document.querySelector(".providers");
  if (!group) return;
  new MutationObserver(show).observe(group, { subtree: true, attributeFilter: ["aria-pressed"] });
  show();
})();
