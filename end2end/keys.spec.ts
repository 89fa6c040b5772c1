// Everything by the keyboard: single keys, the sheet that lists them, and the palette.

import type { APIRequestContext, Locator, Page } from "@playwright/test";

import { expectNoViolations } from "./support/axe.ts";
import { SAME_ORIGIN, expect, open, pathOf, test } from "./support/test.ts";
import { checkbox, editor, expectSameAsServer, item, items, newTodo, seed, titles } from "./support/todos.ts";

const dialog = (page: Page) => page.getByRole("dialog");
const offer = (page: Page) => page.getByTestId("key-offer");
const viewRows = (page: Page) => page.getByTestId("view-todo");
const line = (page: Page) => page.getByRole("combobox");
const options = (page: Page) => dialog(page).getByRole("option");
const active = (page: Page) => page.locator("[role=option].is-active");
const day = (page: Page, text: string) => page.locator(`[role=gridcell][data-day="${text}"]`);

/** A day of the browser's clock in UTC, so many days from now. */
const isoDay = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);

interface Stored {
  title: string;
  due_date: string | null;
  due_time: string | null;
  priority: number | null;
  list_id: string;
}

const stored = async (request: APIRequestContext, id = "") => (await request.get(`/api/todos/${id}`)).json() as Promise<Stored>;

