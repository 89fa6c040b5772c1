import { recoveryTests } from "./journeys/recovery.ts";
import { emailTo } from "./support/emails.ts";
import { expect, open, stranger, test } from "./support/test.ts";

recoveryTests();

test("another letter can be sent when a minute has passed", async ({ page }) => {
  const { email } = stranger();
  await page.clock.install();
  await open(page, "/forgot-password");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send a link" }).click();
  const again = page.getByRole("button", { name: /^Send it again/ });
  await expect(again).toHaveAttribute("aria-disabled", "true");
  await page.clock.runFor(61_000);
  await expect(again).toHaveText("Send it again");
  await expect(again).not.toHaveAttribute("aria-disabled");
});

test("a letter can be read on the page that sent it", async ({ page, member }) => {
  await emailTo(page.request, member.email, /Confirm your e-mail address/);
  await open(page, "/settings/email");
  await page.getByRole("link", { name: "your e-mails are here" }).click();
  await expect(page).toHaveURL("/dev/mail");
  await page.getByRole("listitem").filter({ hasText: member.email }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: /Confirm your e.mail address/ })).toBeVisible();
  await page.getByRole("link", { name: "As a mail client shows it" }).click();
  await expect(page.getByRole("link", { name: "Confirm this address" })).toBeVisible();
});
