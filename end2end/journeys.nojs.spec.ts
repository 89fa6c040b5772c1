// Everything without JavaScript: forms, links and redirects.

import type { Page } from "@playwright/test";

import { expect, PASSWORD, pathOf, signOut, signUp, stranger, test } from "./support/test.ts";
import { CAT, CHEESE, DOCTOR, call, checkbox, clearCompleted, count, editor, filterLink, item, items, newTodo, seed, stored, titles, toggleAll } from "./support/todos.ts";

const alert = (page: Page) => page.locator(".form-alert");
const field = (page: Page, label: "Name" | "E-mail" | "Password") => page.getByLabel(label, { exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function add(page: Page, title: string) {
  await newTodo(page).fill(title);
  await button(page, "Add").click();
}

async function expectStored(page: Page, expected: string[]) {
  const all = await stored(page.request);
  expect(all.map(({ title, completed }) => (completed ? `${title} ✓` : title))).toEqual(expected);
}

test.describe("accounts", () => {
  test("somebody signs up, out and in again", async ({ page }) => {
    const person = stranger("Grace Hopper");
    await page.goto("/");
    await page.getByRole("banner").getByRole("link", { name: "Get started" }).click();
    await field(page, "Name").fill(person.name);
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await button(page, "Create account").click();
    await expect(page).toHaveURL("/todos");
    await expect(page.getByRole("banner")).toContainText("Grace Hopper");

    await signOut(page);
    await expect(page).toHaveURL("/sign-in");
    await page.goto("/todos");
    expect(pathOf(page)).toBe("/sign-in");

    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await button(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");
    await expect(page.getByRole("banner")).toContainText("Grace Hopper");
  });

  test("a refused sign-up comes back with reasons beside the fields, the values kept and the password gone", async ({ page, faults }) => {
    faults.allowStatus(422);
    await page.goto("/sign-up?next=/todos%3Ffilter=active");
    await field(page, "Name").fill("  ");
    await field(page, "E-mail").fill("ada at example");
    await field(page, "Password").fill("short");
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await button(page, "Create account").click();

    expect((await answer).status()).toBe(422);
    await expect(page).toHaveTitle("Error: Create your account · Latchkey");
    await expect(alert(page).getByRole("link")).toHaveText(["Enter your name.", /doesn’t look like an e-mail address/, "Use at least 8 characters."]);
    await expect(field(page, "Name")).toHaveAttribute("aria-invalid", "true");
    await expect(field(page, "Name")).toHaveAccessibleDescription(/Enter your name\./);
    await expect(field(page, "E-mail")).toHaveAccessibleDescription(/doesn’t look like/);
    await expect(field(page, "E-mail")).toHaveValue("ada at example");
    await expect(field(page, "Password")).toHaveValue("");
    expect(await page.content()).not.toContain("short<");
    expect(await page.content()).not.toContain('value="short"');
    // The alert has the keyboard, and its links lead to the fields.
    await expect(alert(page)).toBeFocused();
    await alert(page).getByRole("link").nth(1).click();
    await expect(page).toHaveURL(/#email$/);

    await field(page, "Name").fill("Ada");
    await field(page, "E-mail").fill(stranger().email);
    await field(page, "Password").fill(PASSWORD);
    await button(page, "Create account").click();
    await expect(page).toHaveURL("/todos?filter=active");
  });

  for (const [what, password, problem] of [
    ["short", "tango-4", /Use at least 8 characters/],
    ["common", "password123", /on the lists people guess first/],
  ] as const) {
    test(`a ${what} password is refused beside its field`, async ({ page, faults }) => {
      faults.allowStatus(422);
      const person = stranger();
      await page.goto("/sign-up");
      await field(page, "Name").fill(person.name);
      await field(page, "E-mail").fill(person.email);
      await field(page, "Password").fill(password);
      await button(page, "Create account").click();
      await expect(field(page, "Password")).toHaveAccessibleDescription(problem);
      await expect(field(page, "Name")).toHaveValue(person.name);
      await expect(field(page, "E-mail")).toHaveValue(person.email);
      await expect(field(page, "Password")).toHaveValue("");
      expect(await page.content()).not.toContain(password);
    });
  }

  test("a taken address is told beside its field", async ({ page, faults }) => {
    faults.allowStatus(422);
    const person = await signUp(page.request);
    await page.context().clearCookies();
    await page.goto("/sign-up");
    await field(page, "Name").fill(person.name);
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await button(page, "Create account").click();
    await expect(field(page, "E-mail")).toHaveAccessibleDescription(/already an account/);
  });

  test("a wrong password comes back as 401 with the address kept and the choice to be remembered", async ({ page, faults }) => {
    faults.allowStatus(401);
    const person = await signUp(page.request);
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill("plum-harbour-tango-43");
    await page.getByLabel("Keep me signed in on this device").uncheck();
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await button(page, "Sign in").click();

    expect((await answer).status()).toBe(401);
    await expect(page.getByRole("alert")).toHaveText("That e-mail and password don’t match. Try again, or reset your password.");
    await expect(alert(page)).toBeFocused();
    await expect(field(page, "E-mail")).toHaveValue(person.email);
    await expect(field(page, "Password")).toHaveValue("");
    await expect(page.getByLabel("Keep me signed in on this device")).not.toBeChecked();

    await field(page, "Password").fill(person.password);
    await button(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");
    expect((await page.context().cookies()).map(({ expires }) => expires)).toEqual([-1, -1]);
  });

  test("a page for signed-in people leads through signing in and back, or through signing up", async ({ page }) => {
    const person = await signUp(page.request);
    await page.context().clearCookies();
    await page.goto("/todos?filter=completed");
    expect(pathOf(page)).toBe("/sign-in?next=/todos%3Ffilter=completed");
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await button(page, "Sign in").click();
    await expect(page).toHaveURL("/todos?filter=completed");

    await page.context().clearCookies();
    await page.goto("/todos?filter=completed");
    await page.getByRole("link", { name: "Create an account" }).click();
    const other = stranger();
    await field(page, "Name").fill(other.name);
    await field(page, "E-mail").fill(other.email);
    await field(page, "Password").fill(other.password);
    await button(page, "Create account").click();
    await expect(page).toHaveURL("/todos?filter=completed");
  });

  test("next= leads nowhere else", async ({ page }) => {
    const person = await signUp(page.request);
    for (const next of ["//evil.test", "https://evil.test", "/\\evil.test"]) {
      await page.context().clearCookies();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await field(page, "E-mail").fill(person.email);
      await field(page, "Password").fill(person.password);
      await button(page, "Sign in").click();
      await expect(page).toHaveURL("/todos");
    }
  });

  test("what needs a script is not offered", async ({ page }) => {
    await page.goto("/sign-up");
    await expect(page.getByRole("button", { name: "Show password" })).toHaveCount(0);
    await expect(page.locator(".strength")).toBeHidden();
  });
});

test.describe("todos", () => {
  test.beforeEach(async ({ page, member }) => {
    await page.goto("/todos");
    await expect(page.getByRole("banner")).toContainText(member.name);
  });

  test("todos are added, and adding nothing adds nothing", async ({ page }) => {
    await expect(newTodo(page)).toBeFocused();
    await add(page, `  ${CHEESE}  `);
    await expect(titles(page)).toHaveText([CHEESE]);
    await newTodo(page).fill(CAT);
    await newTodo(page).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
    await expect(count(page)).toHaveText("2 items left");
    await add(page, "   ");
    await expect(page).toHaveURL("/todos");
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
    await expectStored(page, [CHEESE, CAT]);
  });

  test("reloading after adding adds nothing", async ({ page }) => {
    await add(page, CHEESE);
    await expect(titles(page)).toHaveText([CHEESE]);
    await page.reload();
    await expect(titles(page)).toHaveText([CHEESE]);
  });

  test("a title that is too long comes back with a reason and the text", async ({ page, faults }) => {
    faults.allowStatus(422);
    const title = "x".repeat(501);
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await add(page, title);
    expect((await answer).status()).toBe(422);
    await expect(newTodo(page)).toHaveValue(title);
    await expect(newTodo(page)).toHaveAccessibleDescription("Use at most 500 characters.");
    await expect(page).toHaveTitle("Error: Todos · Latchkey");
  });

  test("a todo is ticked and unticked", async ({ page }) => {
    await add(page, CHEESE);
    await checkbox(items(page).first()).click();
    await expect(items(page)).toHaveClass(["completed"]);
    await expect(checkbox(items(page).first())).toBeChecked();
    await expectStored(page, [`${CHEESE} ✓`]);
    await checkbox(items(page).first()).click();
    await expect(items(page)).toHaveClass([""]);
    await expectStored(page, [CHEESE]);
  });

  test("all todos are marked and unmarked at once", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT]);
    await page.reload();
    await toggleAll(page).click();
    await expect(items(page)).toHaveClass(["completed", "completed"]);
    await expect(toggleAll(page)).toBeChecked();
    await toggleAll(page).click();
    await expect(items(page)).toHaveClass(["", ""]);
    await expectStored(page, [CHEESE, CAT]);
  });

  test("the Edit link opens a form that saves or cancels", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT]);
    await page.goto("/todos?filter=active");
    await page.getByRole("link", { name: `Edit ${CAT}` }).click();
    expect(pathOf(page)).toMatch(/^\/todos\?filter=active&edit=[0-9a-f-]{36}$/);
    await expect(editor(items(page).nth(1))).toHaveValue(CAT);
    await expect(editor(items(page).nth(1))).toBeFocused();
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page).toHaveURL("/todos?filter=active");
    await expect(titles(page)).toHaveText([CHEESE, CAT]);

    await page.getByRole("link", { name: `Edit ${CAT}` }).click();
    await editor(items(page).nth(1)).fill("  pet the cat ");
    await button(page, "Save").click();
    await expect(titles(page)).toHaveText([CHEESE, "pet the cat"]);
    expect(pathOf(page)).toBe("/todos?filter=active");
    await expectStored(page, [CHEESE, "pet the cat"]);
  });

  test("the Enter key saves an edit", async ({ page }) => {
    await add(page, CHEESE);
    await page.getByRole("link", { name: `Edit ${CHEESE}` }).click();
    await editor(items(page).first()).fill("buy bread");
    await editor(items(page).first()).press("Enter");
    await expect(titles(page)).toHaveText(["buy bread"]);
    await expectStored(page, ["buy bread"]);
  });

  test("an edit that is too long comes back in its form with a reason", async ({ page, faults }) => {
    faults.allowStatus(422);
    await add(page, CHEESE);
    await page.getByRole("link", { name: `Edit ${CHEESE}` }).click();
    await editor(items(page).first()).fill("y".repeat(501));
    await button(page, "Save").click();
    await expect(editor(items(page).first())).toHaveValue("y".repeat(501));
    await expect(editor(items(page).first())).toHaveAccessibleDescription("Use at most 500 characters.");
    await expect(newTodo(page)).toHaveValue("");
    await editor(items(page).first()).fill("buy bread");
    await button(page, "Save").click();
    await expect(titles(page)).toHaveText(["buy bread"]);
  });

  test("renaming to nothing removes the todo", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT]);
    await page.reload();
    await page.getByRole("link", { name: `Edit ${CHEESE}` }).click();
    await editor(items(page).first()).fill("  ");
    await button(page, "Save").click();
    await expect(titles(page)).toHaveText([CAT]);
    await expectStored(page, [CAT]);
  });

  test("a todo is deleted", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT]);
    await page.reload();
    await button(page, `Delete ${CHEESE}`).click();
    await expect(titles(page)).toHaveText([CAT]);
    await expectStored(page, [CAT]);
  });

  test("a todo that is gone is told with 404", async ({ page, faults }) => {
    faults.allowStatus(404);
    await add(page, CHEESE);
    await page.getByRole("link", { name: `Edit ${CHEESE}` }).click();
    const [todo] = await stored(page.request);
    await call(page.request, "todos/remove", { id: todo?.id });
    await editor(items(page).first()).fill("too late");
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await button(page, "Save").click();
    expect((await answer).status()).toBe(404);
    await expect(page.getByText("no longer there")).toBeVisible();
    await expectStored(page, []);
  });

  test("filters are links, and every change stays under its filter", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT, DOCTOR], (at) => at === 1);
    await page.reload();
    await filterLink(page, "Active").click();
    await expect(page).toHaveURL("/todos?filter=active");
    await expect(filterLink(page, "Active")).toHaveAttribute("aria-current", "page");
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
    await checkbox(item(page, CHEESE)).click();
    expect(pathOf(page)).toBe("/todos?filter=active");
    await expect(titles(page)).toHaveText([DOCTOR]);
    await filterLink(page, "Completed").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
    await filterLink(page, "All").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
  });

  test("completed todos are cleared", async ({ page }) => {
    await seed(page.request, [CHEESE, CAT, DOCTOR], (at) => at !== 1);
    await page.reload();
    await clearCompleted(page).click();
    await expect(titles(page)).toHaveText([CAT]);
    await expect(clearCompleted(page)).toBeHidden();
    await expectStored(page, [CAT]);
  });

  test("earlier todos are pages of their own", async ({ page }) => {
    const many = Array.from({ length: 230 }, (_, at) => `todo ${at + 1}`);
    await seed(page.request, many);
    await page.reload();
    const earlier = page.getByRole("link", { name: "Show earlier todos" });
    await expect(titles(page)).toHaveText(many.slice(130));
    await earlier.click();
    await expect(titles(page)).toHaveText(many.slice(30, 130));
    await earlier.click();
    await expect(titles(page)).toHaveText(many.slice(0, 30));
    await expect(earlier).toBeHidden();
    await expect(count(page)).toHaveText("230 items left");
  });

  test("an earlier todo can be edited and ticked where it is", async ({ page }) => {
    const many = Array.from({ length: 120 }, (_, at) => `todo ${at + 1}`);
    await seed(page.request, many);
    await page.reload();
    await page.getByRole("link", { name: "Show earlier todos" }).click();
    await page.getByRole("link", { name: "Edit todo 3", exact: true }).click();
    const editing = page.locator("[data-testid=todo-item].editing");
    await editor(editing).fill("todo three");
    await button(page, "Save").click();
    await expect(page).toHaveURL(/\/todos\?before=[^&]+#todo-/);
    await expect(titles(page).nth(2)).toHaveText("todo three");
    await page.getByTestId("todo-item").nth(2).getByRole("checkbox").click();
    await expect(page).toHaveURL(/\/todos\?before=[^&]+#todo-/);
    await expect(page.getByTestId("todo-item").nth(2)).toHaveClass("completed");
  });

  test("a session that has ended leads to signing in", async ({ page }) => {
    await newTodo(page).fill(CHEESE);
    await page.context().clearCookies();
    await button(page, "Add").click();
    await expect(page).toHaveURL("/sign-in");
  });
});

