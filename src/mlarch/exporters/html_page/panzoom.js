"use strict";
// Pan and zoom a picture: wheel, drag, pinch, double click or tap, keys, full screen.
// The view is the viewBox of the SVG. On a page that scrolls, the wheel zooms only while Ctrl is held.
// Full screen shows `fullScreenElement`. `onChange` is called after each change of the view.
function panZoom(element, { fullScreenElement = element, onChange = () => {} } = {}) {
  const largestScale = 1.5; // limit for small pictures in large windows
  let svg, full, home, view;
  const pointers = new Map();
  let dragged = false;
  let lastTap = { at: -Infinity, x: 0, y: 0 };

  const clamp = (low, value, high) => Math.min(Math.max(value, low), high);
  const isWhole = () => view.width >= home.width * 0.999;
  const limitWidth = (width) => clamp(full.width / 40, width, home.width * 2);

  // The center of the view stays on the picture.
  function show(next) {
    const width = limitWidth(next.width);
    const height = (width * full.height) / full.width;
    const x = clamp(full.x, next.x + next.width / 2, full.x + full.width) - width / 2;
    const y = clamp(full.y, next.y + next.height / 2, full.y + full.height) - height / 2;
    view = { x, y, width, height };
    svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    element.classList.toggle("zoomed", !isWhole());
    onChange();
  }
  function toPicture(x, y) {
    return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
  }
  // Zoom, and move the point of the picture at `from` on the screen to `to`.
  function zoomAt(factor, from, to = from) {
    const { x: left, y: top } = toPicture(from.x, from.y);
    const oldCenter = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const width = limitWidth(view.width * factor);
    const scale = width / view.width;
    const center = { x: left + (oldCenter.x - left) * scale, y: top + (oldCenter.y - top) * scale };
    const pixel = scale / svg.getScreenCTM().a;
    centerOn({ x: center.x - (to.x - from.x) * pixel, y: center.y - (to.y - from.y) * pixel }, width);
  }
  function centerOn(center, width) {
    const height = (width * full.height) / full.width;
    show({ x: center.x - width / 2, y: center.y - height / 2, width, height });
  }
  const zoom = (factor) => centerOn({ x: view.x + view.width / 2, y: view.y + view.height / 2 }, view.width * factor);
  const move = (dx, dy) => show({ ...view, x: view.x + dx * view.width, y: view.y + dy * view.height });
  const fit = () => show(home);
  function homeView() {
    const box = svg.getBoundingClientRect();
    const scale = Math.min(box.width / full.width, box.height / full.height);
    const [width, height] = [full.width, full.height].map((side) => side * Math.max(1, scale / largestScale));
    return { x: full.x + (full.width - width) / 2, y: full.y + (full.height - height) / 2, width, height };
  }
  function reveal(group) {
    const box = group.getBBox();
    const width = Math.min(home.width, Math.max(view.width / 2, box.width * 4));
    centerOn({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, width);
  }
  const isFullScreen = () => document.fullscreenElement === fullScreenElement;

  const actions = {
    "+": () => zoom(1 / 1.25), "=": () => zoom(1 / 1.25), "-": () => zoom(1.25), "0": fit,
    f: () => (isFullScreen() ? document.exitFullscreen() : fullScreenElement.requestFullscreen?.()),
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
  };
  // Do the action of a key, and return whether it has one.
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in actions)) return false;
    event.preventDefault();
    event.stopPropagation();
    actions[event.key]();
    return true;
  }

  const scrolls = () => !isFullScreen() && document.documentElement.scrollHeight > innerHeight + 1;
  element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && scrolls()) return;
    event.preventDefault();
    const step = event.deltaMode ? event.deltaY * 20 : event.deltaY;
    zoomAt(Math.exp(clamp(-100, step, 100) / 300), { x: event.clientX, y: event.clientY });
  }, { passive: false });

  // One pointer drags, two pinch.
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    if (event.isPrimary) pointers.clear();
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    dragged = pointers.size > 1;
  });
  addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    if (!dragged && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    dragged = true;
    element.classList.add("moving");
    if (pointers.size === 1) {
      if (event.pointerType !== "touch" || !isWhole() || !scrolls()) zoomAt(1, before, now);
    } else {
      const old = spread();
      pointers.set(event.pointerId, now);
      const current = spread();
      if (current.size > 0) zoomAt(old.size / current.size, old, current);
    }
    pointers.set(event.pointerId, now);
  });
  function spread() {
    const [a, b] = [...pointers.values()];
    return { size: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
  for (const kind of ["pointerup", "pointercancel"]) {
    addEventListener(kind, (event) => {
      pointers.delete(event.pointerId);
      if (pointers.size) return;
      element.classList.remove("moving");
      setTimeout(() => { dragged = false; }); // after the click that ends a drag
    });
  }
  // Two fingers zoom the picture, even if one finger scrolls the page.
  element.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  }, { passive: false });
  element.addEventListener("click", (event) => {
    if (dragged) { event.preventDefault(); event.stopPropagation(); return; }
    if (!event.detail || event.target.closest("a")) return; // from the keyboard, or on a link
    const now = { at: event.timeStamp, x: event.clientX, y: event.clientY };
    const isSoon = now.at - lastTap.at < 350 && Math.hypot(now.x - lastTap.x, now.y - lastTap.y) < 30;
    // Some browsers report only the second of two taps, others do not count them.
    const isDouble = isSoon || event.detail === 2;
    lastTap = isDouble ? { ...now, at: -Infinity } : now;
    if (!isDouble) return;
    if (isWhole()) zoomAt(0.4, now);
    else fit();
  }, true);
  element.addEventListener("dragstart", (event) => event.preventDefault());

  // Show another picture; a zoomed view stays.
  function setPicture(picture) {
    const before = svg && !isWhole() && view;
    svg = picture;
    const box = svg.viewBox.baseVal;
    full = { x: box.x, y: box.y, width: box.width, height: box.height };
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    home = homeView();
    show(before || home);
  }
  new ResizeObserver(() => {
    if (!svg) return;
    const wasWhole = isWhole();
    home = homeView();
    show(wasWhole ? home : view);
  }).observe(element);
  // Name the picture and its nodes for screen readers, and remove the tooltips of the browser.
  function setNames(detailsOf) {
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", svg.querySelector(":scope > title")?.textContent ?? "");
    svg.removeAttribute("aria-labelledby");
    svg.querySelectorAll("title").forEach((title) => title.remove());
    for (const group of svg.querySelectorAll(".node")) {
      const item = detailsOf(group.dataset.id);
      group.setAttribute("role", "img");
      group.setAttribute("aria-label", [item.label, ...(item.facts ?? []).map((fact) => fact.join(": "))].join(", "));
      if (!group.querySelector("a")) group.setAttribute("tabindex", "0");
    }
  }
  return {
    setPicture, setNames, show, fit, reveal, press, actions,
    get view() { return view; },
    get isWhole() { return isWhole(); },
    get isHeld() { return pointers.size > 0; },
  };
}
