// Use the page as somebody would, and write down what is then seen.
addEventListener("load", () => {
  const said = {};
  const svg = document.querySelector("main svg");
  const input = document.querySelector("input");
  const tip = document.getElementById("tip");
  const seen = () => svg.getAttribute("viewBox").split(" ").map(Number);
  const found = () => [...svg.querySelectorAll(".found")].map((one) => one.dataset.id ?? one.dataset.edge);
  const key = (name, target = document.body) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const pointer = (kind, x, y, target) =>
    target.dispatchEvent(new PointerEvent(kind, { pointerId: 1, clientX: x, clientY: y, bubbles: true }));
  const search = (text) => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  said.start = seen();
  document.querySelector("button[value='+']").click();
  said.zoomed = seen();
  key("ArrowRight");
  said.moved = seen();
  key("0");
  said.fitted = seen();
  const main = document.querySelector("main");
  const box = main.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  main.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, clientX: x, clientY: y, cancelable: true }));
  said.wheeled = seen();
  pointer("pointerdown", x, y, main);
  pointer("pointermove", x + 50, y, main);
  pointer("pointerup", x + 50, y, main);
  said.dragged = seen();
  key("0");
  search("redis ca");
  said.found = found();
  said.count = document.querySelector("output").textContent;
  key("Enter", input);
  said.revealed = seen();
  search("nothing of this kind");
  said.none = document.querySelector("output").textContent;
  key("Escape", input);
  said.cleared = svg.classList.contains("searching");
  said.tips = Object.fromEntries([...svg.querySelectorAll(".node, .cluster, .edge")].map((group) => {
    pointer("pointermove", x, y, group.querySelector(".box, .line"));
    return [group.dataset.id, tip.hidden ? null : tip.innerText];
  }));
  said.titles = svg.querySelectorAll("title").length;
  said.names = [...svg.querySelectorAll(".node")].map((one) => one.getAttribute("aria-label"));
  said.label = svg.getAttribute("aria-label");
  said.hacked = Boolean(window.hacked);
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(said);
  document.body.replaceChildren(result);
});
