"use strict";
// Move in a picture and zoom it: wheel, drag, pinch, double click or tap, keys, full screen.
// What is seen is the picture's viewBox. A page that scrolls keeps its wheel unless Ctrl is held.
// Full screen shows `whole`; `shown` is called whenever something else is seen.
function panZoom(element, { whole = element, shown = () => {} } = {}) {
  const largest = 1.5; // what is small is not blown up to fill a screen
  let svg, full, home, view;
  const pointers = new Map();
  let dragged = false;
  let tapped = { at: -Infinity, x: 0, y: 0 };

  const between = (low, value, high) => Math.min(Math.max(value, low), high);
  const isWhole = () => view.width >= home.width * 0.999;
  const limited = (width) => between(full.width / 40, width, home.width * 2);

  // The middle of what is seen stays on the picture, which cannot get lost.
  function show(next) {
    const width = limited(next.width);
    const height = (width * full.height) / full.width;
    const x = between(full.x, next.x + next.width / 2, full.x + full.width) - width / 2;
    const y = between(full.y, next.y + next.height / 2, full.y + full.height) - height / 2;
    view = { x, y, width, height };
    svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    element.classList.toggle("zoomed", !isWhole());
    shown();
  }
  function toPicture(x, y) {
    return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
  }
  // Zoom; what was at one place of the screen is then at another, or at the same.
  function zoomAt(factor, from, to = from) {
    const { x: left, y: top } = toPicture(from.x, from.y);
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const width = limited(view.width * factor);
    const scale = width / view.width;
    const center = { x: left + (middle.x - left) * scale, y: top + (middle.y - top) * scale };
    const pixel = scale / svg.getScreenCTM().a;
    place({ x: center.x - (to.x - from.x) * pixel, y: center.y - (to.y - from.y) * pixel }, width);
  }
  function place(center, width) {
    const height = (width * full.height) / full.width;
    show({ x: center.x - width / 2, y: center.y - height / 2, width, height });
  }
  const zoom = (factor) => place({ x: view.x + view.width / 2, y: view.y + view.height / 2 }, view.width * factor);
  const move = (dx, dy) => show({ ...view, x: view.x + dx * view.width, y: view.y + dy * view.height });
  const fit = () => show(home);
  function atHome() {
    const box = svg.getBoundingClientRect();
    const scale = Math.min(box.width / full.width, box.height / full.height);
    const [width, height] = [full.width, full.height].map((side) => side * Math.max(1, scale / largest));
    return { x: full.x + (full.width - width) / 2, y: full.y + (full.height - height) / 2, width, height };
  }
  function reveal(group) {
    const box = group.getBBox();
    const width = Math.min(home.width, Math.max(view.width / 2, box.width * 4));
    place({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, width);
  }
  const isFullScreen = () => document.fullscreenElement === whole;

  const actions = {
    "+": () => zoom(1 / 1.25), "=": () => zoom(1 / 1.25), "-": () => zoom(1.25), "0": fit,
    f: () => (isFullScreen() ? document.exitFullscreen() : whole.requestFullscreen?.()),
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
  };
  // Do what a key means; false where it means nothing here.
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
    zoomAt(Math.exp(between(-100, step, 100) / 300), { x: event.clientX, y: event.clientY });
  }, { passive: false });

  // Dragging with one pointer, pinching with two.
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
      const wide = spread();
      if (wide.size > 0) zoomAt(old.size / wide.size, old, wide);
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
  // Two fingers are for the picture, also where one finger scrolls the page.
  element.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  }, { passive: false });
  element.addEventListener("click", (event) => {
    if (dragged) { event.preventDefault(); event.stopPropagation(); return; }
    if (!event.detail || event.target.closest("a")) return; // the keyboard's, or one that leads elsewhere
    const now = { at: event.timeStamp, x: event.clientX, y: event.clientY };
    const soon = now.at - tapped.at < 350 && Math.hypot(now.x - tapped.x, now.y - tapped.y) < 30;
    const again = soon || event.detail === 2; // of two taps some browsers tell the second alone, some count none
    tapped = again ? { ...now, at: -Infinity } : now;
    if (!again) return;
    if (isWhole()) zoomAt(0.4, now);
    else fit();
  }, true);
  element.addEventListener("dragstart", (event) => event.preventDefault());

  // Take another picture; where it is zoomed, what is seen stays where it was.
  function put(picture) {
    const before = svg && !isWhole() && view;
    svg = picture;
    const box = svg.viewBox.baseVal;
    full = { x: box.x, y: box.y, width: box.width, height: box.height };
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    home = atHome();
    show(before || home);
  }
  new ResizeObserver(() => {
    if (!svg) return;
    const whole = isWhole();
    home = atHome();
    show(whole ? home : view);
  }).observe(element);
  // Make the picture a group of parts with names, over which no browser shows tooltips of its own.
  function name(nameOf) {
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", svg.querySelector(":scope > title")?.textContent ?? "");
    svg.removeAttribute("aria-labelledby");
    svg.querySelectorAll("title").forEach((title) => title.remove());
    for (const group of svg.querySelectorAll(".node")) {
      const part = nameOf(group.dataset.id);
      group.setAttribute("role", "img");
      group.setAttribute("aria-label", [part.label, ...(part.facts ?? []).map((fact) => fact.join(": "))].join(", "));
      if (!group.querySelector("a")) group.setAttribute("tabindex", "0");
    }
  }
  return {
    put, name, show, fit, reveal, press, actions,
    get view() { return view; },
    get isWhole() { return isWhole(); },
    get isHeld() { return pointers.size > 0; },
  };
}
