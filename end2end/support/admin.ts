// What an administrator does; with and without JavaScript it is the same.

import type { Page } from "@playwright/test";

import { makeAdmin } from "./operator.ts";
import { type Person, expect } from "./test.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Goes where a change is explained, and has it done. */
async function change(page: Page, name: string) {
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name: new RegExp(`^${name}: `) })).toBeVisible();
  await button(page, name).click();
}

/** Finds somebody, signs them out, disables and enables them, and sees what was written down. */
export async function lookAfter(page: Page, admin: Person, other: Person, otherPage: Page) {
  await makeAdmin(admin.email);
  await page.goto("/settings/profile");
  await page.getByRole("link", { name: "Administration" }).click();
  await expect(page.getByRole("heading", { name: "Administration", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "People", exact: true }).first().click();
  await page.getByLabel("Name or e-mail address").fill(other.email.toUpperCase());
  await button(page, "Search").click();
  await page.getByRole("link", { name: other.email }).click();
  await expect(page.getByRole("heading", { name: other.name, level: 1 })).toBeVisible();

  await change(page, "Sign out everywhere");
  await expect(page.getByRole("status")).toHaveText("1 device was signed out.");
  await otherPage.goto("/todos");
  await expect(otherPage).toHaveURL("/sign-in");

  await change(page, "Disable account");
  await expect(page.getByRole("status")).toHaveText("The account is disabled and signed out everywhere.");
  await otherPage.getByLabel("E-mail", { exact: true }).fill(other.email);
  await otherPage.getByLabel("Password", { exact: true }).fill(other.password);
  await button(otherPage, "Sign in").click();
  await expect(otherPage.getByText("This account has been disabled.").first()).toBeVisible();

  await change(page, "Enable account");
  await expect(page.getByRole("status")).toHaveText("The account is enabled.");
  await change(page, "Make an administrator");
  await expect(page.getByRole("link", { name: "Make a member", exact: true })).toBeVisible();
  await expect(page.getByText("Account disabled").first()).toBeVisible();
}

/** Who is not signed in is led to where one does, and back. */
export async function findTheWayIn(page: Page) {
  await page.goto("/admin/people");
  await expect(page).toHaveURL("/sign-in?next=/admin/people");
}

/** To others there is nothing here. */
export async function findNothing(page: Page) {
  for (const path of ["/admin", "/admin/people/x"]) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "We can’t find that page." })).toBeVisible();
  }
}
