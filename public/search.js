// @ts-check
// Searches as one types, on the page of results. Without it the field is a form that leads to the same page.

/** How long nothing is typed before the server is asked. */
const PAUSE = 120;

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#search"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;
let asked = new AbortController();

/** Draws what the words find in place of what was found before. What the page has not shown by then is let go. */
async function search() {
  asked.abort();
  const { signal } = (asked = new AbortController());
  const words = field?.value ?? "";
  const address = words.trim() ? `/search?${new URLSearchParams({ q: words })}` : "/search";
  const answer = await fetch(address, { signal });
  // Somebody who is signed out by now is led elsewhere.
  if (!answer.ok || answer.redirected) return location.assign(address);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (signal.aborted) return;
  history.replaceState(history.state, "", address);
  for (const id of ["search-results", "search-summary"]) {
    const [here, there] = [document, found].map((page) => page.getElementById(id));
    here?.replaceChildren(...(there?.childNodes ?? []));
  }
  // What was done before is no part of this.
  document.querySelector(".view-page > .undo")?.remove();
}

/** @param {number} after */
function searchSoon(after) {
  clearTimeout(pause);
  // Where nothing answers, what was found stays, and Enter asks once more.
  pause = setTimeout(() => search().catch(() => undefined), after);
}

field?.addEventListener("input", (event) => {
  // A word that is still being composed is none.
  if (!(/** @type {InputEvent} */ (event).isComposing)) searchSoon(PAUSE);
});
field?.addEventListener("compositionend", () => searchSoon(PAUSE));
field?.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  searchSoon(0);
});
