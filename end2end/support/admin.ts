// What an administrator does; with and without JavaScript it is the same.

import type { Page } from "@playwright/test";

import { makeAdmin } from "./operator.ts";
import { type Person, expect } from "./test.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Finds somebody, signs them out, disables and enables them, and sees what was written down. */
export async function lookAfter(page: Page, admin: Person, other: Person, otherPage: Page) {
  await makeAdmin(admin.email);
  await page.goto("/settings/profile");
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByLabel("Name or e-mail address").fill(other.email.toUpperCase());
  await button(page, "Search").click();
  await page.getByRole("link", { name: other.email }).click();
  await expect(page.getByRole("heading", { name: other.email })).toBeVisible();

  await button(page, "Sign out everywhere").click();
  await expect(page.getByRole("status")).toHaveText("1 session was ended.");
  await otherPage.goto("/todos");
  await expect(otherPage).toHaveURL("/sign-in");

  await button(page, "Disable account").click();
  await expect(page.getByRole("status")).toHaveText("The account is disabled and signed out everywhere.");
  await otherPage.getByLabel("E-mail", { exact: true }).fill(other.email);
  await otherPage.getByLabel("Password", { exact: true }).fill(other.password);
  await button(otherPage, "Sign in").click();
  await expect(otherPage.getByText("This account has been disabled.").first()).toBeVisible();

  await button(page, "Enable account").click();
  await expect(page.getByRole("status")).toHaveText("The account is enabled.");
  await button(page, "Make an administrator").click();
  await expect(button(page, "Make a member")).toBeVisible();
  await expect(page.getByText("Account disabled").first()).toBeVisible();
}

/** To others there is nothing here. */
export async function findNothing(page: Page) {
  for (const path of ["/admin", "/admin/people/x"]) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "We can’t find that page." })).toBeVisible();
  }
}