async function makeList(request: APIRequestContext, name: string) {
  const answer = await request.post("/api/lists", { data: { name, colour: "teal" }, headers: SAME_ORIGIN });
  expect(answer.status()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

/** Waits until the keyboard is listened to. */
const listening = (page: Page) => expect(page.locator("html")).toHaveAttribute("data-keys", "");

/** Opens the list, and leaves its line. */
async function openList(page: Page, path = "/todos") {
  await open(page, path);
  await listening(page);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
}

// Measured when everything has arrived: colours in between are nobody's to read.
test.use({ contextOptions: { reducedMotion: "reduce" } });
test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

test.describe("single keys", () => {
  test("move, tick, open, delete and take back", async ({ page }) => {
    await seed(page.request, ["one", "two", "three"]);
    await openList(page);
    const { keyboard } = page;
    await keyboard.press("j");
    await expect(checkbox(item(page, "one"))).toBeFocused();
    await keyboard.press("j");
    await keyboard.press("k");
    await keyboard.press("k");
    await expect(checkbox(item(page, "one")), "there is none before").toBeFocused();
    await keyboard.press("x");
    await expect(checkbox(item(page, "one"))).toBeChecked();
    await keyboard.press("x");
    await expect(checkbox(item(page, "one"))).not.toBeChecked();
    for (const key of ["e", "Enter"]) {
      await keyboard.press(key);
      await expect(editor(items(page).first())).toBeFocused();
      await keyboard.press("Escape");
      await expect(checkbox(item(page, "one"))).toBeFocused();
    }
    await keyboard.press("Backspace");
    await expect(titles(page)).toHaveText(["two", "three"]);
    await expect(checkbox(item(page, "two"))).toBeFocused();
    await keyboard.press("z");
    await expect(titles(page)).toHaveText(["one", "two", "three"]);
    await expectSameAsServer(page);
  });

  test("add, search and go", async ({ page }) => {
    await openList(page, "/todos/today");
    await page.keyboard.press("q");
    await expect(page.getByLabel("What is there to do today?")).toBeFocused();
    await page.keyboard.type("jxgt");
    await expect(page.getByLabel("What is there to do today?")).toHaveValue("jxgt");
    for (const [key, path] of [
      ["u", "/todos/upcoming"],
      ["d", "/todos/completed"],
      ["b", "/todos/trash"],
      ["t", "/todos/today"],
      ["i", "/todos"],
    ] as const) {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await expect(page).toHaveURL(path);
      await listening(page);
    }
    await openList(page, "/todos/trash");
    await page.keyboard.press("q");
    await expect(page).toHaveURL("/todos");
    await expect(newTodo(page)).toBeFocused();
  });

  test("do nothing where somebody writes, with a modifier, or while text is composed", async ({ page }) => {
    await seed(page.request, ["one"]);
    await openList(page);
    await page.keyboard.press("j");
    for (const key of ["Control+x", "Alt+x", "Shift+X"]) await page.keyboard.press(key);
    await page.evaluate(() => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true, isComposing: true })));
    await newTodo(page).fill("");
    await page.keyboard.type("?xjd");
    await expect(newTodo(page)).toHaveValue("?xjd");
    await expect(dialog(page)).toHaveCount(0);
    await expect(checkbox(item(page, "one"))).not.toBeChecked();
  });

  test("set the priority, at once and by choosing", async ({ page }) => {
    const [id] = await seed(page.request, ["one"]);
    await openList(page);
    await page.keyboard.press("j");
    // The digit may come before what it is for.
    await page.keyboard.press("p");
    await page.keyboard.press("1");
    await expect(checkbox(item(page, "one"))).toHaveAttribute("data-priority", "1");
    await expect(offer(page)).toContainText("High priority.");
    await expect(checkbox(item(page, "one"))).toBeFocused();
    await page.keyboard.press("z");
    await expect(checkbox(item(page, "one"))).not.toHaveAttribute("data-priority");
    await page.keyboard.press("p");
    await expect(dialog(page)).toHaveAccessibleName("Priority of “one”");
    await expect(active(page)).toContainText("No priority");
    await expectNoViolations(page);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect(checkbox(item(page, "one"))).toHaveAttribute("data-priority", "3");
    expect((await stored(page.request, id)).priority).toBe(3);
    await page.keyboard.press("p");
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toHaveCount(0);
    await expect(checkbox(item(page, "one"))).toBeFocused();
  });

  test("move to another list, and back to the same place", async ({ page }) => {
    const list = await makeList(page.request, "Home");
    const [, id] = await seed(page.request, ["one", "two", "three"]);
    await openList(page);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("m");
    await expect(options(page)).toHaveText(["Inbox", "Home"]);
    await page.keyboard.type("ho");
    await expect(options(page)).toHaveText(["Home"]);
    await expectNoViolations(page);
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText(["one", "three"]);
    await expect(checkbox(item(page, "three"))).toBeFocused();
    expect((await stored(page.request, id)).list_id).toBe(list);
    await offer(page).getByRole("button", { name: "Undo" }).click();
    await expect(titles(page)).toHaveText(["one", "two", "three"]);
  });

  test("set the date, which keeps the time", async ({ page }) => {
    const [id] = await seed(page.request, ["one"]);
    await page.request.patch(`/api/todos/${id}`, { data: { due_date: "2030-05-15", due_time: "17:00" }, headers: SAME_ORIGIN });
    await openList(page);
    await page.keyboard.press("j");
    await page.keyboard.press("d");
    await expect(dialog(page)).toHaveAccessibleName("When is “one” due?");
    await expect(day(page, "2030-05-15")).toBeFocused();
    await expect(day(page, "2030-05-15")).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect(items(page).locator("time")).toHaveText("16 May 2030 17:00");
    await expect(checkbox(item(page, "one"))).toBeFocused();
    await page.keyboard.press("d");
    await page.getByRole("button", { name: /^Tomorrow/ }).click();
    await expect(items(page).locator("time")).toHaveText("Tomorrow 17:00");
    expect(await stored(page.request, id)).toMatchObject({ due_date: isoDay(1), due_time: "17:00" });
    await page.keyboard.press("d");
    await dialog(page).getByLabel("Date", { exact: true }).fill("2031-01-02");
    await dialog(page).getByLabel("Date", { exact: true }).press("Enter");
    await expect(items(page).locator("time")).toHaveText("2 Jan 2031 17:00");
    await page.keyboard.press("d");
    await page.getByRole("button", { name: "No date" }).click();
    await expect(items(page).locator("time")).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(items(page).locator("time")).toHaveText("2 Jan 2031 17:00");
  });

  test("give labels, where there are any", async ({ page }) => {
    const [id] = await seed(page.request, ["one"]);
    let kept: string[] = ["home"];
    await page.route("**/api/labels", (route) => route.fulfill({ json: [{ id: "1", name: "home", colour: "teal" }, { id: "2", name: "phone" }] }));
    await page.route(`**/api/todos/${id}`, (route) => {
      if (route.request().method() === "PATCH") kept = (route.request().postDataJSON() as { labels: string[] }).labels;
      return route.fulfill({ json: { id, title: "one", list_id: "", due_date: null, due_time: null, priority: null, labels: kept } });
    });
    await openList(page);
    await page.keyboard.press("j");
    await page.keyboard.press("l");
    await expect(options(page)).toHaveText(["home", "phone"]);
    await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
    await expectNoViolations(page);
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("new one");
    await expect(options(page)).toHaveText(["New label “new one”"]);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await expect(offer(page)).toContainText("Labels: phone, new one.");
    expect(kept).toEqual(["phone", "new one"]);
    await page.keyboard.press("z");
    await expect.poll(() => kept).toEqual(["home"]);
  });

  test("do the same in a view, and the keyboard stays among its rows", async ({ page }) => {
    for (const title of ["one", "two", "three"]) await page.request.post("/api/todos", { data: { title, due_date: isoDay(0) }, headers: SAME_ORIGIN });
    await openList(page, "/todos/today");
    await page.keyboard.press("j");
    await page.keyboard.press("p");
    await page.keyboard.press("2");
    await expect(checkbox(viewRows(page).first())).toHaveAttribute("data-priority", "2");
    await expect(checkbox(viewRows(page).first())).toBeFocused();
    await page.keyboard.press("Backspace");
    await expect(viewRows(page)).toHaveCount(2);
    await expect(checkbox(viewRows(page).first())).toBeFocused();
    await expect(offer(page)).toContainText("Deleted “one”.");
    await page.keyboard.press("z");
    await expect(viewRows(page)).toHaveCount(3);
    await page.keyboard.press("x");
    await expect(page.getByRole("status").first()).toContainText("Done");
    await expect(viewRows(page)).toHaveCount(2);
    await expect(page.locator(":focus")).toHaveRole("checkbox");
    await page.keyboard.press("e");
    await expect(page).toHaveURL(/\/todos\/[0-9a-f-]{36}$/);
  });

  test("come back to their row when the view was drawn anew under a dialog", async ({ page }) => {
    for (const title of ["one", "two"]) await page.request.post("/api/todos", { data: { title, due_date: isoDay(0) }, headers: SAME_ORIGIN });
    await openList(page, "/todos/today");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("p");
    await expect(dialog(page)).toBeVisible();
    await page.request.post("/api/todos", { data: { title: "zero", due_date: isoDay(-1) }, headers: SAME_ORIGIN });
    await expect(viewRows(page)).toHaveCount(3);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("checkbox", { name: "two" })).toBeFocused();
  });

  test("lead to the fields where a todo has a page of its own", async ({ page }) => {
    const [id] = await seed(page.request, ["one"]);
    await openList(page, `/todos/${id}`);
    for (const [key, name] of [
      ["e", "Title"],
      ["d", "Date"],
      ["p", "Priority"],
      ["m", "List"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole("main").getByLabel(name, { exact: true })).toBeFocused();
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    }
    await page.keyboard.press("x");
    await expect(page.getByRole("button", { name: "Mark as active" })).toBeVisible();
    await listening(page);
    await page.keyboard.press("Backspace");
    await expect(page.getByRole("status").first()).toContainText("Moved to the trash.");
  });
});

