"use strict";
// Where another provider is shown, what is taken away is made here, of the picture in the page; its texts
// and icons are scripts, the one thing that a page opened as a file may load.
(() => {
  const list = document.querySelector(".downloads");
  const paths = JSON.parse(list.dataset.bundles);
  const own = [...list.children];
  const bundles = {}, icons = {};
  window.mlarchTake = (provider, bundle) => { bundles[provider] = bundle; };
  window.mlarchIcon = (name, uri) => { icons[name] = uri; };

  function load(path) {
    const script = document.createElement("script");
    script.src = list.dataset.root + path.split("/").map(encodeURIComponent).join("/");
    return new Promise((done, failed) => {
      script.addEventListener("load", done);
      script.addEventListener("error", () => failed(new Error(`${path} cannot be loaded`)));
      document.head.append(script);
    });
  }
  async function bundleOf(provider) {
    if (!bundles[provider]) await load(paths[provider]);
    const missing = bundles[provider].icons.filter((name) => !(name in icons));
    await Promise.all(missing.map((name) => load(`icons/${name}.js`)));
    return bundles[provider];
  }
  function drawing(provider, rules) {
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
  async function raster(svg, text) {
    const { width, height } = svg.viewBox.baseVal;
    const scale = Math.min(2, 16000 / Math.max(width, height));
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  }
  const uriOf = (name) => icons[name].replace(";base64,", ",");
  async function made(provider, what) {
    const bundle = await bundleOf(provider);
    if (what in bundle.texts) {
      const [name, text] = bundle.texts[what];
      const whole = text.replace(/icon:([0-9a-f]{12}\.\w{3})/g, (found, icon) => (icon in icons ? uriOf(icon) : found));
      return [name, new Blob([whole], { type: "text/plain" })];
    }
    const [name, theme] = bundle.pictures[what];
    const svg = drawing(provider, bundle.rules[theme]);
    const text = new XMLSerializer().serializeToString(svg);
    return [name, name.endsWith(".png") ? await raster(svg, text) : new Blob([text], { type: "image/svg+xml" })];
  }
  async function take(provider, button) {
    button.disabled = true;
    try {
      const [name, blob] = await made(provider, button.dataset.what);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      button.textContent = button.dataset.what;
    } catch (error) {
      button.textContent = `${button.dataset.what}: ${error.message}`;
    }
    button.disabled = false;
    button.focus();
  }
  function offer(provider) {
    return own.map((item) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = button.dataset.what = item.textContent.trim();
      button.addEventListener("click", () => take(provider, button));
      const made = document.createElement("li");
      made.append(button);
      return made;
    });
  }
  function show() {
    const pressed = document.querySelector('[data-provider][aria-pressed="true"]');
    const provider = pressed?.dataset.provider ?? "";
    list.replaceChildren(...(provider in paths ? offer(provider) : own));
  }
  const group = document.querySelector(".providers");
  if (!group) return;
  new MutationObserver(show).observe(group, { subtree: true, attributeFilter: ["aria-pressed"] });
  show();
})();
