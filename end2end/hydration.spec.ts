// The page comes alive whatever else has been at it: extensions, translators and proxies change pages before the
// program arrives, while it starts, and afterwards.

import type { Page } from "@playwright/test";

import { expect, hydrated, open, signUp, test } from "./support/test.ts";
import { CAT, CHEESE, DOCTOR, add, checkbox, count, expectSameAsServer, filterLink, hold, item, newTodo, seed, titles } from "./support/todos.ts";

const WASM = /\.wasm(\?|$)/;

/** What somebody does to a page, by what it stands for. Each runs in the page and names nothing outside of itself. */
const CHANGES: Record<string, () => void> = {
  "an extension puts its element before everything": () => document.body.prepend(document.createElement("div")),
  "an extension puts its element after everything": () => document.body.append(document.createElement("grammarly-extension")),
  "a text before everything": () => document.body.prepend("hello"),
  "a comment before everything": () => document.body.prepend(document.createComment("hello")),
  "elements in the head": () => document.head.append(document.createElement("meta"), document.createElement("meta")),
  "classes and attributes on the document": () => {
    document.documentElement.classList.add("translated-ltr");
    document.documentElement.lang = "de";
    document.body.dataset.extension = "1";
  },
  "an element as the first of ours": () => document.querySelector("main")?.prepend(document.createElement("div")),
  "an element as the last of ours": () => document.querySelector("main")?.append(document.createElement("div")),
  "a text as the first of ours": () => document.querySelector("main")?.prepend(" "),
  "an element at the top of the page": () => document.querySelector("main")?.prepend(document.createElement("aside")),
  "a password manager's button in each form": () => {
    for (const input of document.querySelectorAll("input")) input.after(document.createElement("span"));
  },
  "a password manager's attributes on each field": () => {
    for (const input of document.querySelectorAll("input")) input.setAttribute("data-lastpass-icon-root", "true");
  },
  "an element in each row": () => {
    for (const row of document.querySelectorAll("li")) row.prepend(document.createElement("b"));
  },
  "an element between rows": () => document.querySelector(".todo-list li")?.after(document.createElement("li")),
  "every text in elements of a translator": () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Node[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      text.parentNode?.replaceChild(outer, text);
      outer.append(inner);
      inner.append(text);
    }
  },
  "every text in a span": () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Node[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const span = document.createElement("span");
      text.parentNode?.replaceChild(span, text);
      span.append(text);
    }
  },
  "comments taken out by a proxy": () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
    const comments: ChildNode[] = [];
    while (walker.nextNode()) comments.push(walker.currentNode as ChildNode);
    for (const comment of comments) comment.remove();
  },
  "comments put in": () => {
    for (const element of document.querySelectorAll("main *")) element.prepend(document.createComment("proxy"));
  },
  "space put between elements": () => {
    for (const element of document.querySelectorAll("main div, main section, main form, main ul")) element.prepend("\n");
  },
  "texts run together": () => document.body.normalize(),
  "an element taken out": () => document.querySelector(".keys")?.remove(),
  "a row taken out": () => document.querySelector(".todo-list li")?.remove(),
  "everything wrapped": () => {
    const wrapper = document.createElement("div");
    wrapper.append(...document.body.childNodes);
    document.body.append(wrapper);
  },
};

/** Opens the list, changes it while the program is on its way, and lets that come. */
async function changedBefore(page: Page, change: () => void) {
  const wasm = await hold(page, WASM);
  await page.goto("/todos", { waitUntil: "commit" });
  await expect(page.getByRole("contentinfo")).toBeVisible();
  await wasm.caught();
  await page.evaluate(change);
  await wasm.release();
  await hydrated(page);
}

for (const path of ["/sign-in", "/sign-up", "/todos"]) {
  test(`${path} as the server rendered it is hydrated and not drawn anew`, async ({ page, context }) => {
    if (path === "/todos") {
      await signUp(context.request);
      await seed(page.request, [CHEESE, CAT], (at) => at === 0);
    }
    const wasm = await hold(page, WASM);
    await page.goto(path, { waitUntil: "commit" });
    await expect(page.getByRole("contentinfo")).toBeVisible();
    await wasm.caught();
    await page.evaluate(() => {
      for (const element of document.querySelectorAll("main *")) Object.assign(element, { isOfServer: true });
    });
    await wasm.release();
    await hydrated(page);
    const drawnAnew = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((element) => !("isOfServer" in element)).length);
    expect(drawnAnew).toBe(0);
  });
}

/** Adds, ticks, filters and counts. */
async function expectAlive(page: Page) {
  await add(page, DOCTOR);
  await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
  await checkbox(item(page, CHEESE)).click();
  await expect(checkbox(item(page, CHEESE))).toBeChecked();
  await expect(count(page)).toHaveText("2 items left");
  await filterLink(page, "Completed").click();
  await expect(titles(page)).toHaveText([CHEESE]);
  await filterLink(page, "All").click();
  await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
  await expectSameAsServer(page);
}

test.describe("before the program arrives:", () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    test(what, async ({ page, member: _ }) => {
      await seed(page.request, [CHEESE, CAT]);
      await changedBefore(page, change);
      await expectAlive(page);
    });
  }

  test("what was typed into a page that is drawn anew is still there", async ({ page, member: _ }) => {
    await seed(page.request, [CHEESE, CAT]);
    await changedBefore(page, () => {
      const field = document.querySelector<HTMLInputElement>(".new-todo");
      if (field) field.value = "call grandma";
      document.querySelector("main")?.prepend(document.createElement("div"));
    });
    await expect(newTodo(page)).toHaveValue("call grandma");
  });
});

test.describe("afterwards:", () => {
  for (const what of ["an extension puts its element before everything", "classes and attributes on the document", "a password manager's attributes on each field", "every text in elements of a translator", "every text in a span"]) {
    test(what, async ({ page, member: _ }) => {
      await seed(page.request, [CHEESE, CAT]);
      await open(page, "/todos");
      await page.evaluate(CHANGES[what] ?? (() => {}));
      await expectAlive(page);
    });
  }
});

test("a program that panics leaves a page that works by itself, and says where it was", async ({ page, member: _, faults }) => {
  faults.allow(/RuntimeError: unreachable/, /unreachable/);
  await seed(page.request, [CHEESE, CAT]);
  const reported = page.waitForRequest("/client-errors");
  await open(page, "/todos");
  // A new todo is given an id of random bytes, without which there is no going on.
  await page.evaluate(() => {
    Crypto.prototype.getRandomValues = () => {
      throw new Error("an extension has replaced this");
    };
  });
  await newTodo(page).fill(DOCTOR);
  await newTodo(page).press("Enter");
  const report = (await reported).postData() ?? "";
  expect(report).toMatch(/^\d+\.\d+\.\d+ \/todos \S+:\d+:\d+/);
  expect(report).not.toContain(DOCTOR);
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  await page.getByRole("link", { name: "Completed" }).click();
  await expect(page).toHaveURL("/todos?filter=completed");
});
