// @ts-check
// What moves in a field for a password: a button shows it, and where one is chosen the server says how strong it is, by
// the same judgement as when the form is sent. Without this there is the hint alone.

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

// A password that stands open must not be left standing while the answer is on its way.
addEventListener("submit", () => {
  for (const reveal of document.querySelectorAll(".reveal")) show(reveal, false);
});

/**
 * @param {Element} reveal
 * @param {boolean} isShown
 */
function show(reveal, isShown) {
  /** @type {HTMLInputElement} */ (reveal.previousElementSibling).type = isShown ? "text" : "password";
  reveal.ariaPressed = String(isShown);
}
