// What TodoMVC's own tests leave open: keyboard, focus, odd titles, a slow or failing server, long lists.

import { randomUUID } from "node:crypto";

import type { Page } from "@playwright/test";

import { SAME_ORIGIN, expect, hydrated, open, pathOf, signUp, test } from "./support/test.ts";
import {
  CAT,
  CHEESE,
  DOCTOR,
  add,
  call,
  checkbox,
  clearCompleted,
  count,
  countCalls,
  editor,
  expectSameAsServer,
  filterLink,
  hold,
  item,
  items,
  newTodo,
  notice,
  seed,
  shown,
  stored,
  titles,
  toggleAll,
} from "./support/todos.ts";

// Every test here starts with somebody who is signed in.
test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

async function openWith(page: Page, all: readonly string[], completed?: (at: number) => boolean) {
  const ids = await seed(page.request, all, completed);
  await open(page, "/todos");
  await expect(items(page)).toHaveCount(Math.min(all.length, 100));
  return ids;
}

test("after adding by the button one goes on typing, and paper has the list alone", async ({ page, member: _ }) => {
  await open(page, "/todos");
  await newTodo(page).fill("Water the plants");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(titles(page)).toHaveText(["Water the plants"]);
  await expect(newTodo(page)).toBeFocused();
  await page.emulateMedia({ media: "print" });
  await expect(titles(page)).toBeVisible();
  await expect(newTodo(page)).toBeHidden();
  await expect(page.getByRole("banner")).toBeHidden();
});