test.describe("the sheet of keys", () => {
  test("lists them, and switches the single ones off", { tag: "@phone" }, async ({ page }) => {
    await seed(page.request, ["one"]);
    await openList(page);
    await page.keyboard.press("j");
    await page.keyboard.press("?");
    await expect(dialog(page)).toHaveAccessibleName("Keyboard");
    await expect(dialog(page).getByRole("row", { name: /Move to another list/ })).toContainText("m");
    await expectNoViolations(page);
    await page.getByLabel("Single keys").uncheck();
    await page.keyboard.press("Escape");
    await expect(checkbox(item(page, "one"))).toBeFocused();
    await page.reload();
    await openList(page);
    for (const key of ["j", "x", "g", "t", "q", "d"]) await page.keyboard.press(key);
    expect(pathOf(page)).toBe("/todos");
    await expect(page.locator("body")).toBeFocused();
    await item(page, "one").hover();
    await item(page, "one").getByRole("button", { name: "Delete one" }).click();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("z");
    await expect(titles(page)).toHaveCount(0);
    await page.keyboard.press("Control+k");
    await expect(line(page)).toBeFocused();
    await page.keyboard.press("Control+k");
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press("?");
    await page.getByLabel("Single keys").check();
    await page.getByRole("button", { name: "Close" }).click();
    await page.keyboard.press("q");
    await expect(newTodo(page)).toBeFocused();
  });

  test("is one click away", async ({ page }) => {
    await openList(page, "/todos/upcoming");
    await page.getByRole("button", { name: "Keyboard" }).click();
    await expect(dialog(page)).toHaveAccessibleName("Keyboard");
  });
});

