// Finding todos where no script runs.

import { expect, test } from "./support/test.ts";
import { seed } from "./support/todos.ts";

test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

test("the form leads to what has the words, part by part", async ({ page }) => {
  await seed(page.request, Array.from({ length: 55 }, (_, at) => `Tea ${at + 1}`), (at) => at === 0);
  await page.goto("/todos");
  await page.getByRole("searchbox", { name: "Search" }).fill("te");
  await page.getByRole("searchbox", { name: "Search" }).press("Enter");
  const rows = page.getByTestId("view-todo");
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toHaveText("Tea 2");
  await page.getByRole("link", { name: "More" }).click();
  await expect(rows).toHaveCount(5);
  await expect(rows.last()).toHaveText("Tea 1");
  await page.getByRole("link", { name: "From the beginning" }).click();
  await page.getByRole("checkbox", { name: "Tea 2", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Done." })).toBeVisible();
  await expect(rows.first()).toHaveText("Tea 3");
  await page.getByRole("link", { name: "Tea 3", exact: true }).click();
  await expect(page.getByLabel("Title")).toHaveValue("Tea 3");
});

test("the page says what it is for, and when nothing is found", async ({ page }) => {
  await page.goto("/search");
  await expect(page.getByText("Type a word")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search" }).fill("nowhere");
  await page.getByRole("searchbox", { name: "Search" }).press("Enter");
  await expect(page.getByText("Nothing here has all of these words.")).toBeVisible();
});
