// @ts-check
// What moves around every page: the colours, the account's menu, the way out, and the end of the session. Without it
// each is a form or a link, and the server says the rest at the next visit.

const { user, session } = /** @type {HTMLElement} */ (document.getElementById("page-script")).dataset;

/** Where the tabs of this browser tell each other whose session they show. */
const SESSION = "latchkey-session";
/** Where they tell each other the number of the last change to the todos. */
const CHANGED = "latchkey-changed";
/** Where a tab keeps what somebody had typed and not sent when their session ended. */
const UNSENT = "latchkey-unsent";
/** A page that is being left is not loaded anew before this moment: that would overtake what it is left for. */
let leavingUntil = 0;

const hereIs = () => location.pathname + location.search;

/**
 * Where a browser keeps nothing for us, or has no room left, the rest goes on.
 * @param {() => void} work
 */
function inStorage(work) {
  try {
    work();
  } catch {
    // Then other tabs find out by themselves, and what was not sent is not given back.
  }
}

/** Loads the page anew when it shows another session than there is now, so that the server says where one belongs. */
async function check() {
  const answer = await fetch("/api/auth/get-session").catch(() => undefined);
  if (!answer?.ok) return;
  const current = (await answer.json())?.session.id;
  if (current === session) return;
  setTimeout(() => {
    if (session && !current) location.assign(keepUnsent());
    else location.reload();
  }, Math.max(0, leavingUntil - Date.now()));
}

/** Keeps the lines somebody was writing, for this person in this tab, and says where they go on. */
function keepUnsent() {
  const isUnsent = (/** @type {HTMLInputElement | HTMLTextAreaElement} */ field) =>
    field.name && field.value.trim() && field.value !== field.defaultValue;
  const fields = [...lines()].filter(isUnsent).map(({ name, value }) => ({ name, value }));
  // A line that is opened by script has an address where it stands open.
  const opened = /** @type {HTMLElement | null} */ (document.querySelector("main [data-address]"));
  const address = opened?.dataset.address ?? hereIs();
  if (fields.length > 0) inStorage(() => sessionStorage.setItem(UNSENT, JSON.stringify({ user, address, fields })));
  return address;
}

/** Gives them back where they belong, once. */
function giveBackUnsent() {
  const kept = JSON.parse(sessionStorage.getItem(UNSENT) ?? "null");
  if (kept?.user !== user || kept?.address !== hereIs()) return;
  sessionStorage.removeItem(UNSENT);
  for (const line of lines()) {
    const found = kept.fields.find((/** @type {{name: string}} */ { name }) => name === line.name);
    if (!found) continue;
    line.value = found.value;
    line.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The lines of text in the page; passwords and addresses for signing in are none. */
const lines = () =>
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    document.querySelectorAll("main :is(input:not([type]), input[type=text], textarea):not([autocomplete*=code])")
  );

/** Hears of it when the session ends, wherever that is done. */
function listen() {
  const source = new EventSource("/session-events");
  source.addEventListener("ended", check);
  source.addEventListener("changed", ({ data }) => {
    // The other tabs may have no stream of their own.
    inStorage(() => localStorage.setItem(CHANGED, data));
    showChanges(Number(data));
  });
  // The browser has given up connecting again: the session may have ended while it was away.
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && check());
}

/** The number of the last change that this page has heard of. */
let heard = 0;
let isShowing = false;

/** Shows what has changed since the page was made: by its program, and where there is none by the page as it is now. */
async function showChanges(/** @type {number} */ number) {
  if (!(number > Number(views()?.dataset.change))) return;
  heard = Math.max(heard, number);
  dispatchEvent(new CustomEvent("todos-changed", { detail: number }));
  // One after the other: of two answers at once, the older one might be shown last.
  if (isShowing) return;
  isShowing = true;
  while (Number(views()?.dataset.change) < heard && (await showAnew()));
  isShowing = false;
}

const views = () => /** @type {HTMLElement | null} */ (document.querySelector(".views"));

/** Draws the side bar anew, and a page without a program too. Tells whether that was possible. */
async function showAnew() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const isDrawnAlone = !main.dataset.state && main.querySelector(".view-page:not(.todo-form)");
  // What somebody is writing stays; the next change or visit brings the rest.
  const isWriting = isDrawnAlone && [...lines()].some((line) => line.value.trim() !== "");
  const address = isDrawnAlone && !isWriting ? hereIs() : `/views?path=${location.pathname}`;
  const wanted = heard;
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok || Date.now() < leavingUntil) return false;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newViews = /** @type {HTMLElement | null} */ (now.querySelector(".views"));
  if (!newViews) return false;
  // An answer from before is not asked for over and over.
  newViews.dataset.change = String(Math.max(wanted, Number(newViews.dataset.change)));
  views()?.replaceWith(newViews);
  if (isDrawnAlone && !isWriting && address === hereIs()) keepFocus(main, () => main.replaceChildren(...(now.querySelector("main")?.childNodes ?? [])));
  return true;
}

