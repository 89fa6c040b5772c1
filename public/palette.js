// @ts-check
// A line above a list in which to choose: by the keyboard without leaving the line (the combobox of the ARIA practices),
// or by pointing. The palette is one of them, with all there is to go to and to do; so are the menus of a row (`menus.js`).

/**
 * @typedef {import("./keys.js").Hands} Hands
 * @typedef {{ words: string, hint?: string, key?: string | undefined, colour?: string | undefined, isChosen?: boolean, act: () => unknown }} Choice
 * @typedef {{ title: string, choices: Choice[] }} Group
 */

/** From where todos are found, by what was typed. */
const FOUND_TODOS = "/api/todos?limit=8&q=";
/** How long nothing is typed before the server is asked, in milliseconds. */
const PAUSE = 150;

/**
 * What one chooses from: `find` answers at once, `ask` a moment later and in addition. A choice whose key is typed alone is
 * taken at once in a menu. Where several may be chosen, the list stays.
 * @typedef {{
 *   label: string, hint?: string, kind?: "menu" | "palette", beside?: Element, areSeveral?: boolean,
 *   find: (typed: string) => Group[], ask?: (typed: string, signal: AbortSignal) => Promise<Group[]>,
 * }} Wanted
 */

/** Has somebody choose, and does what was chosen. @type {(hands: Hands, wanted: Wanted) => Promise<void>} */
export const choose = (hands, wanted) => new Chooser(hands, wanted).open();

class Chooser {
  /** @type {Choice[]} */
  #choices = [];
  /** Which of them is the active one. */
  #at = 0;
  #asked = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  /** @param {Hands} hands @param {Wanted} wanted */
  constructor(hands, wanted) {
    const { make } = (this.hands = hands);
    const { label, hint = label, kind = "menu", areSeveral } = (this.wanted = wanted);
    this.isMenu = kind === "menu";
    const combobox = { role: "combobox", "aria-label": label, "aria-expanded": "true", "aria-controls": "choices", "aria-autocomplete": "list" };
    const typing = { type: "text", placeholder: hint, autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "go" };
    this.line = make("input", { ...combobox, ...typing });
    this.list = make("div", { role: "listbox", id: "choices", "aria-label": label, "aria-multiselectable": areSeveral ? "true" : undefined });
    this.status = make("p", { role: "status", class: "nothing-found" });
    const close = make("button", { type: "button", class: "button button-quiet button-small" }, "Close");
    const head = make("div", { class: "choose-line" }, this.line, close);
    this.dialog = make("dialog", { class: `choose ${kind}`, "aria-label": label }, head, this.list, this.status);
    close.addEventListener("click", () => this.dialog.close());
    this.#listen();
  }

  async open() {
    const { find, beside, areSeveral } = this.wanted;
    this.#draw(find(""));
    const chosen = this.isMenu && !areSeveral ? this.#choices.findIndex(({ isChosen }) => isChosen) : 0;
    await this.hands.openDialog(this.dialog, beside, () => this.#mark(Math.max(0, chosen)));
    this.#asked.abort();
  }

  #listen() {
    this.line.addEventListener("input", () => this.#read());
    this.line.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") this.#mark(this.#at + 1);
      else if (event.key === "ArrowUp") this.#mark(this.#at - 1);
      else if (event.key === "Enter") this.#take(this.#choices[this.#at]);
      else return;
      event.preventDefault();
    });
    const under = (/** @type {Event} */ { target }) => this.#options().findIndex((it) => target instanceof Node && it.contains(target));
    this.list.addEventListener("pointermove", (event) => {
      const to = under(event);
      if (to >= 0 && to !== this.#at) this.#mark(to);
    });
    // The line keeps the keyboard.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const to = under(event);
      if (to < 0) return;
      this.#mark(to);
      this.#take(this.#choices[to]);
    });
  }

  #options() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[role=option]"))];
  }

  /** Makes one of them the active one. @param {number} to */
  #mark(to) {
    const all = this.#options();
    const set = (/** @type {boolean} */ isActive) => {
      const option = all[this.#at];
      option?.classList.toggle("is-active", isActive);
      if (!this.wanted.areSeveral) option?.setAttribute("aria-selected", String(isActive));
      return option;
    };
    set(false);
    this.#at = all.length ? (to + all.length) % all.length : 0;
    const active = set(true);
    active?.scrollIntoView({ block: "nearest" });
    this.line.setAttribute("aria-activedescendant", active?.id ?? "");
  }

  /** @type {(choice: Choice, index: number) => HTMLElement} */
  #option({ words, hint, key, colour, isChosen = false }, index) {
    const { make } = this.hands;
    const { areSeveral = false } = this.wanted;
    const state = { "aria-selected": String(areSeveral && isChosen), "aria-current": isChosen && !areSeveral ? "true" : undefined };
    return make(
      "div",
      { role: "option", id: `choice-${index}`, ...state },
      ...(colour ? [make("span", { class: "mark", "data-colour": colour })] : []),
      make("span", { class: "choice-words", dir: "auto" }, words),
      ...(hint ? [make("span", { class: "choice-hint", dir: "auto" }, hint)] : []),
      ...(key ? [make("kbd", {}, key)] : []),
    );
  }

  /** @param {Group[]} groups */
  #draw(groups) {
    const { make } = this.hands;
    const shown = groups.filter(({ choices }) => choices.length > 0);
    // What a menu is about is said by its line.
    const className = this.isMenu && shown.length === 1 ? "visually-hidden" : "choose-title";
    this.#choices = [];
    const drawn = shown.map(({ title, choices }, at) => {
      const name = make("div", { role: "presentation", class: className, id: `choices-${at}` }, title);
      const options = choices.map((choice) => this.#option(choice, this.#choices.push(choice) - 1));
      return make("div", { role: "group", "aria-labelledby": name.id }, name, ...options);
    });
    const isEmpty = this.#choices.length === 0;
    this.list.replaceChildren(...drawn);
    this.list.hidden = isEmpty;
    this.line.ariaExpanded = String(!isEmpty);
    this.status.textContent = isEmpty ? "Nothing found." : "";
  }

  /** @param {Choice | undefined} choice */
  #take(choice) {
    const { areSeveral, find } = this.wanted;
    if (!areSeveral && choice) this.dialog.close();
    choice?.act();
    if (!areSeveral) return;
    this.#draw(find(this.line.value.trim()));
    this.#mark(this.#at);
  }

  /** Shows what fits what is typed. */
  #read() {
    const { find, ask, areSeveral } = this.wanted;
    this.#asked.abort();
    clearTimeout(this.#pause);
    const typed = this.line.value.trim();
    const groups = find(typed);
    const named = groups.flatMap(({ choices }) => choices).find(({ key }) => typed && key === typed);
    if (this.isMenu && !areSeveral && named) return this.#take(named);
    this.#draw(groups);
    this.#mark(0);
    if (!ask || !typed) return;
    const { signal } = (this.#asked = new AbortController());
    // Nobody knows yet.
    this.status.textContent = "";
    this.#pause = setTimeout(async () => {
      const found = await ask(typed, signal).catch(() => []);
      if (signal.aborted) return;
      this.#draw([...groups, ...found]);
      this.#mark(this.#at);
    }, PAUSE);
  }
}

