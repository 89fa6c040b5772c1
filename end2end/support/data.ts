// Taking data along, bringing it, and leaving, as a person does it; with and without JavaScript it is the same.

import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { type Person, expect } from "./test.ts";
import { stored } from "./todos.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Presses an export button and returns the file. */
async function download(page: Page, name: string) {
  const downloading = page.waitForEvent("download");
  await button(page, name).click();
  const file = await downloading;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

async function choose(page: Page, name: string, text: string) {
  await page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await button(page, "Preview").click();
}

/** Imports a list, takes it along as both kinds of files, and finds that it is there already. */
export async function importAndExport(page: Page) {
  await page.goto("/settings/data");
  await choose(page, "todos.csv", `Title,Done\nMilk,no\n=1+1,yes\n${"x".repeat(501)},no\n`);
  await expect(page.getByRole("heading", { name: "Preview of your import" })).toBeVisible();
  await expect(page.getByText("2 todos would be added at the end of your list: 1 open, 1 completed.")).toBeVisible();
  await expect(page.getByText("row 3: title is longer than 500 characters")).toBeVisible();
  expect(await stored(page.request)).toHaveLength(0);

  await button(page, "Import 2 todos").click();
  await expect(page).toHaveURL("/settings/data");
  await expect(page.getByRole("status")).toHaveText("2 todos were added.");
  expect((await stored(page.request)).map(({ title, completed }) => [title, completed])).toEqual([
    ["Milk", false],
    ["=1+1", true],
  ]);

  const json = await download(page, "Export JSON");
  expect(json.name).toMatch(/^latchkey-\d{4}-\d{2}-\d{2}\.json$/);
  expect(JSON.parse(json.text).todos).toHaveLength(2);
  const csv = await download(page, "Export CSV");
  expect(csv.name).toMatch(/^latchkey-\d{4}-\d{2}-\d{2}\.csv$/);
  expect(csv.text).toContain(",'=1+1,true,");

  await choose(page, "latchkey.csv", csv.text);
  await expect(page.getByText("2 of the file are there already")).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(button(page, "Export CSV")).toBeVisible();
}

/** Sends something that is no list of todos. */
export async function importNonsense(page: Page) {
  await page.goto("/settings/data");
  await choose(page, "nonsense.json", '{"lists":1}');
  await expect(page).toHaveTitle("Error: Your data · Settings · Latchkey");
  await expect(page.getByLabel("File", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("alert")).toContainText("What it has is “lists”.");

  await choose(page, "unnamed.csv", "a,b\n1,Rake\n2,Water\n");
  await page.getByLabel("Column with the titles").selectOption({ label: "b: Rake, Water" });
  await button(page, "Preview").click();
  await expect(page.getByRole("heading", { name: "Preview of your import" })).toBeVisible();
  await expect(page.getByText("2 todos would be added")).toBeVisible();
}

/** Asks for the account to be deleted, first with a wrong password, and follows the email. */
export async function deleteAccount(page: Page, person: Person) {
  await page.goto("/settings/delete");
  const fill = async (password: string) => {
    await page.getByLabel("Your e-mail address").fill(person.email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Delete my account").click();
  };
  await fill("not my password at all");
  await expect(page).toHaveTitle("Error: Delete account · Settings · Latchkey");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");

  await fill(person.password);
  await expect(page.getByRole("status")).toContainText("We’ve sent you an e-mail to confirm.");
  await expect(async () => {
    await page.goto("/dev/mail");
    const mail = page.getByRole("listitem").filter({ hasText: person.email }).filter({ hasText: "want to delete your account" });
    await mail.getByRole("link").click({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("link", { name: /settings\/delete\/confirm/ }).click();
  await expect(page.getByRole("heading", { name: "Delete your account?" })).toBeVisible();
  await button(page, "Delete my account").click();
  await expect(page).toHaveURL("/account-deleted");
  await expect(page.getByRole("status")).toContainText("Your account");
  await expect(page.getByRole("banner").getByRole("link", { name: "Get started" })).toBeVisible();
}
