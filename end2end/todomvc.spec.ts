// The 29 tests of the TodoMVC project under their own names, on a list that a server keeps.
//
// Number 24 asks local storage in the original; here the list has to survive a reload and be there in a second browser.
// The names and locators are those of Playwright's stock version, so that anybody's copy of it runs here too.

import type { Page } from "@playwright/test";

import { expect, open, signIn, test } from "./support/test.ts";
import { CAT, CHEESE, DOCTOR, checkbox, clearCompleted, count, editor, filterLink, items, newTodo, titles, toggleAll } from "./support/todos.ts";

const TODO_ITEMS = [CHEESE, CAT, DOCTOR];

test.beforeEach(async ({ page, member }) => {
  expect(member.name).toBeTruthy();
  await open(page, "/todos");
});

async function createDefaultTodos(page: Page) {
  for (const title of TODO_ITEMS) {
    await newTodo(page).fill(title);
    await newTodo(page).press("Enter");
  }
  await expect(items(page)).toHaveCount(3);
}

test.describe("When page is initially opened", () => {
  test("should focus on the todo input field", async ({ page }) => {
    await expect(newTodo(page)).toBeFocused();
  });
});

test.describe("No Todos", () => {
  test("starts with nothing", async ({ page }) => {
    await expect(items(page)).toHaveCount(0);
  });

  test("should hide #main and #footer", async ({ page }) => {
    await expect(page.locator(".main")).toBeHidden();
    await expect(page.locator(".footer")).toBeHidden();
  });
});

test.describe("New Todo", () => {
  test("should allow me to add todo items", { tag: "@phone" }, async ({ page }) => {
    await newTodo(page).fill(CHEESE);
    await newTodo(page).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE]);
    await newTodo(page).fill(CAT);
    await newTodo(page).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
  });

  test("should clear text input field when an item is added", async ({ page }) => {
    await newTodo(page).fill(CHEESE);
    await newTodo(page).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE]);
    await expect(newTodo(page)).toHaveValue("");
  });

  test("should append new items to the bottom of the list", async ({ page }) => {
    await createDefaultTodos(page);
    await expect(count(page)).toHaveText("3 items left");
    await expect(titles(page)).toHaveText(TODO_ITEMS);
  });

  test("should trim text input", async ({ page }) => {
    await newTodo(page).fill(`    ${CHEESE}    `);
    await newTodo(page).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE]);
    expect(await titles(page).first().textContent()).toBe(CHEESE);
  });

  test("should show #main and #footer when items added", async ({ page }) => {
    await newTodo(page).fill(CHEESE);
    await newTodo(page).press("Enter");
    await expect(page.locator(".main")).toBeVisible();
    await expect(page.locator(".footer")).toBeVisible();
  });
});

test.describe("Mark all as completed", () => {
  test.beforeEach(async ({ page }) => createDefaultTodos(page));

  test("should allow me to mark all items as completed", { tag: "@phone" }, async ({ page }) => {
    await toggleAll(page).check();
    await expect(items(page)).toHaveClass(["completed", "completed", "completed"]);
    await expect(checkbox(items(page)).and(page.getByRole("checkbox", { checked: true }))).toHaveCount(3);
  });

  test("should allow me to clear the complete state of all items", async ({ page }) => {
    await toggleAll(page).check();
    await expect(items(page)).toHaveClass(["completed", "completed", "completed"]);
    await toggleAll(page).uncheck();
    await expect(items(page)).toHaveClass(["", "", ""]);
  });

  test("complete all checkbox should update state when items are completed / cleared", async ({ page }) => {
    await toggleAll(page).check();
    await expect(toggleAll(page)).toBeChecked();
    const first = items(page).nth(0);
    await checkbox(first).uncheck();
    await expect(toggleAll(page)).not.toBeChecked();
    await checkbox(first).check();
    await expect(toggleAll(page)).toBeChecked();
    await clearCompleted(page).click();
    await newTodo(page).fill(CHEESE);
    await newTodo(page).press("Enter");
    await expect(toggleAll(page)).not.toBeChecked();
  });
});

test.describe("Item", () => {
  test("should allow me to mark items as complete", { tag: "@phone" }, async ({ page }) => {
    await createDefaultTodos(page);
    const [first, second] = [items(page).nth(0), items(page).nth(1)];
    await checkbox(first).check();
    await expect(first).toHaveClass("completed");
    await expect(second).not.toHaveClass("completed");
    await checkbox(second).check();
    await expect(first).toHaveClass("completed");
    await expect(second).toHaveClass("completed");
  });

  test("should allow me to un-mark items as complete", async ({ page }) => {
    await createDefaultTodos(page);
    const [first, second] = [items(page).nth(0), items(page).nth(1)];
    await checkbox(first).check();
    await expect(first).toHaveClass("completed");
    await expect(second).not.toHaveClass("completed");
    await checkbox(first).uncheck();
    await expect(first).not.toHaveClass("completed");
    await expect(second).not.toHaveClass("completed");
  });

  test("should allow me to edit an item", async ({ page }) => {
    await createDefaultTodos(page);
    const second = items(page).nth(1);
    await second.getByTestId("todo-title").dblclick();
    await expect(editor(second)).toBeFocused();
    await expect(editor(second)).toHaveValue(CAT);
    await editor(second).fill("buy some sausages");
    await editor(second).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, "buy some sausages", DOCTOR]);
  });
});

