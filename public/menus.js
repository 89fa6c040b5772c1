// @ts-check
// What single keys change of a row: its date, its priority, its labels, its list, and deleting it where the row has no
// button for that. Each is a request of the API, and is said with an offer to take it back. The page hears of the change
// by itself, as of any other.

/**
 * @typedef {import("./keys.js").Hands} Hands
 * @typedef {import("./keys.js").Row} Row
 * @typedef {{ id: string, list_id: string, due_date: string | null, due_time: string | null, priority: number | null, labels?: string[] }} Todo
 * @typedef {{ id?: string, name: string, colour?: string | undefined }} Named
 */

const PRIORITIES = ["No priority", "High priority", "Medium priority", "Low priority"];
/** So long an offer to take something back stands. */
const OFFERED_FOR = 10_000;

/**
 * Asks the API. What it refuses is said.
 * @param {Hands} hands
 * @param {string} path
 * @param {string} [method]
 * @param {object} [body]
 * @returns {Promise<any>} Nothing, where it was refused.
 */
async function ask(hands, path, method = "GET", body) {
  const request = { method, ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }) };
  const answer = await fetch(path, request).catch(() => undefined);
  const said = await answer?.json().catch(() => undefined);
  if (answer?.ok) return said ?? {};
  // A change of one that was just added may come before it is there.
  const reason = answer?.status === 404 ? "This todo is not there, or not saved yet." : said?.detail;
  offer(hands, answer ? (reason ?? "That did not work.") : "The server could not be reached.");
  return undefined;
}

/**
 * Has somebody change what a key stands for.
 * @param {Hands} hands
 * @param {string} key
 * @param {Row} row
 */
export async function change(hands, key, row) {
  const todo = /** @type {Todo | undefined} */ (await ask(hands, `/api/todos/${row.id}`));
  if (!todo) return undefined;
  if (key === "d") return changeDate(hands, row, todo);
  if (key === "p") return changePriority(hands, row, todo);
  if (key === "m") return moveToList(hands, row, todo);
  return changeLabels(hands, row, todo);
}

/**
 * Changes members of a todo, and offers to give them back what they were.
 * @param {Hands} hands
 * @param {Row} row
 * @param {Todo} todo
 * @param {Partial<Todo>} members
 * @param {string} words
 */
async function edit(hands, row, todo, members, words) {
  const path = `/api/todos/${todo.id}`;
  row.stay();
  if (!(await ask(hands, path, "PATCH", members))) return;
  const before = Object.fromEntries(Object.keys(members).map((name) => [name, todo[/** @type {"id"} */ (name)]]));
  offer(hands, words, () => ask(hands, path, "PATCH", before));
}

/** @type {(hands: Hands, row: Row, todo: Todo) => Promise<void>} */
async function changeDate(hands, row, todo) {
  const label = `When is “${row.title}” due?`;
  const chosen = await hands.pickDate({ label, value: todo.due_date ?? "", beside: row.element, hasField: true });
  if (chosen === undefined || chosen === (todo.due_date ?? "")) return;
  // Another day keeps the time.
  const members = chosen ? { due_date: chosen, due_time: todo.due_time } : { due_date: null, due_time: null };
  const day = new Date(`${chosen}T00:00:00Z`);
  const said = chosen && new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short" }).format(day);
  await edit(hands, row, todo, members, said ? `Due ${said}.` : "No date.");
}

/** @type {(hands: Hands, row: Row, todo: Todo) => Promise<void>} */
async function changePriority(hands, row, todo) {
  const choices = [1, 2, 3, 0].map((number) => ({
    words: PRIORITIES[number] ?? "",
    key: String(number),
    isChosen: (todo.priority ?? 0) === number,
    act: () => edit(hands, row, todo, { priority: number || null }, `${PRIORITIES[number]}.`),
  }));
  await chooseOf(hands, row, `Priority of “${row.title}”`, "Priority", choices);
}

/** @type {(hands: Hands, row: Row, todo: Todo) => Promise<void>} */
async function moveToList(hands, row, todo) {
  const lists = /** @type {Named[] | undefined} */ (await ask(hands, "/api/lists"));
  if (!lists) return;
  const path = `/api/todos/${todo.id}/move`;
  const beside = placeOf(row);
  const move = async (/** @type {Named} */ { id, name }) => {
    row.stay();
    if (id === todo.list_id || !(await ask(hands, path, "POST", { list_id: id, to: "end" }))) return;
    offer(hands, `Moved to ${name}.`, () => ask(hands, path, "POST", { list_id: todo.list_id, ...beside }));
  };
  const choices = lists.map((list) => ({ words: list.name, colour: list.colour, isChosen: list.id === todo.list_id, act: () => move(list) }));
  await chooseOf(hands, row, `Move “${row.title}” to`, "Move to", choices);
}

/** Where a row stands in its list, for the way back. A view has another order. @param {Row} row */
function placeOf({ element }) {
  const [before, after] = [idOf(element.nextElementSibling), idOf(element.previousElementSibling)];
  if (!element.closest(".todo-list") || !(before || after)) return { to: "end" };
  return before ? { before } : { after };
}

/** The id of the todo of a row. @param {Element | null} row */
const idOf = (row) => row?.querySelector("[role=checkbox]")?.getAttribute("value") ?? undefined;

/** Puts a todo before the one of another row, or behind it. @type {(hands: Hands, row: Row, beside: HTMLElement, isAfter: boolean) => Promise<void>} */
export async function moveBeside(hands, row, beside, isAfter) {
  const path = `/api/todos/${row.id}/move`;
  const [other, before] = [idOf(beside), placeOf(row)];
  if (!(await ask(hands, path, "POST", isAfter ? { after: other } : { before: other }))) return;
  offer(hands, "Moved.", () => ask(hands, path, "POST", before));
}