/** When the day of the page is over, on this clock. The server says in how long that is; not all pages ask at once. */
const dayEnd = () => Date.now() + Number(views()?.dataset.dayEndsIn ?? NaN) * 1_000 + 500 + Math.random() * 1_500;
let dayEndsAt = dayEnd();
let day = views()?.dataset.today;

/** Shows the next day when it has begun where its owner lives, and looks again each minute: a machine may have slept. */
async function followDay() {
  if (Date.now() >= dayEndsAt && (await showAnew())) dayEndsAt = dayEnd();
  const today = views()?.dataset.today;
  if (today !== day) dispatchEvent(new CustomEvent("day-changed", { detail: today }));
  day = today;
  const left = dayEndsAt - Date.now();
  setTimeout(followDay, left > 0 ? Math.min(left, 60_000) : 60_000);
}

/**
 * Leaves the keyboard where it is among controls that are drawn anew.
 * @param {HTMLElement} around
 * @param {() => void} draw
 */
function keepFocus(around, draw) {
  const focused = /** @type {HTMLElement | null} */ (around.querySelector(":focus"));
  const name = focused?.getAttribute("name");
  const value = focused?.getAttribute("value");
  draw();
  if (name) [.../** @type {NodeListOf<HTMLElement>} */ (around.querySelectorAll(`[name="${name}"]`))].find((it) => it.getAttribute("value") === value)?.focus();
}

// What a page's program has heard from the server.
addEventListener("session-end", check);
// Storage hears of what the other tabs write, not of this one's own.
addEventListener("storage", ({ key, newValue }) => {
  if (key === SESSION) check();
  if (key === CHANGED) showChanges(Number(newValue));
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  leavingUntil = 0;
  check();
});
// Whoever leaves while writing has written: what is saved when a field loses the keyboard is saved now.
addEventListener("pagehide", () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
inStorage(() => {
  if (localStorage.getItem(SESSION) !== (session ?? "")) localStorage.setItem(SESSION, session ?? "");
  if (session) giveBackUnsent();
});
if (session) listen();
if (views()) followDay();

// A form may as well lead to a file, after which the page is still there.
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leavingUntil = Date.now() + 5_000;
});

const zone = document.querySelector("input[name=time_zone]");
if (zone instanceof HTMLInputElement) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;

const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".account-menu"));
if (menu) {
  const isInside = (/** @type {EventTarget | null} */ target) => target instanceof Node && menu.contains(target);
  addEventListener("click", ({ target }) => {
    if (!isInside(target)) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !isInside(relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

/** Signs out without leaving a page that cannot be reached behind when there is no connection. */
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  event.preventDefault();
  leavingUntil = Date.now() + 5_000;
  const problem = /** @type {HTMLElement} */ (document.querySelector(".nav-error"));
  problem.textContent = "";
  try {
    await fetch(form.action, { method: "POST", redirect: "manual" });
    location.assign("/sign-in");
  } catch {
    leavingUntil = 0;
    problem.textContent = "The server could not be reached, so you are still signed in. Try again.";
  }
});

/** Changes the colours in place, and keeps the choice where the server reads it. */
document.querySelector(".theme-switch")?.addEventListener("submit", (event) => {
  const { submitter } = /** @type {SubmitEvent} */ (event);
  const chosen = /** @type {HTMLButtonElement | null} */ (submitter);
  if (!chosen) return;
  event.preventDefault();
  document.documentElement.dataset.theme = chosen.value;
  const isSecure = location.protocol === "https:";
  const secure = isSecure ? "; Secure" : "";
  document.cookie = `${isSecure ? "__Secure-theme" : "theme"}=${chosen.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  for (const meta of /** @type {NodeListOf<HTMLMetaElement>} */ (document.querySelectorAll("meta[name=theme-color]"))) {
    const { of } = meta.dataset;
    const isOurs = chosen.value === of ? "all" : "not all";
    meta.media = chosen.value === "system" ? `(prefers-color-scheme: ${of})` : isOurs;
  }
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".theme-switch button"))) {
    button.ariaPressed = String(button === chosen);
  }
});