test.describe("elsewhere", () => {
  test("the theme is chosen by a form that leads back to the page it was on", async ({ page }) => {
    await page.goto("/sign-in?next=/todos%3Ffilter=active");
    await button(page, "Dark").click();
    expect(pathOf(page)).toBe("/sign-in?next=/todos%3Ffilter=active");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(button(page, "Dark")).toHaveAttribute("aria-pressed", "true");
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await button(page, "System").click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "system");
  });

  test("the list on the start page can be tried", async ({ page }) => {
    await page.goto("/");
    const demo = page.getByRole("region", { name: "Try it right here" });
    await demo.getByText("Try me: tick this off").click();
    await expect(demo.getByLabel("Try me: tick this off")).toBeChecked();
    await demo.getByLabel("Add something to the demo list").fill("feed <b>the</b> cat");
    await demo.getByRole("button", { name: "Add" }).click();
    await expect(demo.getByRole("listitem").last()).toHaveText("feed <b>the</b> cat");
    await expect(demo.getByRole("listitem")).toHaveCount(4);
  });

  test("an address that leads nowhere says so with 404", async ({ page, faults }) => {
    faults.allowStatus(404);
    expect((await page.goto("/no/such/page"))?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We can’t find that page.");
    await page.getByRole("link", { name: "Go to the start page" }).click();
    await expect(page).toHaveURL("/");
  });
});
