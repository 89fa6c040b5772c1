// Lists, days and views where no script runs.

import { expect, test } from "./support/test.ts";
import { add, checkbox, item, items, titles } from "./support/todos.ts";

test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

test("a line says the day, and the views show it", async ({ page }) => {
  await page.goto("/todos");
  await add(page, "Pay rent today 9am p1", "Call Bob tomorrow");
  await expect(titles(page)).toHaveText(["Pay rent", "Call Bob"]);
  await page.getByRole("link", { name: "Today", exact: true }).click();
  await expect(page.getByTestId("view-todo")).toContainText(["Pay rent"]);
  await page.getByRole("checkbox", { name: "Pay rent" }).click();
  await expect(page.getByRole("status").first()).toContainText("Done.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByTestId("view-todo")).toContainText(["Pay rent"]);
  await page.getByRole("link", { name: "Upcoming", exact: true }).click();
  await expect(page.getByTestId("view-todo")).toContainText(["Call Bob"]);
});

test("every field of a todo is changed on its page, and it goes to another list", async ({ page }) => {
  await page.goto("/lists/new");
  await page.getByLabel("Name").fill("Home");
  await page.getByRole("radio", { name: "Red" }).check();
  await page.getByRole("button", { name: "Make the list" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  await page.goto("/todos");
  await add(page, "Sweep");
  await item(page, "Sweep").getByRole("link", { name: "Edit Sweep" }).click();
  await page.getByRole("link", { name: "Date, list, notes…" }).click();
  await page.getByLabel("Title").fill("Sweep the floor");
  await page.getByLabel("Notes").fill("under the bed, too");
  await page.getByLabel("Date").fill("2030-01-02");
  await page.getByLabel("Time").fill("17:00");
  await page.getByLabel("Priority").selectOption("Medium");
  await page.getByLabel("List").selectOption("Home");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").first()).toContainText("Saved.");
  await expect(page.getByLabel("Notes")).toHaveValue("under the bed, too");
  await page.getByRole("navigation", { name: "Todos" }).getByRole("link", { name: /Home/ }).click();
  await expect(titles(page)).toHaveText(["Sweep the floor"]);
  await expect(items(page).locator("time")).toHaveText("2 Jan 2030 17:00");
  await checkbox(item(page, "Sweep the floor")).click();
  await expect(checkbox(item(page, "Sweep the floor"))).toBeChecked();
});

test("what is deleted is taken back at once, or from the trash", async ({ page }) => {
  await page.goto("/todos");
  await add(page, "one", "two");
  await item(page, "one").getByRole("button", { name: "Delete one" }).click();
  await expect(titles(page)).toHaveText(["two"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(titles(page)).toHaveText(["one", "two"]);
  await item(page, "two").getByRole("button", { name: "Delete two" }).click();
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("button", { name: "Restore two" }).click();
  await expect(page.getByText("The trash is empty.")).toBeVisible();
  await page.goto("/todos");
  await expect(titles(page)).toHaveText(["one", "two"]);
});

test("steps are added and done on the page of their todo, and labels bring todos together", async ({ page }) => {
  await page.goto("/todos");
  await add(page, "Trip @away", "Milk @shop");
  await expect(item(page, "Trip")).toContainText("@away");
  await item(page, "Trip").getByRole("link", { name: "Edit Trip" }).click();
  await page.getByRole("link", { name: "Date, list, notes…" }).click();
  for (const step of ["Book", "Pack"]) {
    await page.getByLabel("Add a step").fill(step);
    await page.getByRole("button", { name: "Add", exact: true }).click();
  }
  await page.getByRole("checkbox", { name: "Pack" }).click();
  await expect(page.getByRole("checkbox", { name: "Pack" })).toHaveAttribute("aria-checked", "true");
  await page.getByLabel("Labels").fill("away, shop");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("navigation", { name: "Todos" }).getByRole("link", { name: "shop" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "shop" })).toBeVisible();
  await expect(page.getByTestId("view-todo")).toHaveCount(2);
  await expect(page.getByTestId("view-todo").first()).toContainText("1 of 2 steps");
  await page.getByRole("link", { name: "Edit label" }).click();
  await page.getByLabel("Name").fill("market");
  await page.getByRole("radio", { name: "Red" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByTestId("view-todo").first()).toContainText("market");
  await page.getByRole("link", { name: "Edit label" }).click();
  await page.getByRole("button", { name: "Delete the label" }).click();
  await expect(page.getByRole("status").first()).toContainText("The label was deleted.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "market" })).toBeVisible();
  await expect(page.getByTestId("view-todo")).toHaveCount(2);
});

test("what recurs is followed by the next, skipped once, changed for one time, and ends", async ({ page, faults }) => {
  faults.allow(/status of 422/);
  await page.goto("/todos");
  await add(page, "Water every day");
  await item(page, "Water").getByRole("link", { name: "Edit Water" }).click();
  await page.getByRole("link", { name: "Date, list, notes…" }).click();
  await expect(page.getByLabel("Repeats")).toHaveValue("every day");
  const date = page.getByLabel("Date");
  const first = await date.inputValue();
  await page.getByRole("button", { name: "Skip this time" }).click();
  await expect(date).not.toHaveValue(first);
  await page.getByLabel("Title").fill("Water twice");
  await page.getByRole("button", { name: "Save for this time only" }).click();
  await expect(page.getByLabel("Repeats")).toHaveValue("");
  await page.goto("/todos");
  await expect(titles(page)).toHaveText(["Water twice", "Water"]);
  await checkbox(item(page, "Water").last()).click();
  await expect(titles(page)).toHaveText(["Water twice", "Water", "Water"]);
  await page.goto("/todos/upcoming");
  await expect(page.getByTestId("view-todo").filter({ hasText: "Repeats" })).toHaveCount(1);
  await page.getByTestId("view-todo").filter({ hasText: "Repeats" }).getByRole("checkbox").click();
  await expect(page.getByRole("status").first()).toContainText("Done. Next: ");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByTestId("view-todo").filter({ hasText: "Repeats" }).getByRole("link").click();
  await page.getByLabel("Repeats").fill("now and then");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("That rule can’t be read.").first()).toBeVisible();
  await expect(page.getByLabel("Repeats")).toHaveValue("now and then");
  await page.getByLabel("Repeats").fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Skip this time" })).toHaveCount(0);
});