test.describe("adding", () => {
  test("the count is worded for none, one and many", async ({ page }) => {
    await openWith(page, [CHEESE]);
    await expect(count(page)).toHaveText("1 item left");
    await add(page, CAT);
    await expect(count(page)).toHaveText("2 items left");
    await toggleAll(page).check();
    await expect(count(page)).toHaveText("0 items left");
  });

  test("nothing and blanks add nothing and send nothing", async ({ page }) => {
    await open(page, "/todos");
    const calls = countCalls(page, "todos/add");
    for (const text of ["", "   ", "\u00a0\u3000"]) {
      await newTodo(page).fill(text);
      await newTodo(page).press("Enter");
    }
    await add(page, CHEESE);
    await expect(titles(page)).toHaveText([CHEESE]);
    expect(calls()).toBe(1);
  });

  test("the button adds as well as the key, and the keyboard stays in the field", { tag: "@phone" }, async ({ page }) => {
    await open(page, "/todos");
    await newTodo(page).fill(CHEESE);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(titles(page)).toHaveText([CHEESE]);
    await add(page, CAT);
    await expect(newTodo(page)).toBeFocused();
    await expectSameAsServer(page);
  });

  test("twenty todos typed in a row arrive in order", async ({ page }) => {
    await open(page, "/todos");
    const all = Array.from({ length: 20 }, (_, at) => `number ${at + 1}`);
    await add(page, ...all);
    await expect(titles(page)).toHaveText(all);
    await expect.poll(async () => (await stored(page.request)).map(({ title }) => title)).toEqual(all);
  });

  test("500 characters fit, one more is refused with a reason, and the text is kept", async ({ page }) => {
    await open(page, "/todos");
    await add(page, "x".repeat(500));
    await expect(items(page)).toHaveCount(1);
    await add(page, "y".repeat(501));
    await expect(newTodo(page)).toHaveAccessibleDescription("Use at most 500 characters.");
    await expect(newTodo(page)).toHaveAttribute("aria-invalid", "true");
    await expect(newTodo(page)).toHaveValue("y".repeat(501));
    await expect(items(page)).toHaveCount(1);

    await add(page, "🦉".repeat(500));
    await expect(items(page)).toHaveCount(2);
    await expect(newTodo(page)).not.toHaveAttribute("aria-invalid");
    await expectSameAsServer(page);
  });

  for (const [what, title] of [
    ["a script", "<script>window.__pwn = 1</script>"],
    ["entities", "&lt;b&gt; &amp; \"quotes\" 'too'"],
    ["emoji", "👩‍👩‍👧‍👦 🏳️‍🌈 🦉"],
    ["right-to-left text", "שלום עולם, مرحبا"],
    ["marks that turn the reading direction", "\u202eevil\u202c \u2066safe\u2069"],
    ["combining marks", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙a̷l͟g̸o"],
    ["SQL", "'); drop table todos; --"],
    ["a path", "../../etc/passwd %2e%2e%2f"],
  ] as const) {
    test(`a title with ${what} is shown as it was typed, before and after a reload`, async ({ page }) => {
      await open(page, "/todos");
      await add(page, title);
      await expect(items(page)).toHaveCount(1);
      expect(await titles(page).first().textContent()).toBe(title);
      await expect.poll(async () => (await stored(page.request)).map((todo) => todo.title)).toEqual([title]);
      await page.reload();
      expect(await titles(page).first().textContent()).toBe(title);
      await hydrated(page);
      expect(await titles(page).first().textContent()).toBe(title);
      expect(await page.evaluate(() => (window as unknown as { __pwn?: number }).__pwn)).toBeUndefined();
    });
  }

  test("a title in another direction does not turn the row around", async ({ page }) => {
    await openWith(page, ["\u202eevil", CHEESE]);
    for (const title of await titles(page).all()) await expect(title).toHaveAttribute("dir", "auto");
    const [evil, plain] = await Promise.all([0, 1].map((at) => checkbox(items(page).nth(at)).boundingBox()));
    expect(evil?.x).toBe(plain?.x);
  });
});

test.describe("editing", () => {
  test("Enter saves once", async ({ page }) => {
    await openWith(page, [CHEESE]);
    const calls = countCalls(page, "todos/edit");
    await titles(page).first().dblclick();
    await editor(items(page).first()).fill("buy bread");
    const answered = page.waitForResponse("**/rpc/todos/edit");
    await editor(items(page).first()).press("Enter");
    await answered;
    await newTodo(page).focus();
    await expect(titles(page)).toHaveText(["buy bread"]);
    // What comes after has been answered, so a second save would have been sent by now.
    await checkbox(items(page).first()).check();
    await expect.poll(async () => (await stored(page.request))[0]?.completed).toBe(true);
    expect(calls()).toBe(2);
  });

  test("leaving the field saves once", async ({ page }) => {
    await openWith(page, [CHEESE]);
    const calls = countCalls(page, "todos/edit");
    await titles(page).first().dblclick();
    await editor(items(page).first()).fill("buy bread");
    await newTodo(page).click();
    await expect(titles(page)).toHaveText(["buy bread"]);
    await expectSameAsServer(page);
    expect(calls()).toBe(1);
  });

  test("Escape and then leaving the field saves nothing", async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    const calls = countCalls(page, "todos/edit");
    await titles(page).first().dblclick();
    await editor(items(page).first()).fill("never mind");
    await editor(items(page).first()).press("Escape");
    await newTodo(page).click();
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
    await checkbox(items(page).nth(1)).check();
    await expect.poll(async () => (await stored(page.request))[1]?.completed).toBe(true);
    expect(calls(), "only the tick was sent").toBe(1);
    expect((await stored(page.request))[0]?.title).toBe(CHEESE);
  });

  test("saving an unchanged title sends nothing", async ({ page }) => {
    await openWith(page, [CHEESE]);
    const calls = countCalls(page, "todos/edit");
    await titles(page).first().dblclick();
    await editor(items(page).first()).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE]);
    await checkbox(items(page).first()).check();
    await expect.poll(async () => (await stored(page.request))[0]?.completed).toBe(true);
    expect(calls()).toBe(1);
  });

  test("F2 edits, Enter saves, and the keyboard is back on the row", async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    await checkbox(items(page).nth(1)).focus();
    await page.keyboard.press("F2");
    await expect(editor(items(page).nth(1))).toBeFocused();
    await page.keyboard.type(" twice");
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, `${CAT} twice`]);
    await expect(checkbox(items(page).nth(1))).toBeFocused();
  });

  test("the cursor stands behind the text", async ({ page }) => {
    await openWith(page, ["🦉 owls"]);
    await titles(page).first().dblclick();
    await page.keyboard.type("!");
    await expect(editor(items(page).first())).toHaveValue("🦉 owls!");
  });

  test("Escape returns the keyboard to the row", async ({ page }) => {
    await openWith(page, [CHEESE]);
    await checkbox(items(page).first()).focus();
    await page.keyboard.press("F2");
    await page.keyboard.press("Escape");
    await expect(checkbox(items(page).first())).toBeFocused();
  });

  test("the pencil edits by keyboard and by touch", { tag: "@phone" }, async ({ page }) => {
    await openWith(page, [CHEESE]);
    const pencil = page.getByRole("link", { name: `Edit ${CHEESE}` });
    await pencil.focus();
    await page.keyboard.press("Enter");
    await expect(editor(items(page).first())).toBeFocused();
    expect(pathOf(page)).toBe("/todos");
    await page.keyboard.press("Escape");
    await pencil.click();
    await editor(items(page).first()).fill("buy bread");
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText(["buy bread"]);
    await expectSameAsServer(page);
  });

  test("a title that is too long stays in the field with a reason", async ({ page }) => {
    await openWith(page, [CHEESE]);
    await titles(page).first().dblclick();
    const field = editor(items(page).first());
    await field.fill("z".repeat(501));
    await field.press("Enter");
    await expect(field).toHaveAccessibleDescription("Use at most 500 characters.");
    await expect(field).toHaveValue("z".repeat(501));
    await field.fill("short again");
    await field.press("Enter");
    await expect(titles(page)).toHaveText(["short again"]);
  });

  test("only one todo is edited at a time, and turning to the next saves the first", async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    await titles(page).nth(0).dblclick();
    await editor(items(page).nth(0)).fill("buy bread");
    await page.getByText(CAT).dblclick();
    await expect(items(page)).toHaveClass(["", "editing"]);
    await page.keyboard.press("Escape");
    await expect(titles(page)).toHaveText(["buy bread", CAT]);
    await expectSameAsServer(page);
  });

  test("what somebody is typing survives the answer to another change", async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    const held = await hold(page, "**/rpc/todos/edit");
    await checkbox(items(page).nth(0)).check();
    await held.caught();
    await titles(page).nth(1).dblclick();
    await editor(items(page).nth(1)).fill("half a sen");
    const answered = page.waitForResponse("**/rpc/todos/edit");
    await held.release();
    await answered;
    await expect(checkbox(items(page).nth(0))).toBeChecked();
    await expect(editor(items(page).nth(1))).toHaveValue("half a sen");
    await expect(editor(items(page).nth(1))).toBeFocused();
  });
});

