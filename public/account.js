// @ts-check
// The little that moves on the pages of the account area, which load no program. Without it they are as complete.

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
