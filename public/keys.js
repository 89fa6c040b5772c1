// @ts-check
// The keyboard on the pages of todos: single keys that go, move and change, the palette, and a calendar beside each date.
// What is larger comes when it is first needed. Without it there are links, forms and fields for all of it.

const script = /** @type {HTMLElement} */ (document.getElementById("keys-script"));

/** Where a browser keeps that somebody wants no single keys (WCAG 2.1.4). */
const SETTING = "latchkey-single-keys";
/** Where a tab keeps which row had the keyboard, while the page is drawn anew. */
const ROW = "latchkey-row";
/** So long a second key may take, and so long keys wait for a dialog, in milliseconds. */
const PATIENCE = 1_500;

const IS_MAC = /Mac|iP/.test(navigator.platform);
const ROWS = ":is(.todo-list, .view-list) > li:not(.editing)";
const CHECK = "[role=checkbox]";
/** The names of the fields of a todo's page. */
const FIELDS = /** @type {Record<string, string>} */ ({ e: "title", d: "due-date", p: "priority", m: "list", l: "labels" });
/** Where `g` and another key lead. */
const PLACES = /** @type {Record<string, string>} */ ({
  i: "/todos",
  t: "/todos/today",
  u: "/todos/upcoming",
  d: "/todos/completed",
  b: "/todos/trash",
});

/** @type {(selector: string, within?: ParentNode) => HTMLElement | null} */
const find = (selector, within = document) => within.querySelector(selector);
/** @type {(selector: string) => HTMLElement[]} */
const findAll = (selector) => [...document.querySelectorAll(/** @type {"li"} */ (selector))];

/** What is pressed while a dialog is on its way, for that; nothing while none is. @type {string[] | undefined} */
let pressed;
/** The key that waits for a second one. */
let first = "";
/** @type {ReturnType<typeof setTimeout>} */
let patience;
/** @type {Promise<unknown> | undefined} */
let style;

