// @ts-check
// The little that moves on the pages of the account area, which load no program. Without it they are as complete.

const script = document.getElementById("account-script");
const channel = new BroadcastChannel("latchkey-session");
/** A page that is being left is not loaded anew before this moment: that would overtake what it is left for. */
let leavingUntil = 0;

/** Tells the other tabs that somebody signed in or out. */
const announce = () => channel.postMessage(true);

/** Loads the page anew when it shows another session than there is now, so that the server says where one belongs. */
async function check() {
  const answer = await fetch("/api/auth/get-session").catch(() => undefined);
  if (!answer?.ok) return;
  const current = await answer.json();
  if (current?.session.id === script?.dataset.session) return;
  setTimeout(() => location.reload(), Math.max(0, leavingUntil - Date.now()));
}

/** Hears of it when the session ends, wherever that is done, and tells the other tabs, of which not all may listen. */
function listen() {
  const source = new EventSource("/session-events");
  source.addEventListener("ended", () => {
    announce();
    check();
  });
  // The browser has given up connecting again: the session may have ended while it was away.
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && check());
}

channel.addEventListener("message", check);
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  leavingUntil = 0;
  check();
});
if (script?.dataset.session) listen();

// A form may as well lead to a file, after which the page is still there.
addEventListener("submit", () => {
  leavingUntil = Date.now() + 5_000;
});

/** Signs out, and tells the other tabs when it is done. */
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  event.preventDefault();
  try {
    await fetch(form.action, { method: "POST", redirect: "manual" });
    announce();
    location.assign("/sign-in");
  } catch {
    form.submit();
  }
});

/** Changes the colours in place: what a page shows only once stays. */
addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const chosen = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (!form.matches(".theme-switch") || !chosen) return;
  event.preventDefault();
  document.documentElement.dataset.theme = chosen.value;
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".theme-switch button"))) {
    button.ariaPressed = String(button.value === chosen.value);
  }
  await fetch(form.action, { method: "POST", body: new URLSearchParams({ theme: chosen.value }), redirect: "manual" });
});

for (const reveal of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".reveal"))) {
  reveal.addEventListener("click", () => {
    const input = /** @type {HTMLInputElement} */ (reveal.previousElementSibling);
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    reveal.ariaPressed = String(isShown);
  });
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-wait]"))) {
  const end = Date.now() + Number(button.dataset.wait) * 1_000;
  const ticking = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1_000);
    const unit = left === 1 ? "second" : "seconds";
    button.textContent = left > 0 ? `Send it again in ${left} ${unit}` : "Send it again";
    if (left > 0) return;
    button.removeAttribute("aria-disabled");
    clearInterval(ticking);
  }, 1_000);
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  const text = document.querySelector(button.dataset.copy ?? "")?.textContent;
  // Only where the page came over TLS.
  if (!text || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  });
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

document.documentElement.dataset.hydrated = "";
