// The todo list from both sides: what the page shows and what the server holds.

import { randomUUID } from "node:crypto";

import type { APIRequestContext, Locator, Page, Route } from "@playwright/test";

import { SAME_ORIGIN, expect } from "./test.ts";

export const [CHEESE, CAT, DOCTOR] = ["buy some cheese", "feed the cat", "book a doctors appointment"] as const;

export interface StoredTodo {
  id: string;
  title: string;
  completed: boolean;
}

export const newTodo = (page: Page) => page.getByPlaceholder("What needs to be done?");
export const items = (page: Page) => page.getByTestId("todo-item");
export const titles = (page: Page) => page.getByTestId("todo-title");
export const count = (page: Page) => page.getByTestId("todo-count");
export const toggleAll = (page: Page) => page.getByLabel("Mark all as complete");
export const clearCompleted = (page: Page) => page.getByRole("button", { name: "Clear completed" });
export const filterLink = (page: Page, name: "All" | "Active" | "Completed") => page.getByRole("link", { name, exact: true });
export const notice = (page: Page) => page.getByTestId("notice");
export const checkbox = (item: Locator) => item.getByRole("checkbox");
export const editor = (item: Locator) => item.getByRole("textbox", { name: "Edit" });
export const item = (page: Page, title: string) => items(page).filter({ has: page.getByTestId("todo-title").getByText(title, { exact: true }) });

/** Types todos as a person does. */
export async function add(page: Page, ...all: string[]) {
  for (const title of all) {
    await newTodo(page).fill(title);
    await newTodo(page).press("Enter");
  }
}

/** Puts todos on the server without a page, in this order. */
export async function seed(request: APIRequestContext, all: Iterable<string>, completed: (at: number) => boolean = () => false) {
  const ids: string[] = [];
  for (const title of all) {
    const id = randomUUID();
    await call(request, "todos/add", { id, title });
    if (completed(ids.length)) await call(request, "todos/edit", { id, completed: true });
    ids.push(id);
  }
  return ids;
}

/** A server function as a page calls it. Its answer is encoded for the page alone, so only the status counts. */
export async function call(request: APIRequestContext, name: string, data: object) {
  const answer = await request.post(`/rpc/${name}`, { data, headers: SAME_ORIGIN });
  expect(answer.status(), `${name} is accepted`).toBe(200);
}

const ROW = /<li data-testid="todo-item" id="todo-([0-9a-f-]{36})".*?role="checkbox"[^>]* aria-checked="(true|false)".*?data-testid="todo-title"[^>]*>([^<]*)</gs;
const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'", "&#x27;": "'" };

/** What the server holds, the last hundred todos, as a page without a script would show it. */
export async function stored(request: APIRequestContext): Promise<StoredTodo[]> {
  const answer = await request.get("/todos", { maxRedirects: 0 });
  expect(answer.status(), "the list is there").toBe(200);
  return [...(await answer.text()).matchAll(ROW)].map(([, id = "", checked, title = ""]) => ({
    id,
    completed: checked === "true",
    title: title.replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity),
  }));
}

/** What the page shows, in the same form. */
export async function shown(page: Page): Promise<Omit<StoredTodo, "id">[]> {
  return items(page).evaluateAll((rows) =>
    rows.map((row) => ({
      title: row.querySelector("[data-testid=todo-title]")?.textContent ?? "",
      completed: row.querySelector("[role=checkbox]")?.getAttribute("aria-checked") === "true",
    })),
  );
}

/** Waits until the page shows exactly what the server holds, and the count agrees. */
export async function expectSameAsServer(page: Page) {
  await expect
    .poll(async () => {
      const server = (await stored(page.context().request)).map(({ title, completed }) => ({ title, completed }));
      const page_ = await shown(page);
      return JSON.stringify(page_) === JSON.stringify(server) ? "the same" : { page: page_, server };
    })
    .toBe("the same");
  const active = (await stored(page.context().request)).filter((todo) => !todo.completed).length;
  const counted = count(page).locator("strong");
  if (await counted.isVisible()) await expect(counted).toHaveText(String(active));
}

/** Keeps requests from reaching the server until they are let go. */
export async function hold(page: Page, url: string | RegExp) {
  const held: Route[] = [];
  let isOpen = false;
  let announce = () => {};
  await page.route(url, async (route) => {
    if (isOpen) return route.continue();
    held.push(route);
    announce();
  });
  return {
    get size() {
      return held.length;
    },
    /** Resolves when a request waits. */
    async caught() {
      if (held.length === 0) await new Promise<void>((resolve) => (announce = resolve));
    },
    /** Lets go what waits, or loses it; whatever comes later passes. */
    async release(how: "continue" | "abort" = "continue") {
      isOpen = true;
      await Promise.all(held.splice(0).map((route) => (how === "abort" ? route.abort("failed") : route.continue())));
    },
  };
}

/** Counts calls of a server function. */
export function countCalls(page: Page, name: string) {
  let calls = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === `/rpc/${name}`) calls += 1;
  });
  return () => calls;
}
