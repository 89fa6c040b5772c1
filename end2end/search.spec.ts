// Finding todos by their words: as one types, in another script, and from every page.

import type { Page } from "@playwright/test";

import { expect, open, pathOf, test } from "./support/test.ts";
import { seed } from "./support/todos.ts";

const field = (page: Page) => page.getByRole("search").getByRole("searchbox", { name: "Search" });
const rows = (page: Page) => page.getByTestId("view-todo");
const summary = (page: Page) => page.locator("#search-summary");

test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

test("the field is on every page of todos and leads to what it finds", { tag: "@phone" }, async ({ page }) => {
  await seed(page.request, ["Buy milk", "Drink milk", "Sleep"]);
  for (const path of ["/todos", "/todos/today"]) {
    await page.goto(path);
    await field(page).fill("MIL");
    await field(page).press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Search" })).toBeVisible();
    expect(pathOf(page)).toBe("/search?q=MIL");
    await expect(rows(page)).toHaveCount(2);
    await expect(field(page)).toHaveValue("MIL");
  }
});

test("what is found is there as one types, and the keyboard stays in the field", async ({ page }) => {
  await seed(page.request, ["Buy milk", "Café au lait", "牛乳を買う"], (at) => at === 1);
  await page.goto("/search");
  await expect(field(page)).toBeFocused();
  await expect(page.getByText("Type a word")).toBeVisible();
  await field(page).pressSequentially("mil", { delay: 30 });
  await expect(rows(page)).toHaveText(["Buy milk"]);
  await expect(summary(page)).toHaveText("1 todo");
  await expect(page).toHaveURL(/\/search\?q=mil$/);
  await field(page).fill("cafe");
  await expect(rows(page)).toHaveText(["Café au lait"]);
  await expect(page.getByRole("heading", { level: 2, name: "Done" })).toBeVisible();
  await field(page).fill("買う");
  await expect(rows(page)).toHaveText(["牛乳を買う"]);
  await field(page).fill("nowhere");
  await expect(page.getByText("Nothing here has all of these words.")).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
  await expect(field(page)).toBeFocused();
  await field(page).fill("");
  await expect(page.getByText("Type a word")).toBeVisible();
  await expect(page).toHaveURL(/\/search$/);
});

test("what is found can be ticked off, and that taken back", async ({ page }) => {
  await seed(page.request, ["Buy milk", "Drink milk"]);
  await page.goto("/search");
  await field(page).fill("milk");
  await expect(rows(page)).toHaveText(["Buy milk", "Drink milk"]);
  await page.getByRole("checkbox", { name: "Buy milk" }).click();
  await expect(page.getByText("Done.")).toBeVisible();
  await expect(rows(page)).toHaveText(["Drink milk", "Buy milk"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows(page)).toHaveText(["Buy milk", "Drink milk"]);
});

test("an answer that comes late does not take the place of a newer one", async ({ page }) => {
  await seed(page.request, ["Milk", "Tea"]);
  await page.goto("/search");
  await page.route("**/search?q=milk", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 800));
    await route.continue().catch(() => undefined);
  });
  await field(page).fill("milk");
  await page.waitForRequest("**/search?q=milk");
  await field(page).fill("tea");
  await expect(rows(page)).toHaveText(["Tea"]);
  await page.waitForTimeout(1_000);
  await expect(rows(page)).toHaveText(["Tea"]);
});

test("somebody who is signed out meanwhile is led to sign in", async ({ page }) => {
  // A stream that is asked for without a session leads there by itself.
  await Promise.all([page.waitForResponse("**/session-events"), page.goto("/search")]);
  await page.context().clearCookies();
  await field(page).fill("milk");
  await expect(page).toHaveURL(/\/sign-in\?next=\/search/);
});

test("what is added in another tab is found without asking again", async ({ page, context }) => {
  await seed(page.request, ["Buy milk"]);
  await page.goto("/search?q=milk");
  await expect(rows(page)).toHaveText(["Buy milk"]);
  const other = await context.newPage();
  await open(other, "/todos");
  await seed(other.request, ["Drink milk"]);
  await expect(rows(page)).toHaveText(["Buy milk", "Drink milk"]);
});
