// @ts-check
// Rows that are dragged, by a mouse or, after a moment, by a finger: to another place of the list, onto a list, or onto
// "Today". The buttons of a todo's page, its menu and `Alt ↑ ↓` do the same without.

/**
 * @typedef {import("./keys.js").Hands} Hands
 * @typedef {import("./keys.js").Row} Row
 * @typedef {typeof import("./menus.js")} Menus
 * @typedef {{ beside: HTMLElement, isAfter: boolean } | { onto: HTMLAnchorElement }} Goal
 */

/** So far a mouse goes before a row comes along, in pixels; a finger may not go so far before that. */
const SLACK = 6;
/** So long a finger rests, in milliseconds. */
const REST = 350;

/**
 * Follows what was pressed on a row until it is let go.
 * @param {Hands} hands
 * @param {Row} row
 * @param {PointerEvent} start
 * @param {Menus} menus
 */
export function follow(hands, row, start, menus) {
  const { signal, abort } = ending();
  const options = { signal, capture: true };
  const isFinger = start.pointerType !== "mouse";
  const bar = hands.make("div", { class: "drop-bar" });
  let isDragged = false;
  /** @type {Goal | undefined} */
  let goal;
  const begin = () => {
    isDragged = true;
    row.element.classList.add("dragged");
    document.documentElement.classList.add("dragging");
    getSelection()?.removeAllRanges();
  };
  const rest = isFinger ? setTimeout(begin, REST) : undefined;
  const end = () => {
    clearTimeout(rest);
    abort();
    bar.remove();
    row.element.classList.remove("dragged");
    document.documentElement.classList.remove("dragging");
    show(undefined, bar);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== start.pointerId) return;
    const isFar = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLACK;
    // A finger that moves at once scrolls.
    if (!isDragged && isFar) {
      if (isFinger) return end();
      begin();
    }
    if (!isDragged) return;
    event.preventDefault();
    goal = goalAt(event, row.element);
    show(goal, bar);
  };
  const release = () => {
    const reached = isDragged ? goal : undefined;
    if (isDragged) swallowClick();
    end();
    if (reached && "onto" in reached) menus.moveOnto(hands, row, reached.onto);
    else if (reached) menus.moveBeside(hands, row, reached.beside, reached.isAfter);
  };
  addEventListener("pointermove", move, options);
  addEventListener("pointerup", release, options);
  addEventListener("pointercancel", end, options);
  // Once it has come along, the page does not scroll under it.
  addEventListener("touchmove", (event) => isDragged && event.preventDefault(), { ...options, passive: false });
  addEventListener("contextmenu", (event) => isDragged && event.preventDefault(), options);
  addEventListener("keydown", ({ key }) => key === "Escape" && end(), options);
}

function ending() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** Where a row would go that is let go here. @type {(event: PointerEvent, dragged: HTMLElement) => Goal | undefined} */
function goalAt({ clientX, clientY }, dragged) {
  const under = document.elementFromPoint(clientX, clientY);
  const link = under?.closest(".views a:is([href='/todos'], [href='/todos/today'], [href^='/lists/']:not(.views-new))");
  if (link instanceof HTMLAnchorElement) return { onto: link };
  const beside = under?.closest(".todo-list > li:not(.editing)");
  if (!(beside instanceof HTMLElement) || beside === dragged || beside.parentElement !== dragged.parentElement) return undefined;
  const { top, height } = beside.getBoundingClientRect();
  return { beside, isAfter: clientY > top + height / 2 };
}

/** @type {(goal: Goal | undefined, bar: HTMLElement) => void} */
function show(goal, bar) {
  document.querySelector(".drop-onto")?.classList.remove("drop-onto");
  if (goal && "onto" in goal) goal.onto.classList.add("drop-onto");
  if (!goal || !("beside" in goal)) return bar.remove();
  const { left, top, bottom, width } = goal.beside.getBoundingClientRect();
  Object.assign(bar.style, { left: `${left}px`, top: `${(goal.isAfter ? bottom : top) - 1}px`, width: `${width}px` });
  document.body.append(bar);
}

/** What was dragged was not clicked. */
function swallowClick() {
  const swallow = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}