test.describe("deleting", () => {
  test("the keyboard goes to the next row, then to the one before, then to the field", async ({ page }) => {
    await openWith(page, [CHEESE, CAT, DOCTOR]);
    const remove = async (title: string) => {
      await page.getByRole("button", { name: `Delete ${title}` }).focus();
      await page.keyboard.press("Enter");
    };
    await remove(CAT);
    await expect(checkbox(item(page, DOCTOR))).toBeFocused();
    await remove(DOCTOR);
    await expect(checkbox(item(page, CHEESE))).toBeFocused();
    await remove(CHEESE);
    await expect(newTodo(page)).toBeFocused();
    await expect(items(page)).toHaveCount(0);
    await expect.poll(() => stored(page.request)).toEqual([]);
  });

  test("deleting works by touch, where nothing can hover", { tag: "@phone" }, async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    await page.getByRole("button", { name: `Delete ${CHEESE}` }).click();
    await expect(titles(page)).toHaveText([CAT]);
    await expectSameAsServer(page);
  });

  test("a title edited away removes the todo and moves the keyboard on", async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    await titles(page).first().dblclick();
    await editor(items(page).first()).fill("   ");
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText([CAT]);
    await expect(checkbox(items(page).first())).toBeFocused();
    await expectSameAsServer(page);
  });

  test("clearing completed todos puts the keyboard into the field", async ({ page }) => {
    await openWith(page, [CHEESE, CAT], (at) => at === 0);
    await clearCompleted(page).focus();
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText([CAT]);
    await expect(newTodo(page)).toBeFocused();
    await expectSameAsServer(page);
  });
});

