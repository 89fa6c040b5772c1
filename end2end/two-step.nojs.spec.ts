// Two-step verification without JavaScript.

import { expect, pathOf, test } from "./support/test.ts";
import { codeOf, saveCodes, turnOn } from "./support/two-step.ts";

test("it is turned on, asked for at sign-in, and turned off", async ({ page, member, faults }) => {
  faults.allowStatus(422);
  const { key, codes } = await turnOn(page);
  await page.context().clearCookies();
  await page.goto("/sign-in/verify");
  expect(pathOf(page), "nothing waits for a second step").toBe("/sign-in");

  await page.getByLabel("E-mail", { exact: true }).fill(member.email);
  await page.getByLabel("Password", { exact: true }).fill(member.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/sign-in/verify");
  await page.getByText("Use a recovery code").click();
  const recovery = page.getByLabel("Recovery code");
  await expect(recovery).toBeFocused();
  await recovery.fill("aaaaa-aaaaa");
  await page.getByRole("button", { name: "Use this code" }).click();
  await expect(recovery).toHaveAccessibleDescription(/That code is not right\./);
  await expect(recovery).toBeFocused();
  await page.getByText("Use a code from your app").click();
  await page.getByLabel("Code", { exact: true }).fill(codeOf(key));
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page).toHaveURL("/todos");

  await page.goto("/settings/two-step");
  await page.getByRole("button", { name: "Make new recovery codes" }).click();
  const fresh = (await page.locator(".recovery-codes").textContent()) ?? "";
  expect(fresh.split("\n")).toHaveLength(10);
  expect(fresh).not.toContain(codes[1] ?? "");
  await saveCodes(page);

  await page.getByLabel("Password", { exact: true }).fill(member.password);
  await page.getByRole("button", { name: "Turn off two-step verification" }).click();
  await expect(page.getByRole("status")).toHaveText("Two-step verification is off.");
  await expect(page.getByRole("button", { name: "Set up two-step verification" })).toBeVisible();
});
