// @ts-check
// A calendar in which to choose a day: a date field, the days one mostly means, and a month (the grid of the ARIA
// practices). Days travel as texts, `2026-11-28`, and are counted in UTC, where each has 24 hours.

/** @typedef {import("./keys.js").Hands} Hands */

const DAY = 86_400_000;
/** The words of the page are English; when its week begins is the reader's own. */
const LANGUAGE = "en-GB";

/** @param {string} text */
const parse = (text) => Date.parse(`${text}T00:00:00Z`);
/** @param {number} day */
const write = (day) => new Date(day).toISOString().slice(0, 10);
/** @type {(day: number, wanted: Intl.DateTimeFormatOptions) => string} */
const say = (day, wanted) => new Intl.DateTimeFormat(LANGUAGE, { timeZone: "UTC", ...wanted }).format(day);
/** Of which Sunday is 0. @param {number} day */
const weekday = (day) => new Date(day).getUTCDay();

/** The same day of another month, or its last one. @type {(day: number, months: number) => number} */
function addMonths(day, months) {
  const date = new Date(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last));
}

/** The weekday with which weeks begin where the reader lives; Monday where the browser does not know. */
function firstWeekday() {
  const locale = /** @type {any} */ (new Intl.Locale(navigator.language));
  return Number((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) % 7;
}

/** The days one mostly means, as a line for a new todo understands them. @param {number} today */
function quickChoices(today) {
  const until = (/** @type {number} */ day) => (day + 7 - weekday(today)) % 7;
  const all = /** @type {[string, number][]} */ ([
    ["Today", today],
    ["Tomorrow", today + DAY],
    ["This weekend", weekday(today) === 0 ? today : today + until(6) * DAY],
    ["Next week", today + (until(1) || 7) * DAY],
  ]);
  return all.filter(([, day], at) => all.findIndex(([, other]) => other === day) === at);
}

/**
 * Has somebody choose a day. Answers it, an empty text for none, and nothing where they left.
 * @param {Hands} hands
 * @param {Wanted} wanted
 */
export async function pickDate(hands, wanted) {
  const calendar = new Calendar(hands, wanted);
  // A dialog puts the keyboard on its first control; the day is what one is here for.
  await hands.openDialog(calendar.dialog, wanted.beside, () => calendar.focus());
  return calendar.answer;
}

/** @typedef {{ label: string, value: string, beside: Element, hasField?: boolean }} Wanted */

class Calendar {
  /** What was chosen. @type {string | undefined} */
  answer;
  first = firstWeekday();

  /** @param {Hands} hands @param {Wanted} wanted */
  constructor({ make, today }, { label, value, hasField }) {
    this.make = make;
    this.today = parse(today());
    this.chosen = value ? parse(value) : undefined;
    this.title = make("h2", { id: "calendar-month", "aria-live": "polite" });
    this.weeks = make("tbody");
    const body = make("div", { class: "calendar-body" }, ...(hasField ? [this.#field(value)] : []), this.#quick(), this.#month(), this.#grid());
    this.dialog = make("dialog", { class: "calendar", "aria-label": label }, body);
    this.day = this.chosen ?? this.today;
    this.#draw(this.day);
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.weeks.querySelector("[tabindex='0']"))?.focus();
  }

  /** @param {string} text */
  #choose(text) {
    this.answer = text;
    this.dialog.close();
  }

  /** A real date field, for who would rather type. @param {string} value */
  #field(value) {
    const { make } = this;
    const field = make("input", { type: "date", id: "calendar-date", value });
    const form = make("form", { class: "calendar-field" }, make("label", { for: field.id }, "Date"), field, make("button", { class: "button button-small" }, "Set"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.validity.valid) this.#choose(field.value);
    });
    return form;
  }

  /** The days one mostly means, and none. */
  #quick() {
    const { make } = this;
    const button = (/** @type {string} */ words, /** @type {string} */ hint, /** @type {string} */ text) => {
      const made = make("button", { type: "button" }, make("span", {}, words), ...(hint ? [" ", make("span", { class: "choice-hint" }, hint)] : []));
      made.addEventListener("click", () => this.#choose(text));
      return made;
    };
    const days = quickChoices(this.today).map(([words, day]) => button(words, say(day, { weekday: "short", day: "numeric", month: "short" }), write(day)));
    return make("div", { class: "calendar-quick" }, ...days, button("No date", "", ""));
  }

  /** The name of the month between the ways to others. */
  #month() {
    const { make } = this;
    const turn = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {number} */ months) => {
      const button = make("button", { type: "button", class: "icon-button", "aria-label": name }, make("span", { "aria-hidden": "true" }, sign));
      button.addEventListener("click", () => this.#draw(addMonths(this.day, months)));
      return button;
    };
    return make("div", { class: "calendar-month" }, turn("Month before", "‹", -1), this.title, turn("Month after", "›", 1));
  }

  #grid() {
    const { make, first } = this;
    const weekdays = Array.from({ length: 7 }, (_, at) => {
      // 4 January 1970 was a Sunday.
      const named = (3 + first + at) * DAY;
      return make("th", { scope: "col", abbr: say(named, { weekday: "long" }) }, say(named, { weekday: "short" }).slice(0, 2));
    });
    const grid = make("table", { role: "grid", "aria-labelledby": this.title.id }, make("thead", {}, make("tr", {}, ...weekdays)), this.weeks);
    grid.addEventListener("keydown", (event) => {
      const to = this.#step(event);
      if (event.key === "Enter" || event.key === " ") this.#choose(write(this.day));
      else if (to !== undefined) this.#draw(to);
      else return;
      event.preventDefault();
      this.focus();
    });
    grid.addEventListener("click", ({ target }) => {
      const day = target instanceof HTMLElement ? target.dataset.day : undefined;
      if (day) this.#choose(day);
    });
    return grid;
  }

  /** Where a key leads. @param {KeyboardEvent} event */
  #step({ key, shiftKey }) {
    const { day } = this;
    const inWeek = (weekday(day) - this.first + 7) % 7;
    const days = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -inWeek, End: 6 - inWeek })[key];
    if (days !== undefined) return day + days * DAY;
    const months = /** @type {Record<string, number>} */ ({ PageUp: -1, PageDown: 1 })[key];
    return months && addMonths(day, shiftKey ? 12 * months : months);
  }

  /** Shows the month of a day, which gets the keyboard when it comes into the grid. @param {number} day */
  #draw(day) {
    const { make, first } = this;
    this.day = day;
    this.title.textContent = say(day, { month: "long", year: "numeric" });
    const date = new Date(day);
    const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    const from = start - ((weekday(start) - first + 7) % 7) * DAY;
    const weeks = Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, at) => from + (week * 7 + at) * DAY));
    this.weeks.replaceChildren(...weeks.map((days) => make("tr", {}, ...days.map((at) => this.#cell(at, date.getUTCMonth())))));
  }

  /** @type {(at: number, month: number) => HTMLElement} */
  #cell(at, month) {
    const { make, day, chosen, today } = this;
    const attributes = {
      role: "gridcell",
      tabindex: at === day ? "0" : "-1",
      "data-day": write(at),
      "aria-label": say(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
      "aria-selected": String(at === chosen),
      "aria-current": at === today ? "date" : undefined,
      class: new Date(at).getUTCMonth() === month ? undefined : "is-outside",
    };
    return make("td", attributes, String(new Date(at).getUTCDate()));
  }
}
