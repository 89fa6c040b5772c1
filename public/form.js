// @ts-check
// What moves in forms. A password can be shown, and where one is chosen the server says how strong it is, by the same
// judgement as when the form is sent. Where one has to wait, the seconds are counted. Without this there are the hint,
// and the words that say how long.

/** How long nothing is typed before the server is asked. */
const PAUSE = 250;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;
let asked = new AbortController();

/**
 * What the server says of a password, which may not be like the rest of its form; nothing when it does not answer, for
 * then nobody knows.
 * @param {HTMLInputElement} input
 * @param {AbortSignal} signal
 * @returns {Promise<{ score: number, words: string } | undefined>}
 */
async function estimate(input, signal) {
  const [name, email] = ["name", "email"].map((name) => {
    const field = input.form?.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field.value : "";
  });
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ password: input.value, name, email });
  const answer = await fetch("/password-estimate", { method: "POST", headers, body, signal });
  return answer.ok ? answer.json() : undefined;
}

// The page may be drawn anew when it comes alive, so it is listened to from outside.
addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  const meter = target.closest(".field")?.querySelector(".strength");
  if (!(meter instanceof HTMLElement)) return;
  asked.abort();
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const { signal } = (asked = new AbortController());
    const said = target.value ? await estimate(target, signal).catch(() => undefined) : undefined;
    // Something else was typed meanwhile, and is asked for.
    if (signal.aborted) return;
    meter.dataset.level = String(said?.score ?? "");
    /** @type {HTMLElement} */ (meter.lastElementChild).textContent = said?.words ?? "";
  }, PAUSE);
});

addEventListener("click", ({ target }) => {
  const reveal = target instanceof Element && target.closest(".reveal");
  if (reveal) show(reveal, reveal.ariaPressed !== "true");
});

addEventListener("submit", ({ target }) => {
  // A password that stands open must not be left standing while the answer is on its way.
  for (const reveal of document.querySelectorAll(".reveal")) show(reveal, false);
  // An answer to this form says anew how long. Those around the page are about something else.
  if (!(target instanceof Element && target.closest("main"))) return;
  for (const wait of waits.values()) wait.isCurrent = false;
});

/**
 * @param {Element} reveal
 * @param {boolean} isShown
 */
function show(reveal, isShown) {
  /** @type {HTMLInputElement} */ (reveal.previousElementSibling).type = isShown ? "text" : "password";
  reveal.ariaPressed = String(isShown);
}

/**
 * What counts down: the words as they came and as they stand now, until the form is sent again.
 * @type {Map<Element, { said: string, shown: string, isCurrent: boolean }>}
 */
const waits = new Map();

/** Counts down where one has to wait (`data-wait`, in seconds), in the words that say so. */
function countDown() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-wait]"))) {
    const words = element.firstChild;
    const last = waits.get(element);
    if (!(words instanceof Text) || last?.isCurrent) continue;
    // A program that has the same to say as before leaves the words as they stand.
    if (words.data === last?.shown) words.data = last.said;
    waits.set(element, follow(element, words));
  }
}

/**
 * @param {HTMLElement} element
 * @param {Text} words
 */
function follow(element, words) {
  const wait = { said: words.data, shown: words.data, isCurrent: true };
  const end = Date.now() + Number(element.dataset.wait) * 1_000;
  // A screen reader says the words as they came, and again when the time is over.
  const region = element.closest("[role=alert]") ?? element;
  region.ariaLive = "off";
  const ticking = setInterval(() => {
    if (!wait.isCurrent) return clearInterval(ticking);
    const left = Math.ceil((end - Date.now()) / 1_000);
    if (left <= 0) {
      clearInterval(ticking);
      region.ariaLive = null;
      element.removeAttribute("aria-disabled");
    }
    wait.shown = words.data = wait.said.replace(/ in .*?(?=\.?$)/, left > 0 ? ` in ${duration(left)}` : "");
  }, 1_000);
  return wait;
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds > 5_400) return `${Math.ceil(seconds / 3_600)} hours`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

countDown();
// The alert of a form takes the keyboard when an answer has come.
addEventListener("focusin", countDown);