test.describe("filters", () => {
  test("the filter is in the address and survives a reload", { tag: "@phone" }, async ({ page }) => {
    await openWith(page, [CHEESE, CAT, DOCTOR], (at) => at === 1);
    await filterLink(page, "Completed").click();
    await expect(page).toHaveURL("/todos?filter=completed");
    await expect(filterLink(page, "Completed")).toHaveAttribute("aria-current", "page");
    await expect(page).toHaveTitle("Completed todos · Latchkey");
    await page.reload();
    await expect(titles(page)).toHaveText([CAT]);
    await hydrated(page);
    await expect(titles(page)).toHaveText([CAT]);
    await filterLink(page, "All").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
  });

  test("choosing a filter neither loads the page again nor asks the server", async ({ page }) => {
    await openWith(page, [CHEESE, CAT], (at) => at === 1);
    const asked: string[] = [];
    // Chromium looks for the icon again at each new address, and the page waits for the end of its session.
    page.on("request", (request) => /\/(favicon\.svg|session-events)$/.test(request.url()) || asked.push(request.url()));
    for (const [name, expected] of [
      ["Active", [CHEESE]],
      ["Completed", [CAT]],
      ["All", [CHEESE, CAT]],
    ] as const) {
      await filterLink(page, name).click();
      await expect(titles(page)).toHaveText([...expected]);
    }
    expect(asked).toEqual([]);
  });

  test("a todo that no longer fits the filter leaves, and what is added under Completed is elsewhere", async ({ page }) => {
    await openWith(page, [CHEESE, CAT]);
    await filterLink(page, "Active").click();
    await checkbox(item(page, CHEESE)).click();
    await expect(titles(page)).toHaveText([CAT]);
    await filterLink(page, "Completed").click();
    await expect(titles(page)).toHaveText([CHEESE]);
    await add(page, DOCTOR);
    await expect(titles(page)).toHaveText([CHEESE]);
    await expect(count(page)).toHaveText("2 items left");
    await filterLink(page, "All").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
    await expectSameAsServer(page);
  });

  test("an empty filter says so", async ({ page }) => {
    await openWith(page, [CHEESE]);
    await filterLink(page, "Completed").click();
    await expect(page.getByText("Nothing completed yet.")).toBeVisible();
    await filterLink(page, "All").click();
    await toggleAll(page).check();
    await filterLink(page, "Active").click();
    await expect(page.getByText("Nothing left to do. Well done.")).toBeVisible();
  });

  test("a list opened under a filter fills up when another is chosen", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT, DOCTOR], (at) => at === 1);
    await open(page, "/todos?filter=completed");
    await expect(titles(page)).toHaveText([CAT]);
    await filterLink(page, "Active").click();
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
    await filterLink(page, "All").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
    await expect(count(page)).toHaveText("2 items left");
  });
});

test.describe("two tabs", () => {
  // As where no stream gets through: each hears of the other only by asking.
  test.beforeEach(({ context }) => context.route("**/session-events", (route) => route.abort("failed")));

  test("a todo deleted in one tab is gone from the other at its next change there", async ({ page, context, faults }) => {
    faults.allowStatus(404);
    await openWith(page, [CHEESE, CAT]);
    const other = await context.newPage();
    await open(other, "/todos");
    const removed = other.waitForResponse("**/rpc/todos/remove");
    await other.getByRole("button", { name: `Delete ${CHEESE}` }).click();
    await removed;
    await checkbox(item(page, CHEESE)).click();
    await expect(notice(page)).toContainText("no longer there");
    await expect(titles(page)).toHaveText([CAT]);
    await expectSameAsServer(page);
    await notice(page).getByRole("button", { name: "Dismiss" }).click();
    await expect(notice(page)).toBeHidden();
  });

  test("deleting what another tab has deleted is no error", async ({ page, faults }) => {
    faults.allowStatus(404);
    const [id] = await openWith(page, [CHEESE, CAT]);
    await call(page.request, "todos/remove", { id });
    const answered = page.waitForResponse("**/rpc/todos/remove");
    await page.getByRole("button", { name: `Delete ${CHEESE}` }).click();
    await answered;
    await expect(titles(page)).toHaveText([CAT]);
    await expect(notice(page)).toBeHidden();
    await expectSameAsServer(page);
  });

  test("changes of two tabs to different parts of a todo both stay", async ({ page, context }) => {
    await openWith(page, [CHEESE]);
    const other = await context.newPage();
    await open(other, "/todos");
    const ticked = other.waitForResponse("**/rpc/todos/edit");
    await checkbox(items(other).first()).check();
    await ticked;
    await titles(page).first().dblclick();
    await editor(items(page).first()).fill("buy bread");
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText(["buy bread"]);
    await expectSameAsServer(page);
    expect(await shown(page)).toEqual([{ title: "buy bread", completed: true }]);
  });
});