/** Puts a todo into the list of a link of the side bar, or on today. @type {(hands: Hands, row: Row, link: HTMLAnchorElement) => Promise<void>} */
export async function moveOnto(hands, row, link) {
  const todo = /** @type {Todo | undefined} */ (await ask(hands, `/api/todos/${row.id}`));
  if (!todo) return;
  const name = link.querySelector(".views-name")?.textContent ?? link.textContent ?? "";
  if (link.pathname === "/todos/today") {
    await edit(hands, row, todo, { due_date: hands.today(), due_time: todo.due_time }, "Due today.");
    return;
  }
  const list = link.pathname.split("/")[2] ?? document.getElementById("page-script")?.dataset.user ?? "";
  if (list !== todo.list_id) await edit(hands, row, todo, { list_id: list }, `Moved to ${name}.`);
}

/** Adds what was pasted, a todo a line. @type {(hands: Hands, text: string) => Promise<boolean>} */
export async function addLines(hands, text) {
  const list = location.pathname.split("/lists/")[1];
  const added = await ask(hands, "/api/todos/quick", "POST", { text, ...(list && { list_id: list }) });
  if (added) offer(hands, `${added.length} todos added.`, () => ask(hands, "/api/todos/batch", "POST", { do: "delete", ids: added.map((/** @type {Todo} */ { id }) => id) }));
  return Boolean(added);
}

/** Labels are chosen until the menu is closed, and then kept at once. @type {(hands: Hands, row: Row, todo: Todo) => Promise<void>} */
async function changeLabels(hands, row, todo) {
  const answer = await fetch("/api/labels").catch(() => undefined);
  if (!answer?.ok || !todo.labels) return;
  const known = /** @type {Named[]} */ (await answer.json());
  const chosen = new Set(todo.labels);
  const toggle = (/** @type {string} */ name) => (chosen.has(name) ? chosen.delete(name) : chosen.add(name));
  const { matching } = await hands.palette();
  await hands.choose({
    label: `Labels of “${row.title}”`,
    hint: "Labels",
    beside: row.element,
    areSeveral: true,
    find: (typed) => {
      const all = known.map(({ name, colour }) => ({ words: name, colour, isChosen: chosen.has(name), act: () => toggle(name) }));
      const isNew = typed && !known.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
      const make = { words: `New label “${typed}”`, act: () => known.push({ name: typed }) && toggle(typed) };
      return [
        { title: "Labels", choices: matching(all, typed) },
        { title: "New", choices: isNew ? [make] : [] },
      ];
    },
  });
  const labels = [...chosen];
  if (labels.length === todo.labels.length && todo.labels.every((name) => chosen.has(name))) return;
  await edit(hands, row, todo, { labels }, labels.length ? `Labels: ${labels.join(", ")}.` : "No labels.");
}

/** @type {(hands: Hands, row: Row, label: string, title: string, choices: import("./palette.js").Choice[]) => Promise<void>} */
async function chooseOf(hands, row, label, title, choices) {
  const { matching } = await hands.palette();
  // A key says which one too.
  const find = (/** @type {string} */ typed) => [{ title, choices: choices.some(({ key }) => key === typed) ? choices : matching(choices, typed) }];
  await hands.choose({ label, hint: title, beside: row.element, find });
}

/** Puts a todo into the trash. @type {(hands: Hands, row: Row) => Promise<void>} */
export async function remove(hands, row) {
  const path = `/api/todos/${row.id}`;
  row.stay();
  if (await ask(hands, path, "DELETE")) offer(hands, `Deleted “${row.title}”.`, () => ask(hands, `${path}/restore`, "POST"));
}

/** What is offered now, so that the next one takes its place. @type {AbortController | undefined} */
let offered;

/**
 * Says what was done, and offers to take it back for a while, by a button or `z`.
 * @param {Hands} hands
 * @param {string} words
 * @param {() => unknown} [undo]
 */
function offer({ make, areOn }, words, undo) {
  offered?.abort();
  const { signal } = (offered = new AbortController());
  const end = () => offered?.signal === signal && offered.abort();
  const timer = setTimeout(end, OFFERED_FOR);
  const button = (/** @type {Record<string, string>} */ attributes, /** @type {string} */ name, /** @type {() => unknown} */ act) => {
    const made = make("button", { type: "button", ...attributes }, name);
    made.addEventListener("click", () => {
      end();
      act();
    });
    return made;
  };
  const shown = make("div", { class: "notice", "data-testid": "key-offer" }, make("span", { "aria-hidden": "true" }, words));
  if (undo) shown.append(button({}, "Undo", undo));
  shown.append(button({ class: "icon-button", "aria-label": "Dismiss" }, "×", () => undefined));
  area.replaceChildren(said, shown);
  said.textContent = words;
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    shown.remove();
    said.textContent = "";
  });
  if (!undo) return;
  // Before the program, whose own offer is an older one.
  const take = (/** @type {KeyboardEvent} */ event) => {
    const isWriting = event.target instanceof Element && event.target.matches("input, textarea, select");
    if (event.key !== "z" || event.ctrlKey || event.metaKey || event.altKey || isWriting || !areOn()) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    end();
    undo();
  };
  addEventListener("keydown", take, { capture: true, signal });
}

/** A screen reader hears of an offer from an element that is there before. */
const said = document.createElement("p");
const area = document.createElement("div");
said.className = "visually-hidden";
said.setAttribute("role", "status");
area.className = "notice-area";
area.append(said);
document.body.append(area);
