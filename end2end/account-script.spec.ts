// What moves on the pages of the account area, which load no program.

import { readFile } from "node:fs/promises";

import { expect, hydrated, open, signOut, test } from "./support/test.ts";
import { turnOn } from "./support/two-step.ts";

test("a page of the settings loads no program", async ({ page, member: _ }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await open(page, "/settings/profile");
  expect(loaded).toContain("/account.js");
  expect(loaded.filter((path) => path.endsWith(".wasm") || /^\/pkg\/.*\.js$/.test(path))).toEqual([]);
});

test("a password can be shown, and hidden again", async ({ page, member: _ }) => {
  await open(page, "/settings/password");
  const password = page.getByLabel("Current password");
  const show = page.getByRole("button", { name: "Show password" }).first();
  await password.fill("plum");
  await expect(password).toHaveAttribute("type", "password");
  await show.click();
  await expect(password).toHaveAttribute("type", "text");
  await expect(show).toHaveAttribute("aria-pressed", "true");
  await show.click();
  await expect(password).toHaveAttribute("type", "password");
  await expect(password).toHaveValue("plum");
});

test("recovery codes can be copied and printed", async ({ page, context, member: _ }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await turnOn(page);
  await page.getByRole("button", { name: "Make new recovery codes" }).click();
  const codes = (await page.locator(".recovery-codes").textContent()) ?? "";
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes);
  await expect(page.getByRole("button", { name: "Print" })).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  expect(file.suggestedFilename()).toBe("latchkey-recovery-codes.txt");
  const saved = await readFile(await file.path(), "utf8");
  expect(saved.replaceAll("\r", "")).toContain(codes);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.locator(".recovery-codes"), "the browser asks for the tick first").toBeVisible();
});

test("tabs that get no stream stay, and leave with the others", async ({ page, context, member: _ }) => {
  await open(page, "/settings/profile");
  // A session has three streams (docs/ARCHITECTURE.md).
  const tabs = await Promise.all([1, 2, 3, 4].map(() => context.newPage()));
  for (const tab of tabs) await open(tab, "/settings/activity");
  for (const tab of tabs) await hydrated(tab);
  await signOut(page);
  await expect(page).toHaveURL("/sign-in");
  for (const tab of tabs) await expect(tab).toHaveURL("/sign-in?next=/settings/activity");
});

test("a new password is estimated while it is typed", async ({ page, member: _ }) => {
  await open(page, "/settings/password");
  await hydrated(page);
  const meter = page.locator(".strength");
  const field = page.getByLabel("New password", { exact: true });
  await field.fill("short");
  await expect(meter).toContainText("Too short");
  await field.fill("plum-harbour-tango-42");
  await expect(meter).toHaveAttribute("data-level", "3");
  await field.fill("");
  await expect(meter).toHaveAttribute("data-level", "");
  await expect(meter).toHaveText("");
});

test("the field is ready where one confirms who one is", async ({ page, member }) => {
  const stale = "/settings/confirm?next=/settings/sessions";
  await open(page, stale);
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.getByLabel("Password", { exact: true }).fill(member.password);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page).toHaveURL("/settings/sessions");
});