/** Every change a person can make to `CHEESE`, `CAT` and `DOCTOR`, of which `DOCTOR` is completed. */
const CHANGES = [
  { what: "adding", call: "todos/add", act: (page: Page) => add(page, "new one"), result: [CHEESE, CAT, `${DOCTOR} ✓`, "new one"] },
  { what: "ticking", call: "todos/edit", act: (page: Page) => checkbox(item(page, CHEESE)).click(), result: [`${CHEESE} ✓`, CAT, `${DOCTOR} ✓`] },
  { what: "unticking", call: "todos/edit", act: (page: Page) => checkbox(item(page, DOCTOR)).click(), result: [CHEESE, CAT, DOCTOR] },
  { what: "renaming", call: "todos/edit", act: rename, result: [CHEESE, "pet the cat", `${DOCTOR} ✓`] },
  { what: "deleting", call: "todos/remove", act: (page: Page) => page.getByRole("button", { name: `Delete ${CAT}` }).click(), result: [CHEESE, `${DOCTOR} ✓`] },
  { what: "completing all", call: "todos/set-all", act: (page: Page) => toggleAll(page).click(), result: [`${CHEESE} ✓`, `${CAT} ✓`, `${DOCTOR} ✓`] },
  { what: "clearing completed", call: "todos/clear-completed", act: (page: Page) => clearCompleted(page).click(), result: [CHEESE, CAT] },
] as const;

async function rename(page: Page) {
  await titles(page).nth(1).dblclick();
  await editor(items(page).nth(1)).fill("pet the cat");
  await page.keyboard.press("Enter");
}

const BEFORE = [CHEESE, CAT, `${DOCTOR} ✓`];

async function expectShown(page: Page, expected: readonly string[]) {
  await expect.poll(async () => (await shown(page)).map(({ title, completed }) => (completed ? `${title} ✓` : title))).toEqual(expected);
}

