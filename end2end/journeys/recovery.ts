// Forgotten passwords and confirmed addresses, in a browser with scripts and in one without.

import type { Page } from "@playwright/test";

import { emailTo } from "../support/emails.ts";
import { PASSWORD, expect, pathOf, ready, signUp, stranger, test, visit, openMenu } from "../support/test.ts";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const NEW = "a heron reads the weather";

async function signInBy(page: Page, email: string, password: string) {
  await visit(page, "/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
}

export function recoveryTests() {
  test("a forgotten password is replaced by a link, which works once", async ({ page, anotherBrowser, faults }) => {
    faults.allowStatus(401, 410);
    const person = await signUp(page.context().request);
    const elsewhere = await (await anotherBrowser()).newPage();
    await visit(elsewhere, "/sign-in");
    await elsewhere.getByRole("link", { name: "Forgotten your password?" }).click();
    await expect(elsewhere).toHaveURL("/forgot-password");
    await ready(elsewhere);
    await elsewhere.getByLabel("E-mail").fill(person.email);
    await button(elsewhere, "Send a link").click();
    await expect(elsewhere.getByText("If there is an account for that address, we’ve sent a link.")).toBeVisible();
    await expect(elsewhere.getByText(person.email)).toBeVisible();

    const { link } = await emailTo(elsewhere.request, person.email, /Reset your password/);
    await visit(elsewhere, link);
    expect(pathOf(elsewhere), "the token is not in the address").toBe("/reset-password");
    await elsewhere.getByLabel("New password").fill("short");
    await button(elsewhere, "Save the new password").click();
    faults.allowStatus(422);
    await expect(elsewhere.getByRole("alert")).toContainText("Use at least 8 characters.");
    await ready(elsewhere);
    await elsewhere.getByLabel("New password").fill(NEW);
    await button(elsewhere, "Save the new password").click();
    await expect(elsewhere.getByRole("heading", { name: "Password changed" })).toBeVisible();

    // Asked beside the page, which leaves by itself meanwhile.
    expect(new URL((await page.request.get("/todos")).url()).pathname, "the session from before has ended").toBe("/sign-in");
    await visit(elsewhere, link);
    await expect(elsewhere.getByText("This link has expired or was already used.")).toBeVisible();
    await signInBy(elsewhere, person.email, NEW);
    await expect(elsewhere).toHaveURL("/todos");
  });

  test("an address without an account gets the same page", async ({ page }) => {
    await visit(page, "/forgot-password");
    await page.getByLabel("E-mail").fill(stranger().email);
    await button(page, "Send a link").click();
    await expect(page.getByText("If there is an account for that address, we’ve sent a link.")).toBeVisible();
  });

  test("what is not an address is said beside the field", async ({ page, faults }) => {
    faults.allowStatus(422);
    await visit(page, "/forgot-password");
    await page.getByLabel("E-mail").fill("ada at example");
    await button(page, "Send a link").click();
    await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("E-mail")).toHaveValue("ada at example");
    await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/doesn’t look like an e-mail address/);
  });

  test("an address is confirmed by the link of the first letter", async ({ page, member }) => {
    await visit(page, "/settings/email");
    await expect(page.getByText("Not confirmed yet")).toBeVisible();
    const { link } = await emailTo(page.request, member.email, /Confirm your e-mail address/);
    await visit(page, link);
    await expect(page.getByRole("main").getByText(member.email)).toBeVisible();
    await button(page, "Confirm").click();
    await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
    await visit(page, "/settings/email");
    await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  });

  test("an address is changed, and a change can be cancelled", async ({ page, member, faults }) => {
    faults.allowStatus(422, 410);
    const next = stranger().email;
    const ask = async (email: string, password: string) => {
      await page.getByLabel("New address").fill(email);
      await page.getByLabel("Current password").fill(password);
      await button(page, "Change the address").click();
    };
    // The address from the sign-up is not confirmed yet, so it has no say in this.
    await visit(page, "/settings/email");
    await ask(next, "not the password");
    await expect(page.getByRole("alert")).toContainText("That current password is not right.");
    await ready(page);
    await ask(next, PASSWORD);
    await expect(page.getByRole("heading", { name: "Waiting to be confirmed" })).toBeVisible();
    const dead = await emailTo(page.request, next, /Confirm your new e-mail address/);
    await ready(page);
    await button(page, "Cancel").click();
    await expect(page.getByText("Cancelled.")).toBeVisible();
    await visit(page, dead.link);
    await expect(page.getByText("This link has expired or was already used.")).toBeVisible();

    const other = stranger().email;
    await visit(page, "/settings/email");
    await ask(other, PASSWORD);
    await expect(page.getByRole("heading", { name: "Waiting to be confirmed" })).toBeVisible();
    const { link } = await emailTo(page.request, other, /Confirm your new e-mail address/);
    await visit(page, link);
    await button(page, "Use this address").click();
    await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
    await visit(page, "/settings/email");
    await expect(page.getByRole("main").getByText(other)).toBeVisible();
    await expect(page.getByRole("main").getByText(member.email)).toHaveCount(0);
  });

  test("whoever confirms elsewhere shows the password, or chooses another one", async ({ page, member, anotherBrowser, faults }) => {
    faults.allowStatus(401, 422);
    const elsewhere = await (await anotherBrowser()).newPage();
    const { link } = await emailTo(page.request, member.email, /Confirm your e-mail address/);
    await visit(elsewhere, link);
    await elsewhere.getByLabel("Password you chose for this account").fill("not the password");
    await button(elsewhere, "Confirm").click();
    await expect(elsewhere.getByRole("alert")).toContainText("That password is not right.");
    await ready(elsewhere);
    await button(elsewhere, "Confirm").click();
    await expect(elsewhere.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
    await elsewhere.getByRole("link", { name: "Choose a password" }).click();
    await ready(elsewhere);
    await elsewhere.getByLabel("New password").fill(NEW);
    await button(elsewhere, "Save the new password").click();
    await expect(elsewhere.getByRole("heading", { name: "Password changed" })).toBeVisible();
    // Asked beside the page, which leaves by itself meanwhile.
    expect(new URL((await page.request.get("/todos")).url()).pathname, "whatever was signed in has ended").toBe("/sign-in");
    await signInBy(elsewhere, member.email, NEW);
    await expect(elsewhere).toHaveURL("/todos");
  });

  test("both mailboxes change an address, and the one from before takes it back", async ({ page, member, anotherBrowser }) => {
    const first = await emailTo(page.request, member.email, /Confirm your e-mail address/);
    await visit(page, first.link);
    await button(page, "Confirm").click();
    await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
    const next = stranger().email;
    await visit(page, "/settings/email");
    await page.getByLabel("New address").fill(next);
    await page.getByLabel("Current password").fill(PASSWORD);
    await button(page, "Change the address").click();
    await expect(page.getByText("Follow the links we’ve sent to both addresses.")).toBeVisible();
    const toNew = await emailTo(page.request, next, /Confirm your new e-mail address/);
    await visit(page, toNew.link);
    await button(page, "Use this address").click();
    await expect(page.getByRole("heading", { name: "Almost done" })).toBeVisible();
    const toPresent = await emailTo(page.request, member.email, /Your e-mail address is about to change/);
    await visit(page, toPresent.link);
    await button(page, "Approve the change").click();
    await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();

    const elsewhere = await (await anotherBrowser()).newPage();
    const undo = await emailTo(page.request, member.email, /Your e-mail address was changed/);
    await visit(elsewhere, undo.link);
    await expect(elsewhere.getByText(next)).toBeVisible();
    await button(elsewhere, "Undo the change").click();
    await expect(elsewhere.getByRole("heading", { name: "The change is undone" })).toBeVisible();
    // Asked beside the page, which leaves by itself meanwhile.
    expect(new URL((await page.request.get("/todos")).url()).pathname, "every session has ended").toBe("/sign-in");
    await elsewhere.getByRole("link", { name: "Choose a new password" }).click();
    await ready(elsewhere);
    await elsewhere.getByLabel("New password").fill(NEW);
    await button(elsewhere, "Save the new password").click();
    await expect(elsewhere.getByRole("heading", { name: "Password changed" })).toBeVisible();
    await signInBy(elsewhere, member.email, NEW);
    await expect(elsewhere).toHaveURL("/todos");
  });

  test("the profile is saved, and a refused one keeps what was typed", async ({ page, member, faults }) => {
    faults.allowStatus(422);
    await visit(page, "/todos");
    await expect(page.getByRole("banner")).toContainText(member.name);
    await openMenu(page);
    await page.getByRole("banner").getByRole("link", { name: "Settings" }).click();
    await expect(page).toHaveURL("/settings");
    await page.getByRole("main").getByRole("link", { name: "Profile" }).first().click();
    await expect(page).toHaveURL("/settings/profile");
    await ready(page);
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("x".repeat(101));
    await page.getByLabel("Time zone").selectOption("Europe/London");
    await button(page, "Save").click();
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await expect(name).toHaveValue("x".repeat(101));
    await expect(page.getByLabel("Time zone")).toHaveValue("Europe/London");
    await ready(page);
    await name.fill("Ada King");
    await button(page, "Save").click();
    await expect(page.getByRole("status")).toContainText("Saved.");
    await expect(page.getByRole("banner")).toContainText("Ada King");
    await expect(page.getByLabel("Time zone")).toHaveValue("Europe/London");
  });
}
