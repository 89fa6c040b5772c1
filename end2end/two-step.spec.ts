// Two-step verification in a page with scripts; what has none is in two-step.nojs.spec.ts.

import type { Page } from "@playwright/test";

import { expect, forgetSession, open, type Person, signOut, test } from "./support/test.ts";
import { codeOf, turnOn } from "./support/two-step.ts";

async function givePassword(page: Page, person: Person) {
  await open(page, "/sign-in?next=/todos%3Ffilter=active");
  await page.getByLabel("E-mail", { exact: true }).fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/sign-in/verify?next=/todos%3Ffilter=active");
}

test("signing in takes a code, and a trusted device takes none", { tag: "@phone" }, async ({ page, member, faults }) => {
  faults.allowStatus(422);
  const { key } = await turnOn(page);
  await forgetSession(page);
  await givePassword(page, member);
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await page.getByLabel("Code", { exact: true }).fill("12345");
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByLabel("Code", { exact: true })).toHaveAccessibleDescription("That code is not right.");
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();

  const code = codeOf(key);
  await page.getByLabel("Code", { exact: true }).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByLabel("Trust this device for 30 days").check();
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page).toHaveURL("/todos?filter=active");

  await signOut(page);
  await expect(page).toHaveURL("/sign-in");
  await page.getByLabel("E-mail", { exact: true }).fill(member.email);
  await page.getByLabel("Password", { exact: true }).fill(member.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/todos");
});

test("a recovery code signs in, and the settings count what is left", async ({ page, member }) => {
  const { codes } = await turnOn(page);
  await forgetSession(page);
  await givePassword(page, member);
  await page.getByText("Use a recovery code").click();
  await page.getByLabel("Recovery code").fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Use this code" }).click();
  await expect(page).toHaveURL("/todos?filter=active");
  await page.goto("/settings/two-step");
  await expect(page.getByText("You have 9 recovery codes left.")).toBeVisible();
});
