// Devices, the password and the activity without JavaScript.

import { NEW_PASSWORD, alsoSignedIn, button, changePassword, isSignedIn, notice, row } from "./support/settings.ts";
import { expect, pathOf, test } from "./support/test.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0";

test("a device that is signed out is out at its next request", async ({ page, member, anotherBrowser }) => {
  const phone = await anotherBrowser({ userAgent: FIREFOX });
  await alsoSignedIn(phone, member);
  const there = await phone.newPage();
  await there.goto("/todos");

  await page.goto("/settings/sessions");
  await expect(page.getByRole("listitem").filter({ has: page.locator(".row-detail") }).first()).toContainText("This device");
  await button(page, "Sign out Firefox on Linux").click();
  await expect(notice(page)).toHaveText("Firefox on Linux is signed out.");
  await expect(row(page, "Firefox on Linux")).toHaveCount(0);
  await there.reload();
  expect(pathOf(there)).toBe("/sign-in");
  expect(await isSignedIn(page.request)).toBe(true);
});

test("all others, and everywhere", async ({ page, member, anotherBrowser }) => {
  const phone = await anotherBrowser();
  await alsoSignedIn(phone, member);
  await page.goto("/settings/sessions");
  await button(page, "Sign out all other devices").click();
  await expect(notice(page)).toHaveText("1 other device was signed out.");
  expect(await isSignedIn(phone.request)).toBe(false);
  await expect(page.getByText("You’re only signed in here.")).toBeVisible();
  await button(page, "Sign out everywhere").click();
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/todos");
  expect(pathOf(page)).toBe("/sign-in");
});

test("another password", async ({ page, member, faults, anotherBrowser }) => {
  faults.allowStatus(422);
  const phone = await anotherBrowser();
  await alsoSignedIn(phone, member);
  await page.goto("/.well-known/change-password");
  await expect(page).toHaveURL("/settings/password");

  await changePassword(page, "not the password", NEW_PASSWORD);
  const current = page.getByLabel("Current password", { exact: true });
  await expect(page).toHaveTitle("Error: Password · Settings · Latchkey");
  await expect(current).toHaveAccessibleDescription("That current password is not right.");
  await expect(current).toHaveValue("");
  await changePassword(page, member.password, "password1234");
  await expect(page.getByLabel("New password", { exact: true })).toHaveAccessibleDescription(/on the lists people guess first/);
  expect(await isSignedIn(phone.request)).toBe(true);

  await changePassword(page, member.password, NEW_PASSWORD);
  await expect(notice(page)).toHaveText("Password changed. 1 other device was signed out.");
  expect(await isSignedIn(phone.request)).toBe(false);
  expect(await isSignedIn(page.request)).toBe(true);
});

test("what happened to the account", async ({ page, member, anotherBrowser }) => {
  await alsoSignedIn(await anotherBrowser({ userAgent: FIREFOX }), member);
  await page.goto("/settings/activity");
  await expect(row(page, "Firefox on Linux")).toContainText("Signed in");
  await expect(page.getByRole("link", { name: "Earlier" })).toHaveCount(0);
});
