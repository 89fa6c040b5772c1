// @ts-check
// The list to play with on the start page. Without it, what is added comes back from the server.

const form = /** @type {HTMLFormElement} */ (document.querySelector(".demo-form"));
const list = /** @type {HTMLElement} */ (document.querySelector(".demo-list"));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const line = /** @type {HTMLInputElement} */ (form.elements.namedItem("add"));
  const title = line.value.trim();
  if (!title) return;
  const item = /** @type {HTMLElement} */ (list.lastElementChild?.cloneNode(true));
  const box = /** @type {HTMLInputElement} */ (item.querySelector("input"));
  box.id = `demo-${list.children.length}`;
  box.checked = false;
  /** @type {HTMLLabelElement} */ (item.querySelector("label")).htmlFor = box.id;
  /** @type {HTMLElement} */ (item.querySelector(".demo-title")).textContent = title;
  list.append(item);
  line.value = "";
});

document.documentElement.dataset.hydrated = "";