test.describe("before the server has answered", () => {
  for (const change of CHANGES) {
    test(`${change.what} shows at once`, async ({ page }) => {
      await openWith(page, [CHEESE, CAT, DOCTOR], (at) => at === 2);
      const held = await hold(page, `**/rpc/${change.call}`);
      await change.act(page);
      await held.caught();
      await expectShown(page, change.result);
      expect((await stored(page.request)).map(({ title, completed }) => (completed ? `${title} ✓` : title)), "the server has not heard of it").toEqual(BEFORE);
      const answered = page.waitForResponse(`**/rpc/${change.call}`);
      await held.release();
      await answered;
      await expectShown(page, change.result);
      await expectSameAsServer(page);
    });
  }

  test("a row can be ticked and renamed before the server knows it", async ({ page }) => {
    await open(page, "/todos");
    const held = await hold(page, "**/rpc/todos/add");
    await add(page, CHEESE);
    await held.caught();
    await checkbox(items(page).first()).check();
    await titles(page).first().dblclick();
    await editor(items(page).first()).fill("buy bread");
    await page.keyboard.press("Enter");
    await expectShown(page, ["buy bread ✓"]);
    await held.release();
    await expect.poll(async () => (await stored(page.request)).map(({ title, completed }) => ({ title, completed }))).toEqual([{ title: "buy bread", completed: true }]);
    await expectSameAsServer(page);
  });

  test("no row blinks while its change is confirmed", async ({ page }) => {
    await openWith(page, [CHEESE]);
    await page.evaluate(() => {
      const list = document.querySelector(".todo-list");
      const states: string[] = [];
      Object.assign(window, { states });
      const look = () => states.push([...document.querySelectorAll("[data-testid=todo-item]")].map((row) => `${row.textContent?.trim()} ${row.className}`).join("|"));
      if (list) new MutationObserver(look).observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const answered = page.waitForResponse("**/rpc/todos/edit");
    await checkbox(items(page).first()).click();
    await answered;
    await expectSameAsServer(page);
    await add(page, CAT);
    await expectSameAsServer(page);
    const states = await page.evaluate(() => (window as unknown as { states: string[] }).states);
    expect([...new Set(states)]).toEqual([`${CHEESE} completed`, `${CHEESE} completed|${CAT} `]);
  });
});

test.describe("when the server refuses", () => {
  // `AppError::ListFull`, as the page reads it.
  const REFUSAL = { status: 409, body: Buffer.of(11) };

  for (const change of CHANGES) {
    test(`${change.what} is taken back, and Retry does it`, async ({ page, faults }) => {
      faults.allowStatus(409);
      faults.allow(/answer 409/);
      await openWith(page, [CHEESE, CAT, DOCTOR], (at) => at === 2);
      await page.route(`**/rpc/${change.call}`, (route) => route.fulfill(REFUSAL));
      await change.act(page);
      await expect(notice(page)).toContainText("Your list is full");
      await expectShown(page, BEFORE);
      await expectSameAsServer(page);

      await page.unroute(`**/rpc/${change.call}`);
      const answered = page.waitForResponse(`**/rpc/${change.call}`);
      await notice(page).getByRole("button", { name: "Retry" }).click();
      await answered;
      await expectShown(page, change.result);
      await expect(notice(page)).toBeHidden();
      await expectSameAsServer(page);
    });
  }

  test("changes after the refused one are kept", async ({ page, faults }) => {
    faults.allowStatus(409);
    faults.allow(/answer 409/);
    await openWith(page, [CHEESE, CAT]);
    await page.route("**/rpc/todos/remove", (route) => route.fulfill(REFUSAL));
    await page.getByRole("button", { name: `Delete ${CHEESE}` }).click();
    await checkbox(item(page, CAT)).click();
    await add(page, DOCTOR);
    await expectShown(page, [CHEESE, `${CAT} ✓`, DOCTOR]);
    await expectSameAsServer(page);
  });

  test("nothing that was typed is lost when several todos are refused", async ({ page, faults }) => {
    faults.allowStatus(409);
    faults.allow(/answer 409/);
    await open(page, "/todos");
    await page.route("**/rpc/todos/add", (route) => route.fulfill(REFUSAL));
    await add(page, CHEESE, CAT);
    await expect(notice(page)).toBeVisible();
    await expect(items(page)).toHaveCount(0);
    await page.unroute("**/rpc/todos/add");
    await notice(page).getByRole("button", { name: "Retry" }).click();
    await expectShown(page, [CHEESE, CAT]);
    await expectSameAsServer(page);
  });
});

test.describe("when the server is away", () => {
  const FAILURES = {
    "answers with an error page": { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" },
    "does not answer": undefined,
  };

  for (const [how, answer] of Object.entries(FAILURES)) {
    for (const change of CHANGES) {
      test(`${change.what} stays where it ${how}, and is sent again by itself`, async ({ page, faults }) => {
        faults.allowStatus(502);
        faults.allow(/answer 502/, /ERR_FAILED/);
        await openWith(page, [CHEESE, CAT, DOCTOR], (at) => at === 2);
        await page.route(`**/rpc/${change.call}`, (route) => (answer ? route.fulfill(answer) : route.abort("failed")));
        await change.act(page);
        await expect(notice(page)).toContainText("could not be reached. One change is not saved yet");
        await expectShown(page, change.result);
        expect((await stored(page.request)).map(({ title, completed }) => (completed ? `${title} ✓` : title)), "the server has not heard of it").toEqual(BEFORE);

        await page.unroute(`**/rpc/${change.call}`);
        await expect(notice(page)).toBeHidden();
        await expectShown(page, change.result);
        await expectSameAsServer(page);
      });
    }
  }

  test("it is announced", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await open(page, "/todos");
    const status = page.getByRole("status").filter({ hasText: "could not be reached" });
    await expect(status).toHaveCount(0);
    await page.route("**/rpc/todos/add", (route) => route.abort("failed"));
    await add(page, CHEESE);
    await expect(status).toHaveCount(1);
  });

  test("rows that are not saved are marked, one notice counts them, and Retry sends them in order", { tag: "@phone" }, async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await openWith(page, [CHEESE]);
    await page.route("**/rpc/todos/*", (route) => route.abort("failed"));
    await add(page, CAT, DOCTOR);
    await checkbox(item(page, CAT)).click();
    await page.getByRole("button", { name: `Delete ${CHEESE}` }).click();
    await expectShown(page, [`${CAT} ✓`, DOCTOR]);
    await expect(items(page)).toHaveClass([/unsaved/, /unsaved/]);
    await expect(notice(page)).toContainText("4 changes are not saved yet");
    await page.unroute("**/rpc/todos/*");
    await notice(page).getByRole("button", { name: "Retry" }).click();
    await expect(notice(page)).toBeHidden();
    await expect(page.locator(".unsaved")).toHaveCount(0);
    await expectShown(page, [`${CAT} ✓`, DOCTOR]);
    await expectSameAsServer(page);
  });

  test("a notice that was dismissed stays away while the changes wait", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await open(page, "/todos");
    await page.route("**/rpc/todos/add", (route) => route.abort("failed"));
    await add(page, CHEESE);
    await notice(page).getByRole("button", { name: "Dismiss" }).click();
    await add(page, CAT);
    await expect(items(page)).toHaveClass([/unsaved/, /unsaved/]);
    await expect(notice(page)).toBeHidden();
    await page.unroute("**/rpc/todos/add");
    await expectSameAsServer(page);
  });

  test("they are sent as soon as the browser has a connection again", async ({ page, context, faults }) => {
    faults.allow(/ERR_INTERNET_DISCONNECTED/);
    await openWith(page, [CHEESE]);
    await context.setOffline(true);
    await add(page, CAT);
    await expect(notice(page)).toBeVisible();
    await context.setOffline(false);
    await expect(notice(page)).toBeHidden();
    await expectSameAsServer(page);
  });

  test("what was not saved survives a reload", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await openWith(page, [CHEESE, CAT]);
    await page.route("**/rpc/todos/*", (route) => route.abort("failed"));
    await add(page, DOCTOR);
    await checkbox(item(page, CHEESE)).click();
    await expect(items(page)).toHaveClass([/unsaved/, "", /unsaved/]);
    await page.reload();
    await expectShown(page, [`${CHEESE} ✓`, CAT, DOCTOR]);
    await expect(notice(page)).toContainText("2 changes are not saved yet");
    await page.unroute("**/rpc/todos/*");
    await notice(page).getByRole("button", { name: "Retry" }).click();
    await expect(notice(page)).toBeHidden();
    await expectSameAsServer(page);
    await page.reload();
    await expectShown(page, [`${CHEESE} ✓`, CAT, DOCTOR]);
  });

  test("a change that is saved while the page is loaded anew is in it", async ({ page }) => {
    await open(page, "/todos");
    const adding = await hold(page, "**/rpc/todos/add");
    const saved = page.waitForResponse("**/rpc/todos/add");
    // The page of before the change comes when the change has been saved.
    await page.route("**/todos", async (route) => {
      const response = await route.fetch();
      await adding.release();
      await (await saved).finished();
      await route.fulfill({ response });
    });
    await add(page, "water the plants");
    await adding.caught();
    await page.reload();
    await expect(titles(page)).toHaveText(["water the plants"]);
  });

  test("what was not saved when the session ended is saved after signing in again, for nobody else", async ({ page, member, anotherBrowser, faults }) => {
    faults.allowStatus(401);
    await page.route("**/session-events", (route) => route.abort("failed"));
    faults.allow(/ERR_FAILED/);
    await openWith(page, [CHEESE]);
    const elsewhere = await anotherBrowser({ storageState: await page.context().storageState() });
    await call(elsewhere.request, "sign-out", {});
    await add(page, CAT);
    await expect(page).toHaveURL(/\/sign-in/);

    const other = await signUp(page.request);
    await open(page, "/todos");
    await expect(page.getByRole("banner")).toContainText(other.name);
    await expect(items(page)).toHaveCount(0);
    await page.request.post("/api/auth/sign-in/email", { data: { email: member.email, password: member.password }, headers: SAME_ORIGIN });
    await open(page, "/todos");
    await expectShown(page, [CHEESE, CAT]);
    await expectSameAsServer(page);
  });

  test("a todo that was ticked before it could be added is added and ticked", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await open(page, "/todos");
    const held = await hold(page, "**/rpc/todos/add");
    await add(page, CHEESE);
    await held.caught();
    await checkbox(items(page).first()).check();
    await held.release("abort");
    await expectShown(page, [`${CHEESE} ✓`]);
    await expectSameAsServer(page);
  });

  test("an answer that is lost on the way does not add twice", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await open(page, "/todos");
    await page.route("**/rpc/todos/add", async (route) => {
      await route.fetch();
      await route.abort("failed");
    });
    await add(page, CHEESE);
    await expect(notice(page)).toBeVisible();
    await page.unroute("**/rpc/todos/add");
    await expect(notice(page)).toBeHidden();
    await expect(titles(page)).toHaveText([CHEESE]);
    await expectSameAsServer(page);
  });

  test("a session that ended elsewhere leads to signing in at the next change", { tag: "@phone" }, async ({ page, anotherBrowser, faults }) => {
    faults.allowStatus(401);
    // Nobody tells this page before.
    await page.route("**/session-events", (route) => route.abort("failed"));
    await openWith(page, [CHEESE, CAT], (at) => at === 1);
    await filterLink(page, "Active").click();
    await expect(titles(page)).toHaveText([CHEESE]);
    const elsewhere = await anotherBrowser({ storageState: await page.context().storageState() });
    await call(elsewhere.request, "sign-out", {});
    await checkbox(item(page, CHEESE)).click();
    await expect(page).toHaveURL("/sign-in?next=/todos%3Ffilter=active");
    await expect(items(page)).toHaveCount(0);
  });

  test("a list that cannot be read says so instead of looking empty", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    await seed(page.request, [CHEESE, CAT], (at) => at === 1);
    await open(page, "/todos?filter=active");
    await page.route("**/rpc/todos/list", (route) => route.abort("failed"));
    await filterLink(page, "Completed").click();
    await expect(notice(page)).toContainText("could not be reached");
    await page.unroute("**/rpc/todos/list");
    await filterLink(page, "All").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
  });
});