test.describe("Editing", () => {
  test.beforeEach(async ({ page }) => {
    await createDefaultTodos(page);
    await items(page).nth(1).getByTestId("todo-title").dblclick();
    await expect(items(page).nth(1)).toHaveClass("editing");
  });

  test("should hide other controls when editing", async ({ page }) => {
    const second = items(page).nth(1);
    await expect(editor(second)).toBeVisible();
    await expect(checkbox(second)).toBeHidden();
    await expect(second.getByTestId("todo-title")).toBeHidden();
  });

  test("should save edits on blur", async ({ page }) => {
    const second = items(page).nth(1);
    await editor(second).fill("buy some sausages");
    await editor(second).blur();
    await expect(titles(page)).toHaveText([CHEESE, "buy some sausages", DOCTOR]);
  });

  test("should trim entered text", async ({ page }) => {
    const second = items(page).nth(1);
    await editor(second).fill("    buy some sausages    ");
    await editor(second).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, "buy some sausages", DOCTOR]);
    expect(await titles(page).nth(1).textContent()).toBe("buy some sausages");
  });

  test("should remove the item if an empty text string was entered", async ({ page }) => {
    const second = items(page).nth(1);
    await editor(second).fill("");
    await editor(second).press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
  });

  test("should cancel edits on escape", async ({ page }) => {
    const second = items(page).nth(1);
    await editor(second).fill("buy some sausages");
    await editor(second).press("Escape");
    await expect(titles(page)).toHaveText(TODO_ITEMS);
  });
});

test.describe("Counter", () => {
  test("should display the current number of todo items", async ({ page }) => {
    await newTodo(page).fill(CHEESE);
    await newTodo(page).press("Enter");
    await expect(count(page)).toHaveText("1 item left");
    await newTodo(page).fill(CAT);
    await newTodo(page).press("Enter");
    await expect(count(page)).toHaveText("2 items left");
  });
});

test.describe("Clear completed button", () => {
  test.beforeEach(async ({ page }) => createDefaultTodos(page));

  test("should display the correct text", async ({ page }) => {
    await checkbox(items(page).nth(0)).check();
    await expect(page.locator(".clear-completed")).toHaveText("Clear completed");
    await expect(clearCompleted(page)).toBeVisible();
  });

  test("should remove completed items when clicked", async ({ page }) => {
    await checkbox(items(page).nth(1)).check();
    await clearCompleted(page).click();
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
  });

  test("should be hidden when there are no items that are completed", async ({ page }) => {
    await expect(clearCompleted(page)).toBeHidden();
    await checkbox(items(page).nth(1)).check();
    await expect(clearCompleted(page)).toBeVisible();
    await clearCompleted(page).click();
    await expect(clearCompleted(page)).toBeHidden();
  });
});

test.describe("Persistence", () => {
  test("should persist its data", async ({ page, member, anotherBrowser }) => {
    await newTodo(page).fill(CHEESE);
    await newTodo(page).press("Enter");
    await newTodo(page).fill(CAT);
    await newTodo(page).press("Enter");
    const saved = page.waitForResponse("**/rpc/todos/edit");
    await checkbox(items(page).nth(0)).check();
    await saved;

    const expectSame = async (page: Page) => {
      await expect(titles(page)).toHaveText([CHEESE, CAT]);
      await expect(items(page)).toHaveClass(["completed", ""]);
      await expect(checkbox(items(page).nth(0))).toBeChecked();
    };
    await expectSame(page);
    await page.reload();
    await expectSame(page);

    const second = await anotherBrowser();
    await signIn(second.request, member);
    const elsewhere = await second.newPage();
    await open(elsewhere, "/todos");
    await expectSame(elsewhere);
  });
});

test.describe("Routing", () => {
  test.beforeEach(async ({ page }) => createDefaultTodos(page));

  test("should allow me to display active items", { tag: "@phone" }, async ({ page }) => {
    await checkbox(items(page).nth(1)).check();
    await filterLink(page, "Active").click();
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
  });

  test("should respect the back button", async ({ page }) => {
    await checkbox(items(page).nth(1)).check();
    await filterLink(page, "All").click();
    await expect(items(page)).toHaveCount(3);
    await filterLink(page, "Active").click();
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
    await filterLink(page, "Completed").click();
    await expect(titles(page)).toHaveText([CAT]);
    await page.goBack();
    await expect(titles(page)).toHaveText([CHEESE, DOCTOR]);
    await page.goBack();
    await expect(items(page)).toHaveCount(3);
  });

  test("should allow me to display completed items", async ({ page }) => {
    await checkbox(items(page).nth(1)).check();
    await filterLink(page, "Completed").click();
    await expect(titles(page)).toHaveText([CAT]);
  });

  test("should allow me to display all items", async ({ page }) => {
    await checkbox(items(page).nth(1)).check();
    await filterLink(page, "Active").click();
    await filterLink(page, "Completed").click();
    await filterLink(page, "All").click();
    await expect(titles(page)).toHaveText(TODO_ITEMS);
  });

  test("should highlight the currently applied filter", async ({ page }) => {
    await expect(filterLink(page, "All")).toHaveClass("selected");
    await filterLink(page, "Active").click();
    await expect(filterLink(page, "Active")).toHaveClass("selected");
    await expect(filterLink(page, "All")).not.toHaveClass("selected");
    await filterLink(page, "Completed").click();
    await expect(filterLink(page, "Completed")).toHaveClass("selected");
    await expect(filterLink(page, "Active")).not.toHaveClass("selected");
  });
});