/** Where a browser keeps nothing for us, the keys are on. @param {() => unknown} work */
function inStorage(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

const areOn = () => inStorage(() => localStorage.getItem(SETTING)) !== "off";

/** What the parts need of each other. @typedef {typeof hands} Hands */
export const hands = {
  isMac: IS_MAC,
  areOn,
  /** @param {boolean} isOn */
  setOn: (isOn) => inStorage(() => (isOn ? localStorage.removeItem(SETTING) : localStorage.setItem(SETTING, "off"))),
  /** Which day it is where the person lives. */
  today: () => find(".views")?.dataset.today ?? new Date().toISOString().slice(0, 10),
  make,
  openDialog,
  run,
  showKeys,
  pickDate,
  choose,
  palette: () => palette(),
};

/**
 * An element with these attributes and this in it.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | undefined>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Shows a dialog, beside an element where there is room, and waits until it is closed. The keyboard is then where it was.
 * @param {HTMLDialogElement} dialog
 * @param {Element} [beside]
 * @param {() => void} [start] Before the dialog gets what was pressed while it was on its way.
 */
function openDialog(dialog, beside, start) {
  const closed = new Promise((resolve) => dialog.addEventListener("close", resolve));
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  if (beside) place(dialog, beside);
  start?.();
  const waiting = pressed ?? [];
  pressed = undefined;
  for (const key of waiting) {
    if (key === "Escape") dialog.close();
    else type(key);
  }
  return closed.then(() => dialog.remove());
}

/**
 * Below an element or above it; where there is no room for that, over its end. On a small screen the style sheet decides.
 * @type {(dialog: HTMLDialogElement, beside: Element) => void}
 */
function place(dialog, beside) {
  dialog.classList.add("is-beside");
  if (matchMedia("(width <= 40rem)").matches) return;
  const [from, own] = [beside.getBoundingClientRect(), dialog.getBoundingClientRect()];
  const [bottom, right] = [innerHeight - own.height - 8, document.documentElement.clientWidth - own.width - 8];
  const top = [from.bottom, from.top - own.height].find((top) => top >= 8 && top <= bottom);
  const left = top === undefined ? from.right - own.width : from.left;
  dialog.style.top = `${top ?? Math.max(8, Math.min(from.top, bottom))}px`;
  dialog.style.left = `${Math.max(8, Math.min(left, right))}px`;
}

/** As if it were pressed now. @param {string} key */
function type(key) {
  const target = document.activeElement ?? document.body;
  if (target instanceof HTMLInputElement && key.length === 1) {
    target.value += key;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}

/** The address of what is loaded when it is needed. */
const address = (/** @type {string} */ file) => script.dataset.parts?.split(" ").find((it) => it.startsWith(`/${file}`)) ?? `/${file}`;

/** The program that reads the line of a new todo, once there is one. @type {Promise<any> | undefined} */
let grammar;

/** Loads it with the first line, and asks it. The program of the page calls this. */
async function readLine(/** @type {Uint8Array} */ request) {
  grammar ??= import(address("grammar/grammar.js")).then(async (module) => {
    await module.default({ module_or_path: address("grammar/grammar_bg.wasm") });
    return module;
  });
  // Whoever was without a connection is asked again at the next key.
  grammar.catch(() => (grammar = undefined));
  return (await grammar).read(request);
}
Object.assign(globalThis, { readLine });

/** A part by its name, and how the parts look. @type {(name: string) => Promise<any>} */
async function part(name) {
  style ??= new Promise((resolve) => {
    const link = make("link", { rel: "stylesheet", href: address("keys.css") });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
  const [module] = await Promise.all([import(address(`${name}.js`)), style]);
  return module;
}

/** Does what needs a part. What is pressed meanwhile waits. @param {() => Promise<unknown>} work */
async function load(work) {
  if (pressed) return;
  const own = (pressed = /** @type {string[]} */ ([]));
  // On a bad line the page stays usable meanwhile.
  setTimeout(() => pressed === own && (pressed = undefined), PATIENCE);
  // Without a connection nothing comes, and nothing is lost.
  await work().catch(() => undefined);
  if (pressed === own) pressed = undefined;
}

/** @type {() => Promise<typeof import("./palette.js")>} */
const palette = () => part("palette");
/** @type {() => Promise<typeof import("./menus.js")>} */
const menus = () => part("menus");

async function showKeys() {
  const { showSheet } = /** @type {typeof import("./sheet.js")} */ (await part("sheet"));
  return showSheet(hands);
}

/** @param {Parameters<typeof import("./calendar.js").pickDate>[1]} wanted */
async function pickDate(wanted) {
  const calendar = /** @type {typeof import("./calendar.js")} */ (await part("calendar"));
  return calendar.pickDate(hands, wanted);
}

/** @param {Parameters<typeof import("./palette.js").choose>[1]} wanted */
async function choose(wanted) {
  return (await palette()).choose(hands, wanted);
}

const showPalette = () => load(async () => (await palette()).showPalette(hands));

/** The row that has the keyboard. */
function current() {
  const element = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest(ROWS));
  return element ? rowOf(element) : undefined;
}

/** @typedef {ReturnType<typeof rowOf>} Row */
function rowOf(/** @type {HTMLElement} */ element) {
  const check = find(CHECK, element);
  const [id, title, at] = [check?.getAttribute("value") ?? "", check?.ariaLabel ?? "", findAll(ROWS).indexOf(element)];
  /** Has the keyboard back on it when the page is drawn anew, or on what stands in its place then. */
  return { element, id, title, at, stay: () => stay(id, at) };
}

/** Puts the keyboard on a row. @param {HTMLElement | undefined} row */
function focusRow(row) {
  const target = row && find(`${CHECK}, a`, row);
  target?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

/** @type {(id: string, at: number) => void} */
function stay(id, at) {
  const again = () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const rows = findAll(ROWS);
    focusRow(rows.find((row) => find(`${CHECK}[value="${id}"]`, row)) ?? rows[Math.min(at, rows.length - 1)]);
  };
  const observer = new MutationObserver(again);
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 3_000);
  again();
}

/** @param {1 | -1} by */
function move(by) {
  const rows = findAll(ROWS);
  const at = current()?.at ?? (by === 1 ? -1 : rows.length);
  focusRow(rows[at + by]);
}

/** Ticks the row. Where that leads to the page as it is then, the keyboard stays among its rows. */
function tick() {
  const row = current();
  if (!row) return find(".todo-form [name=intent]:is([value=complete], [value=reopen]) ~ * button")?.click();
  const place = JSON.stringify({ path: location.pathname, at: row.at });
  if (row.element.closest(".view-list")) inStorage(() => sessionStorage.setItem(ROW, place));
  find(CHECK, row.element)?.click();
}

function remove() {
  const row = current();
  if (!row) return find(".todo-form [name=intent][value=remove] ~ * button")?.click();
  const button = find("[name=remove]", row.element);
  if (button) button.click();
  else if (row.id) load(async () => (await menus()).remove(hands, row));
}

/** @param {string} key */
function change(key) {
  const row = current();
  if (row?.id) load(async () => (await menus()).change(hands, key, row).then(row.stay));
  else if (!row) find(`.todo-form [name="${FIELDS[key]}"]`)?.focus();
}

function open() {
  const row = current();
  if (row) find(":scope > a", row.element)?.click();
  else find(`.todo-form [name=${FIELDS.e}]`)?.focus();
}

/** @param {string} path */
const go = (path) => location.assign(path);

function add() {
  const line = find(".new-todo");
  if (line) line.focus();
  else go("/todos");
}

function search() {
  const field = find("main input[type=search]") ?? find("input[type=search]");
  if (field) field.focus();
  else if (find(".views a[href^='/search']")) go("/search");
  else showPalette();
}

/** What can be done by its name, for the palette. @param {"add" | "keys" | "search"} name */
function run(name) {
  if (name === "add") add();
  else if (name === "search") search();
  else load(showKeys);
}

/** @type {Record<string, () => unknown>} */
const COMMANDS = {
  q: add,
  "/": search,
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  e: open,
  Backspace: remove,
};
for (const key of "dpml") COMMANDS[key] = () => change(key);

/** @param {KeyboardEvent} event */
function commandOf({ key, target }) {
  if (key === "?") return () => load(showKeys);
  if (!areOn()) return undefined;
  const place = PLACES[key];
  if (first) return () => place && go(place);
  if (key === "g") return awaitPlace;
  // A check is ticked by the space bar.
  if (key === "Enter") return target instanceof Element && target.matches(`${ROWS} ${CHECK}`) ? open : undefined;
  return COMMANDS[key];
}

function awaitPlace() {
  first = "g";
  patience = setTimeout(() => (first = ""), PATIENCE);
}

const isWriting = (/** @type {EventTarget | null} */ target) =>
  target instanceof Element && target.matches("input, textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.isComposing || event.defaultPrevented) return;
  if (key === "k" && (IS_MAC ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    const shown = /** @type {HTMLDialogElement | null} */ (find("dialog.palette"));
    if (shown) shown.close();
    else if (!find("dialog[open]")) showPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (pressed) {
    event.preventDefault();
    pressed.push(key);
    return;
  }
  if (isWriting(target) || find("dialog[open]")) return;
  const command = event.repeat && !"jk".includes(key) ? undefined : commandOf(event);
  clearTimeout(patience);
  first = "";
  if (!command) return;
  event.preventDefault();
  command();
});

// Undo is the program's key, and off with the others.
const keepUndo = (/** @type {KeyboardEvent} */ event) => event.key === "z" && !areOn() && !isWriting(event.target) && event.stopImmediatePropagation();
addEventListener("keydown", keepUndo, { capture: true });

addEventListener("click", ({ target }) => {
  const button = target instanceof Element && target.closest(".views-keys, .views-palette, .open-calendar");
  if (!(button instanceof HTMLElement)) return;
  if (button.matches(".views-keys")) load(showKeys);
  else if (button.matches(".views-palette")) showPalette();
  else load(() => fill(/** @type {HTMLInputElement} */ (button.previousElementSibling)));
});

/** Puts into a field of a date what is chosen in the calendar. @param {HTMLInputElement} field */
async function fill(field) {
  const label = field.labels?.[0]?.textContent ?? "Date";
  const chosen = await pickDate({ label, value: field.value, beside: field });
  if (chosen === undefined) return;
  field.value = chosen;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

for (const field of findAll("main input[type=date]")) {
  field.after(make("button", { type: "button", class: "open-calendar icon-button", "aria-label": "Calendar", title: "Calendar" }));
}

addEventListener("pointerdown", (event) => {
  const { target, button, isPrimary } = event;
  const element = target instanceof Element ? target.closest(ROWS) : null;
  if (!(element instanceof HTMLElement) || button !== 0 || !isPrimary || /** @type {Element} */ (target).closest("button, a, input")) return;
  const row = rowOf(element);
  if (!row.id) return;
  // What is let go before the part is there, as at the first click, is not followed.
  let isHeld = true;
  const letGo = () => (isHeld = false);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, letGo, { capture: true, once: true });
  const both = Promise.all([/** @type {Promise<typeof import("./drag.js")>} */ (part("drag")), menus()]);
  both.then(([drag, menus]) => isHeld && drag.follow(hands, row, event, menus)).catch(() => undefined);
});

// Several lines that are pasted are several todos.
addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (!(event.target instanceof HTMLInputElement) || !event.target.matches(".new-todo-form .new-todo") || !/[\r\n]/.test(text)) return;
  const field = event.target;
  event.preventDefault();
  const keep = () => {
    field.value += text.replace(/\s+/g, " ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  menus().then((menus) => menus.addLines(hands, text)).then((isDone) => isDone || keep(), keep);
});

inStorage(() => {
  const { path, at } = JSON.parse(sessionStorage.getItem(ROW) ?? "{}");
  sessionStorage.removeItem(ROW);
  const rows = findAll(ROWS);
  if (path === location.pathname) focusRow(rows[Math.min(at, rows.length - 1)]);
});

// What speaks of keys shows from now on.
document.documentElement.dataset.keys = "";