test.describe("a long list", () => {
  const MANY = Array.from({ length: 250 }, (_, at) => `todo ${at + 1}`);

  test("shows its last hundred and the earlier ones on request", { tag: "@phone" }, async ({ page }) => {
    await openWith(page, MANY);
    await expect(titles(page).first()).toHaveText("todo 151");
    await expect(titles(page).last()).toHaveText("todo 250");
    await expect(count(page)).toHaveText("250 items left");

    const earlier = page.getByRole("link", { name: "Show earlier todos" });
    await earlier.click();
    await expect(items(page)).toHaveCount(200);
    await expect(titles(page).first()).toHaveText("todo 51");
    await earlier.click();
    await expect(titles(page)).toHaveText(MANY);
    await expect(earlier).toBeHidden();
    await expect(count(page)).toHaveText("250 items left");
  });

  test("filters reach also what is not loaded", async ({ page }) => {
    await openWith(page, MANY.slice(0, 120), (at) => at < 3);
    await expect(items(page)).toHaveCount(100);
    await filterLink(page, "Completed").click();
    await expect(titles(page)).toHaveText(MANY.slice(0, 3));
    await filterLink(page, "All").click();
    await expect(items(page)).toHaveCount(100);
  });

  test("completing all and clearing reach also what is not loaded", async ({ page }) => {
    await openWith(page, MANY.slice(0, 120));
    const answered = page.waitForResponse("**/rpc/todos/set-all");
    await toggleAll(page).click();
    await answered;
    await expect(count(page)).toHaveText("0 items left");
    await clearCompleted(page).click();
    await expect(items(page)).toHaveCount(0);
    await expect.poll(() => stored(page.request)).toEqual([]);
    await expect(page.getByText("Nothing here yet.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Show earlier todos" })).toBeHidden();
  });

  test("clearing what is loaded does not claim that nothing is left", async ({ page }) => {
    await openWith(page, MANY.slice(0, 120), (at) => at >= 20);
    await clearCompleted(page).click();
    await expect(count(page)).toHaveText("20 items left");
    await expect(page.getByText("Nothing left to do.")).toBeHidden();
    await expect(titles(page)).toHaveText(MANY.slice(0, 20));
  });

  test("adding stays quick", async ({ page }) => {
    await openWith(page, MANY.slice(0, 120));
    await add(page, CHEESE);
    await expect(items(page)).toHaveCount(101);
    await expect(titles(page).last()).toHaveText(CHEESE);
    await expect(count(page)).toHaveText("121 items left");
  });
});

test("another person's todo does not exist", async ({ page, faults, anotherBrowser }) => {
  faults.allowStatus(404);
  const [id] = await seed(page.request, [CHEESE]);
  const stranger = await anotherBrowser();
  await signUp(stranger.request);
  for (const [name, data] of [
    ["todos/edit", { id, completed: true }],
    ["todos/remove", { id }],
    ["todos/edit", { id: randomUUID(), completed: true }],
  ] as const) {
    const answer = await stranger.request.post(`/rpc/${name}`, { data, headers: SAME_ORIGIN });
    expect(answer.status(), name).toBe(404);
  }
  const theirs = await stranger.newPage();
  await open(theirs, `/todos?edit=${id}`);
  await expect(items(theirs)).toHaveCount(0);
  expect(await stored(page.request)).toMatchObject([{ title: CHEESE, completed: false }]);
});
