// Use the page as a reader does, and record the state after each action.
addEventListener("load", () => {
  const results = {};
  const svg = document.querySelector("main svg");
  const input = document.querySelector("input");
  const tip = document.getElementById("tip");
  const view = () => svg.getAttribute("viewBox").split(" ").map(Number);
  const matches = () => [...svg.querySelectorAll(".found")].map((element) => element.dataset.id ?? element.dataset.edge);
  const key = (name, target = document.body) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const pointer = (kind, x, y, target) =>
    target.dispatchEvent(new PointerEvent(kind, { pointerId: 1, clientX: x, clientY: y, bubbles: true }));
  const search = (text) => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  results.start = view();
  document.querySelector("button[value='+']").click();
  results.zoomed = view();
  key("ArrowRight");
  results.moved = view();
  key("0");
  results.fitted = view();
  const main = document.querySelector("main");
  const box = main.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  main.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, clientX: x, clientY: y, cancelable: true }));
  results.wheeled = view();
  pointer("pointerdown", x, y, main);
  pointer("pointermove", x + 50, y, main);
  pointer("pointerup", x + 50, y, main);
  results.dragged = view();
  key("0");
  search("redis ca");
  results.found = matches();
  results.count = document.querySelector("output").textContent;
  key("Enter", input);
  results.revealed = view();
  search("nothing of this kind");
  results.none = document.querySelector("output").textContent;
  key("Escape", input);
  results.cleared = svg.classList.contains("searching");
  results.tips = Object.fromEntries([...svg.querySelectorAll(".node, .cluster, .edge")].map((group) => {
    pointer("pointermove", x, y, group.querySelector(".box, .line"));
    return [group.dataset.id, tip.hidden ? null : tip.innerText];
  }));
  results.titles = svg.querySelectorAll("title").length;
  results.names = [...svg.querySelectorAll(".node")].map((element) => element.getAttribute("aria-label"));
  results.label = svg.getAttribute("aria-label");
  results.hacked = Boolean(window.hacked);
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(results);
  document.body.replaceChildren(result);
});
