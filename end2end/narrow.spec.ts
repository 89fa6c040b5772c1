// The settings on the narrowest screen, with names and addresses as long as they get, and with text twice as large.

import { randomUUID } from "node:crypto";

import type { Page } from "@playwright/test";

import { expect, open, signUp, stranger, test } from "./support/test.ts";
import { seed } from "./support/todos.ts";

const PAGES = ["", "/profile", "/email", "/password", "/two-step", "/passkeys", "/sessions", "/activity", "/data", "/delete", "/confirm"];

/** Somebody with a name of a hundred letters and an address of 66, neither of which has a place to break. */
function longStranger() {
  const local = `${randomUUID().replaceAll("-", "")}${"x".repeat(22)}`;
  return { ...stranger("W".repeat(100)), email: `${local}@example.com` };
}

/** How far a page reaches beyond the screen. */
const beyond = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const scale of [1, 2]) {
  test(`nothing in the settings is wider than the screen, with text at ${scale * 100} %`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await signUp(page.request, longStranger());
    for (const path of PAGES) {
      await open(page, `/settings${path}`);
      // What a browser does where somebody has asked for larger text.
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), `${scale * 100}%`);
      expect(await beyond(page), `/settings${path}`).toBeLessThanOrEqual(0);
    }
  });
}

for (const scale of [1, 2]) {
  test(`nothing of the todos is wider than the screen, with text at ${scale * 100} %`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await signUp(page.request, longStranger());
    const title = "W".repeat(500);
    const [id] = await seed(page.request, [title, "short"]);
    await page.goto("/lists/new");
    await page.getByLabel("Name").fill("W".repeat(100));
    await page.getByRole("button", { name: "Make the list" }).click();
    await expect(page.getByRole("link", { name: "Edit list" })).toBeVisible();
    const list = new URL(page.url()).pathname;
    for (const path of ["/todos", "/todos?edit=" + id, `/todos/${id}`, list, `${list}/edit`, "/lists/new", "/todos/today", "/todos/upcoming", "/todos/completed", "/todos/trash", "/search", "/search?q=ww"]) {
      await page.goto(path);
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), `${scale * 100}%`);
      expect(await beyond(page), path).toBeLessThanOrEqual(0);
    }
  });
}