/** As it is compared: small letters without their marks. @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Those in which every word that was typed begins a word.
 * @template {{ words: string, hint?: string }} T
 * @param {T[]} all
 * @param {string} typed
 */
export function matching(all, typed) {
  const looked = plain(typed).split(/\s+/).filter(Boolean);
  return all.filter(({ words }) => looked.every((part) => ` ${plain(words)}`.includes(` ${part}`)));
}

/** Everything there is to go to and to do, and the todos. @param {Hands} hands */
export function showPalette(hands) {
  const places = links(".views a", PLACE_KEYS);
  const commands = commandsOf(hands);
  return choose(hands, {
    label: "Search or do something",
    kind: "palette",
    find: (typed) => [
      { title: "Go to", choices: matching(places, typed) },
      { title: "Do", choices: matching(commands, typed) },
    ],
    ask: async (typed, signal) => {
      const answer = await fetch(FOUND_TODOS + encodeURIComponent(typed), { signal });
      const todos = /** @type {{ id: string, title: string, completed: boolean }[]} */ (answer.ok ? await answer.json() : []);
      const choices = todos.map(({ id, title, completed }) => ({ words: title, hint: completed ? "Done" : "", act: () => location.assign(`/todos/${id}`) }));
      return [{ title: "Todos", choices }];
    },
  });
}

const PLACE_KEYS = /** @type {Record<string, string>} */ ({
  "/todos": "g i",
  "/todos/today": "g t",
  "/todos/upcoming": "g u",
  "/todos/completed": "g d",
  "/todos/trash": "g b",
});

/**
 * The links that stand in the page anyway, in their order.
 * @param {string} selector
 * @param {Record<string, string>} keys
 * @returns {Choice[]}
 */
function links(selector, keys = {}) {
  return [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(selector))].map((link) => ({
    words: (link.querySelector(".views-name") ?? link).textContent?.trim() ?? "",
    key: keys[link.pathname],
    colour: /** @type {HTMLElement | null} */ (link.querySelector(".mark"))?.dataset.colour,
    act: () => link.click(),
  }));
}

/** @param {Hands} hands @returns {Choice[]} */
function commandsOf({ run }) {
  const press = (/** @type {string} */ selector) => () => /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click();
  const themes = [...document.querySelectorAll(".theme-switch button")].map((button) => ({
    words: `Theme: ${button.textContent?.trim()}`,
    isChosen: button.ariaPressed === "true",
    act: () => /** @type {HTMLElement} */ (button).click(),
  }));
  return [
    { words: "Add a todo", key: "q", act: () => run("add") },
    { words: "Show all keys", key: "?", act: () => run("keys") },
    ...themes,
    ...links(".account-menu a"),
    { words: "Sign out", act: press("form[action='/sign-out'] button") },
  ];
}
