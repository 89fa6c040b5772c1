// Lists, days and views; what two browsers of one person see of each other.

import type { Page } from "@playwright/test";

import { expect, hydrated, open, pathOf, signIn, test } from "./support/test.ts";
import { add, checkbox, count, expectSameAsServer, item, items, newTodo, seed, stored, titles, toggleAll } from "./support/todos.ts";

const offer = (page: Page) => page.getByTestId("offer");
const views = (page: Page) => page.getByRole("navigation", { name: "Todos" });
const viewRows = (page: Page) => page.getByTestId("view-todo");

/** Makes a list as a person does; the page is the list's then. */
async function makeList(page: Page, name: string) {
  await open(page, "/todos");
  await views(page).getByRole("link", { name: "New list" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("radio", { name: "Teal" }).check();
  await page.getByRole("button", { name: "Make the list" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await hydrated(page);
}

test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

test.describe("a line", () => {
  test("shows what it was understood as, and keeps as text what is meant as such", { tag: "@phone" }, async ({ page }) => {
    await open(page, "/todos");
    await newTodo(page).fill("Pay rent tomorrow 5pm p1");
    const chips = page.getByRole("list", { name: "Understood" });
    await expect(chips.getByRole("button")).toHaveText(["Tomorrow", "17:00", "High priority"]);
    await chips.getByRole("button", { name: /^High priority/ }).click();
    await expect(chips.getByRole("button")).toHaveText(["Tomorrow", "17:00"]);
    await expect(newTodo(page)).toBeFocused();
    await newTodo(page).press("Enter");
    await expect(titles(page)).toHaveText(["Pay rent p1"]);
    await expect(items(page).locator("time")).toHaveText("Tomorrow 17:00");
    await expect(chips).toHaveCount(0);
    await page.reload();
    await expect(items(page).locator("time")).toHaveText("Tomorrow 17:00");
  });

  test("that names another list says where the todo went, and the way there", async ({ page }) => {
    await makeList(page, "Side project");
    await open(page, "/todos");
    await add(page, "Buy milk", "Draw a logo #side project");
    await expect(offer(page)).toContainText("Added to Side project.");
    await expect(titles(page)).toHaveText(["Buy milk"]);
    await expect(views(page).getByRole("link", { name: /Side project/ })).toContainText("1");
    await offer(page).getByRole("link", { name: "Show" }).click();
    await hydrated(page);
    await expect(titles(page)).toHaveText(["Draw a logo"]);
    await add(page, "Name it");
    await expect(titles(page)).toHaveText(["Draw a logo", "Name it"]);
    await expect(count(page)).toHaveText("2 items left");
  });

  test("is counted beside its list, also where several come before the first is shown", async ({ page }) => {
    await makeList(page, "Side project");
    await open(page, "/todos");
    const link = views(page).getByRole("link", { name: /Side project/ });
    const answers: (() => void)[] = [];
    await page.route(/\/views\?/, async (route) => {
      const response = await route.fetch();
      if (answers.length < 2) await new Promise<void>((resolve) => answers.push(resolve));
      await route.fulfill({ response });
    });
    await page.evaluate(() => {
      addEventListener("todos-changed", () => document.body.append(new Comment("heard")));
    });
    const heard = () => page.evaluate(() => [...document.body.childNodes].filter((it) => it.nodeValue === "heard").length);
    for (const [at, title] of ["Draw a logo", "Name it"].entries()) {
      await add(page, `${title} #side project`);
      await expect.poll(heard).toBe(at + 1);
      await expect.poll(() => answers.length).toBeGreaterThan(0);
    }
    answers[0]?.();
    await expect(link).toContainText("1");
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    await expect(link).toContainText("2");
  });

  test("whose todo the filter hides says so", async ({ page }) => {
    await seed(page.request, ["one"], () => true);
    await open(page, "/todos?filter=completed");
    await add(page, "two");
    await expect(offer(page)).toContainText("Added.");
    await expect(titles(page)).toHaveText(["one"]);
  });

  test("whose todo comes far below says so, and leads there", { tag: "@phone" }, async ({ page }) => {
    await seed(page.request, Array.from({ length: 60 }, (_, at) => `thing ${at}`));
    await open(page, "/todos");
    await add(page, "the newest");
    await expect(offer(page)).toContainText("Added at the end.");
    await expect(newTodo(page)).toBeInViewport();
    await offer(page).getByRole("link", { name: "Show" }).click();
    await expect(item(page, "the newest")).toBeInViewport();
    await expect(count(page)).toBeInViewport();
  });
});

test.describe("taking back", () => {
  test("a deleted todo comes back where it was, by the message and by the key", async ({ page }) => {
    await seed(page.request, ["one", "two", "three"]);
    await open(page, "/todos");
    for (const undo of [() => offer(page).getByRole("button", { name: "Undo" }).click(), () => page.keyboard.press("z")]) {
      await item(page, "two").hover();
      await item(page, "two").getByRole("button", { name: "Delete two" }).click();
      await expect(offer(page)).toContainText("Deleted “two”.");
      await expect(titles(page)).toHaveText(["one", "three"]);
      await undo();
      await expect(titles(page)).toHaveText(["one", "two", "three"]);
      await expect(offer(page)).toHaveCount(0);
      await expectSameAsServer(page);
    }
  });

  test("completing all and clearing are taken back exactly", async ({ page }) => {
    await seed(page.request, ["one", "two", "three"], (at) => at === 1);
    await open(page, "/todos");
    await toggleAll(page).click();
    await offer(page).getByRole("button", { name: "Undo" }).click();
    await expect(checkbox(item(page, "two"))).toBeChecked();
    await expect(checkbox(item(page, "three"))).not.toBeChecked();
    await page.getByRole("button", { name: "Clear completed" }).click();
    await expect(titles(page)).toHaveText(["one", "three"]);
    await offer(page).getByRole("button", { name: "Undo" }).click();
    await expect(titles(page)).toHaveText(["one", "two", "three"]);
    await expectSameAsServer(page);
  });

  test("the key writes where somebody is writing", async ({ page }) => {
    await seed(page.request, ["one", "two"]);
    await open(page, "/todos");
    await item(page, "one").hover();
    await item(page, "one").getByRole("button", { name: "Delete one" }).click();
    await newTodo(page).focus();
    await page.keyboard.type("zoo");
    await expect(newTodo(page)).toHaveValue("zoo");
    await expect(titles(page)).toHaveText(["two"]);
  });
});

test.describe("a todo with all its fields", () => {
  test("is one step from its row, by the keyboard too, and nothing typed is lost on the way", async ({ page }) => {
    await seed(page.request, ["one"]);
    await open(page, "/todos");
    await checkbox(item(page, "one")).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type(" more");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Date, list, notes…" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "one more" })).toBeVisible();
    await page.getByLabel("Notes").fill("and so on");
    await page.getByLabel("Date").fill("2030-01-02");
    await page.getByLabel("Priority").selectOption("High");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("status")).toContainText("Saved.");
    await page.getByRole("button", { name: "Move to the trash" }).click();
    await expect(page.getByRole("status").first()).toContainText("Moved to the trash.");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(titles(page)).toHaveText(["one more"]);
    await expect(items(page).locator("time")).toHaveText("2 Jan 2030");
  });
});

test("what recurs is followed by the next one, and by one key it is to be done again", async ({ page }) => {
  await open(page, "/todos");
  await newTodo(page).fill("Water every day @home");
  await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveText(["every day", "@home"]);
  await newTodo(page).press("Enter");
  await add(page, "Milk");
  await expect(item(page, "Water")).toContainText("Repeats · @home");
  await expectSameAsServer(page);
  await checkbox(item(page, "Water")).click();
  await expect(offer(page)).toContainText("Done. Next: ");
  await expect(titles(page)).toHaveText(["Water", "Water", "Milk"]);
  await expect(checkbox(item(page, "Water").first())).toBeChecked();
  await expect(checkbox(item(page, "Water").last())).not.toBeChecked();
  await expect(item(page, "Water").last().locator("time")).toHaveText("Tomorrow");
  await expectSameAsServer(page);
  await checkbox(item(page, "Milk")).focus();
  await page.keyboard.press("z");
  await expect(titles(page)).toHaveText(["Water", "Milk"]);
  await expect(checkbox(item(page, "Water"))).not.toBeChecked();
  await expectSameAsServer(page);
});

test("a todo is moved by the keyboard, which stays on it", async ({ page }) => {
  await seed(page.request, ["one", "two", "three"]);
  await open(page, "/todos");
  await checkbox(item(page, "one")).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(titles(page)).toHaveText(["two", "one", "three"]);
  await expect(checkbox(item(page, "one"))).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(titles(page)).toHaveText(["two", "three", "one"]);
  await page.keyboard.press("Alt+ArrowUp");
  await expect(titles(page)).toHaveText(["two", "one", "three"]);
  await expectSameAsServer(page);
  // It goes on showing what becomes of it.
  await checkbox(item(page, "one")).click();
  await expect(checkbox(item(page, "one"))).toBeChecked();
});

test.describe("two browsers of one person", () => {
  test("agree within a second, whoever changes what", async ({ page, member, anotherBrowser }) => {
    const context = await anotherBrowser();
    await signIn(context.request, member);
    const other = await context.newPage();
    await open(page, "/todos");
    await open(other, "/todos");
    await add(page, "one", "two");
    await expect(titles(other)).toHaveText(["one", "two"], { timeout: 1_000 });
    await checkbox(item(other, "one")).click();
    await expect(checkbox(item(page, "one"))).toBeChecked({ timeout: 1_000 });
    await item(other, "two").dblclick();
    // What is being written stays, with its caret.
    await other.keyboard.type(" and more");
    await item(page, "one").hover();
    await item(page, "one").getByRole("button", { name: "Delete one" }).click();
    await expect(titles(other)).toHaveCount(0, { timeout: 1_000 });
    await other.keyboard.type("!");
    await other.keyboard.press("Enter");
    await expect(titles(page)).toHaveText(["two and more!"], { timeout: 1_000 });
  });

  test("agree on views and counts, also where no program runs", async ({ page, member, anotherBrowser }) => {
    const context = await anotherBrowser();
    await signIn(context.request, member);
    const other = await context.newPage();
    await other.goto("/todos/today");
    await expect(other.getByText("Nothing is due today.")).toBeVisible();
    await open(page, "/todos");
    await add(page, "Pay rent today");
    await expect(viewRows(other)).toContainText(["Pay rent"], { timeout: 1_000 });
    await expect(views(other).getByRole("link", { name: /Inbox/ })).toContainText("1");
    await checkbox(viewRows(other)).click();
    await expect(checkbox(item(page, "Pay rent"))).toBeChecked({ timeout: 1_000 });
  });

  test("agree after a connection that was cut", async ({ page, context, member, anotherBrowser, faults }) => {
    faults.allow(/ERR_INTERNET_DISCONNECTED/);
    const away = await anotherBrowser();
    await signIn(away.request, member);
    const other = await away.newPage();
    await open(page, "/todos");
    await context.setOffline(true);
    await open(other, "/todos");
    await add(other, "meanwhile");
    await expect.poll(() => stored(away.request)).toHaveLength(1);
    await context.setOffline(false);
    await expect(titles(page)).toHaveText(["meanwhile"], { timeout: 10_000 });
  });
});

test("every view is there, and its address is its own", { tag: "@phone" }, async ({ page }) => {
  await makeList(page, "Home");
  await add(page, "Sweep today", "Mop tomorrow");
  await expect(count(page)).toHaveText("2 items left");
  await expectSaved(page);
  for (const [name, path, rows] of [
    ["Today", "/todos/today", 1],
    ["Upcoming", "/todos/upcoming", 1],
    ["Done", "/todos/completed", 0],
    ["Trash", "/todos/trash", 0],
  ] as const) {
    await views(page).getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    expect(pathOf(page)).toBe(path);
    await expect(viewRows(page)).toHaveCount(rows);
  }
});

/** Waits until the server has what was added. */
async function expectSaved(page: Page) {
  await expect(views(page).getByRole("link", { name: /Home/ })).toContainText("2");
}