test.describe("the palette", () => {
  test("goes to views, lists and todos, and does what can be done", { tag: "@phone" }, async ({ page }) => {
    await makeList(page.request, "Épicerie");
    const [id] = await seed(page.request, ["Milk the cow"]);
    await openList(page);
    await page.getByRole("button", { name: "Commands" }).click();
    await expect(line(page)).toBeFocused();
    await expect(active(page)).toHaveText(/^Inbox/);
    await expect(line(page)).toHaveAttribute("aria-activedescendant", (await active(page).getAttribute("id")) ?? "");
    await expectNoViolations(page);
    await page.keyboard.press("ArrowUp");
    await expect(active(page)).toHaveText("Sign out");
    await page.keyboard.type("milk");
    await expect(active(page)).toHaveText("Milk the cow");
    await expectNoViolations(page);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/todos/${id}`);
    await listening(page);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("epi");
    await expect(options(page)).toHaveText(["Épicerie"]);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Épicerie" })).toBeVisible();
    await listening(page);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("theme dark");
    await page.keyboard.press("Enter");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("zzzz");
    await expect(dialog(page).getByRole("status")).toHaveText("Nothing found.");
    await expectNoViolations(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("add a");
    await page.keyboard.press("Enter");
    await expect(newTodo(page)).toBeFocused();
  });

  test("takes what is typed while it is on its way", async ({ page }) => {
    await seed(page.request, ["one"]);
    await openList(page);
    await page.keyboard.press("j");
    await page.route("**/palette.js*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await page.keyboard.press("Control+k");
    await page.keyboard.type("xtr");
    await expect(line(page)).toHaveValue("xtr");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.keyboard.press("Escape");
    await page.keyboard.press("x");
    await expect(checkbox(item(page, "one"))).toBeChecked();
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press("x");
    await expect(checkbox(item(page, "one"))).not.toBeChecked();
  });
});

test.describe("dialogs on the narrowest screen", () => {
  for (const scale of [1, 2]) {
    test(`fit, with text at ${scale * 100} %`, async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await makeList(page.request, "W".repeat(100));
      await seed(page.request, ["W".repeat(500)]);
      await openList(page);
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), `${scale * 100}%`);
      await page.keyboard.press("j");
      for (const key of ["p", "m", "d", "?", "Control+k"]) {
        await page.keyboard.press(key);
        await expect(dialog(page)).toBeVisible();
        const beyond = await dialog(page).evaluate((it) => {
          const { left, right, bottom } = it.getBoundingClientRect();
          return { left, right: right - innerWidth, bottom: bottom - innerHeight, inside: it.scrollWidth - it.clientWidth };
        });
        expect(Math.max(-beyond.left, beyond.right, beyond.bottom, beyond.inside), `${key} ${JSON.stringify(beyond)}`).toBeLessThanOrEqual(0.5);
        await page.keyboard.press("Escape");
        await expect(dialog(page)).toHaveCount(0);
      }
    });
  }
});

test.describe("the pointer", () => {
  /** Drags what is at one place to another one, as a mouse does. */
  async function drag(page: Page, from: Locator, to: Locator, part: number) {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    if (!start || !end) throw new Error("not to be seen");
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page.mouse.down();
    await page.waitForTimeout(150);
    await page.mouse.move(end.x + 60, end.y + end.height * part, { steps: 6 });
    await page.mouse.up();
  }

  test("drags a row to another place, onto a list and onto today, and takes each back", async ({ page }) => {
    await page.request.post("/api/lists", { data: { name: "Home" }, headers: SAME_ORIGIN });
    await seed(page.request, ["one", "two", "three"]);
    await open(page, "/todos");
    await drag(page, item(page, "three"), item(page, "one"), 0.2);
    await expect(titles(page)).toHaveText(["three", "one", "two"]);
    await offer(page).getByRole("button", { name: "Undo" }).click();
    await expect(titles(page)).toHaveText(["one", "two", "three"]);
    await drag(page, item(page, "one"), item(page, "two"), 0.9);
    await expect(titles(page)).toHaveText(["two", "one", "three"]);

    const views = page.getByRole("navigation", { name: "Todos" });
    await drag(page, item(page, "one"), views.getByRole("link", { name: "Today" }), 0.5);
    await expect(item(page, "one").locator("time")).toHaveText("Today");
    await drag(page, item(page, "two"), views.getByRole("link", { name: "Home" }), 0.5);
    await expect(titles(page)).toHaveText(["one", "three"]);
    await page.keyboard.press("z");
    await expect(titles(page)).toHaveText(["one", "three", "two"]);
    // A click is still one.
    await checkbox(item(page, "two")).click();
    await expect(checkbox(item(page, "two"))).toBeChecked();
  });

  test("pastes several lines as several todos", async ({ page }) => {
    await open(page, "/todos");
    await page.getByLabel("New todo").evaluate((field) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "Milk\nBread tomorrow p1\n\nTea");
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(titles(page)).toHaveText(["Milk", "Bread", "Tea"]);
    await expect(item(page, "Bread").locator("time")).toHaveText("Tomorrow");
    await offer(page).getByRole("button", { name: "Undo" }).click();
    await expect(titles(page)).toHaveCount(0);
  });
});
