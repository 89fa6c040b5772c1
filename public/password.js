// @ts-check
// A word on a new password while it is typed, on pages that load no program. The server estimates it, as it will when the
// form is sent. Without this there is the hint alone.

/** How long nothing is typed before the server is asked. */
const PAUSE = 250;

/**
 * What the server says of a password; nothing when it does not answer, for then nobody knows.
 * @param {string} password
 * @param {AbortSignal} signal
 * @returns {Promise<{ score: number, words: string } | undefined>}
 */
async function estimate(password, signal) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/password-estimate", { method: "POST", headers, body: JSON.stringify({ password }), signal });
  return answer.ok ? answer.json() : undefined;
}

for (const meter of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".field .strength"))) {
  const input = /** @type {HTMLInputElement} */ (meter.parentElement?.querySelector("input"));
  const words = /** @type {HTMLElement} */ (meter.lastElementChild);
  let asked = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;

  const say = async () => {
    const { signal } = (asked = new AbortController());
    const said = input.value ? await estimate(input.value, signal).catch(() => undefined) : undefined;
    // Something else was typed meanwhile, and is asked for.
    if (signal.aborted) return;
    meter.dataset.level = String(said?.score ?? "");
    words.textContent = said?.words ?? "";
  };

  input.addEventListener("input", () => {
    asked.abort();
    clearTimeout(pause);
    pause = setTimeout(say, PAUSE);
  });
}
