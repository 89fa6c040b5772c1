// Who has to wait sees for how long, and when it is over.

import { expect, open, SAME_ORIGIN, test } from "./support/test.ts";
import { type Server, scratchDirectory, startServer } from "./support/server.ts";

let data: Awaited<ReturnType<typeof scratchDirectory>>;
let server: Server;

test.beforeEach(async ({ faults }) => {
  faults.allowStatus(429);
  data = await scratchDirectory();
  server = await startServer(data.path, undefined, { RATE_LIMITS: "sign-in=2/1m,mail=2/1h" });
});

test.afterEach(async () => {
  await server.stop();
  await data.remove();
});

test("too many passwords: the seconds go by, silently, and after them one may try again", async ({ page }) => {
  const form = { email: "nobody@example.com", password: "plum-harbour-tango-43" };
  for (let at = 0; at < 2; at++) await page.request.post(`${server.url}/sign-in`, { form, headers: SAME_ORIGIN });
  await page.clock.install();
  await open(page, `${server.url}/sign-in`);
  await page.getByLabel("E-mail").fill(form.email);
  await page.getByLabel("Password", { exact: true }).fill(form.password);
  const signIn = page.getByRole("button", { name: "Sign in", exact: true });
  const alert = page.locator(".form-alert");
  const left = async () => Number(/Try again in (\d+) seconds\.$/.exec((await alert.textContent()) ?? "")?.[1]);
  await signIn.click();
  await expect(alert).toHaveText(/^Too many attempts\. Try again in \d+ seconds\.$/);
  await expect(alert).toHaveAttribute("aria-live", "off");
  const first = await left();
  await page.clock.runFor(3_000);
  expect(await left()).toBeLessThan(first);

  await page.clock.runFor(60_000);
  await expect(alert).toHaveText("Too many attempts. Try again.");
  await expect(alert).not.toHaveAttribute("aria-live");

  // For the server, no time has gone by.
  await signIn.click();
  await expect(alert).toHaveText(/Try again in \d+ seconds\.$/);
  const again = await left();
  await page.clock.runFor(3_000);
  expect(await left()).toBeLessThan(again);
});

test("a page without a program counts as well", async ({ page }) => {
  const form = { intent: "send", email: "nobody@example.com" };
  for (let at = 0; at < 2; at++) await page.request.post(`${server.url}/forgot-password`, { form, headers: SAME_ORIGIN });
  await page.clock.install();
  await open(page, `${server.url}/forgot-password`);
  await page.getByLabel("E-mail").fill("nobody@example.com");
  await page.getByRole("button", { name: "Send a link" }).click();
  const alert = page.locator(".form-alert");
  await expect(alert).toContainText(/Try again in /);
  await page.clock.runFor(3_000);
  await expect(alert).toHaveText(/^Too many attempts\. Try again in \d+:\d\d minutes\.$/);
});
