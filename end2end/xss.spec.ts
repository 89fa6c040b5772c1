// Text stays text: whatever a person or an address says, nothing of it becomes part of the page.
//
// That the content security policy would stop a script is not enough: a violation is a fault like any other here (see
// `support/faults.ts`), so a test fails when something gets as far as being stopped.

import type { Page } from "@playwright/test";

import { PAYLOADS, payloadsUpTo } from "./support/payloads.ts";
import { expect, forgetSession, hydrated, open, signUp, stranger, test } from "./support/test.ts";
import { add, filterLink, items, seed, titles } from "./support/todos.ts";

/** `Node.TEXT_NODE`, which only a browser knows by name. */
const TEXT_NODE = 3;
const SIZE = 50;
const PARTS = Array.from({ length: Math.ceil(PAYLOADS.length / SIZE) }, (_, at) => PAYLOADS.slice(at * SIZE, (at + 1) * SIZE));

// Hundreds of pages would make traces of hundreds of megabytes.
test.use({ trace: "off" });

test.beforeEach(({ page }) => watch(page));

/** Whoever sets `__pwn` is caught, also when the page goes away right after. */
async function watch(page: Page) {
  await page.addInitScript(() => {
    Object.defineProperty(window, "__pwn", {
      set: () => console.error(`__pwn was set at ${location.href}`),
      get: () => undefined,
    });
    addEventListener("message", (event) => console.error(`a message came: ${String(event.data)}`));
  });
}

/** A name as it is kept: without what nobody sees, and on one line. */
const asName = (text: string) =>
  text
    .replace(/[\u00ad\u034f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, "")
    .replace(/[\u2028\u2029]/gu, " ")
    .trim();

/** The page's title is one piece of text, and the page has no elements but those it always has. */
async function expectOnlyText(page: Page, what: string) {
  const found = await page.evaluate(() => ({
    titles: document.querySelectorAll("title").length,
    titleNodes: [...(document.querySelector("title")?.childNodes ?? [])].map((node) => node.nodeType),
    foreign: document.querySelectorAll(
      "img, image, iframe, object, embed, video, audio, base, form[action*=evil], a[href*=evil], a[href^=javascript], style, template, math, svg :not(path), svg:not(.icon), body meta, body link, body script:not([nonce]), dialog, details:not(.account-menu), marquee, textarea, select",
    ).length,
    handlers: [...document.querySelectorAll("*")].filter((element) => [...element.attributes].some(({ name }) => name.startsWith("on"))).length,
  }));
  expect(found, what).toEqual({ titles: 1, titleNodes: [TEXT_NODE], foreign: 0, handlers: 0 });
}

test("there are enough payloads, and no two are the same", () => {
  expect(PAYLOADS.filter((payload, at) => PAYLOADS.indexOf(payload) !== at)).toEqual([]);
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(150);
});

PARTS.forEach((part, at) => {
  test.describe(`payloads ${at * SIZE + 1} to ${at * SIZE + part.length}`, () => {
    test("are plain text as todos: from the server, in the live page, and under filters", async ({ page, member }) => {
      await seed(page.request, part, (index) => index % 2 === 0);
      const texts = () => titles(page).evaluateAll((all) => all.map((title) => ({ text: title.textContent, nodes: [...title.childNodes].filter((node) => node.nodeType !== Node.COMMENT_NODE).length, elements: title.childElementCount })));
      const expected = (all: readonly string[]) => all.map((text) => ({ text, nodes: 1, elements: 0 }));
      const [even, odd] = [0, 1].map((rest) => part.filter((_, index) => index % 2 === rest));

      await page.goto("/todos", { waitUntil: "commit" });
      await expect(page.getByRole("contentinfo")).toBeVisible();
      expect(await texts()).toEqual(expected(part));
      await hydrated(page);
      expect(await texts()).toEqual(expected(part));
      await expectOnlyText(page, "after hydration");

      await filterLink(page, "Active").click();
      await expect(items(page)).toHaveCount(odd?.length ?? 0);
      expect(await texts()).toEqual(expected(odd ?? []));
      await filterLink(page, "Completed").click();
      await expect(items(page)).toHaveCount(even?.length ?? 0);
      expect(await texts()).toEqual(expected(even ?? []));
      await expectOnlyText(page, "after filtering");
      await expect(page.getByRole("banner")).toContainText(member.name);
    });

    test("are plain text when they are typed and edited", async ({ page, member }) => {
      expect(member.name).toBeTruthy();
      await open(page, "/todos");
      await add(page, ...part);
      await expect(items(page)).toHaveCount(part.length);
      expect(await titles(page).allTextContents()).toEqual(part);
      await expectOnlyText(page, "after adding");
      const field = page.getByRole("textbox", { name: "Edit" });
      for (const [index, payload] of part.entries()) {
        if (index % 5 !== 0) continue;
        await titles(page).nth(index).dblclick();
        await expect(field).toHaveValue(payload);
        await field.press("Escape");
      }
    });

    test("are plain text in names and addresses", async ({ page, anotherBrowser }) => {
      // Fifty accounts and a hundred and fifty pages, of which each comes alive.
      test.setTimeout(300_000);
      const guest = await (await anotherBrowser()).newPage();
      await watch(guest);
      for (const payload of part) await Promise.all([asGuest(guest, payload), asMember(page, payload)]);
    });
  });
});

async function asGuest(page: Page, payload: string) {
  await open(page, `/sign-in?next=${encodeURIComponent(payload)}`);
  expect(await page.locator("main form").getAttribute("action")).toBe("/sign-in");
  await expectOnlyText(page, `/sign-in?next=${payload}`);
}

async function asMember(page: Page, payload: string) {
  const text = encodeURIComponent(payload);
  const called = [...payload].slice(0, 100).join("").trim();
  await forgetSession(page);
  await signUp(page.request, stranger(called));
  await open(page, `/?add=${text}`);
  const name = page.locator(".member-name");
  expect(await name.evaluate((element) => [element.textContent, element.childElementCount])).toEqual([asName(called), 0]);
  const added = page.locator(".demo-list li:nth-child(4) .demo-title");
  // What happens to percent signs is a test of its own.
  if (!payload.includes("%")) expect(await added.textContent()).toBe(called);
  expect(await added.evaluate((element) => element.childElementCount)).toBe(0);
  await expectOnlyText(page, `/?add=${payload}`);

  await open(page, `/todos?filter=${text}&edit=${text}&before=${text}`);
  await expectOnlyText(page, `/todos?filter=${payload}`);
}

test("what a refused form gives back is plain text", async ({ page, faults }) => {
  test.slow();
  faults.allowStatus(422, 401, 404);
  for (const payload of payloadsUpTo(100).filter((_, at) => at % 4 === 0)) {
    // As a browser sends it before the page is interactive.
    await open(page, "/sign-up");
    await page.evaluate((text) => {
      const form = document.querySelector<HTMLFormElement>("main form");
      for (const name of ["name", "email"]) (form?.elements.namedItem(name) as HTMLInputElement).value = text;
      HTMLFormElement.prototype.submit.call(form);
    }, payload);
    await expect(page.locator(".form-alert")).toBeVisible();
    await hydrated(page);
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue(payload);
    await expectOnlyText(page, payload);
  }
});

test("a page that does not exist repeats nothing of its address", async ({ page, faults }) => {
  faults.allowStatus(404, 400);
  for (const payload of PAYLOADS.filter((_, at) => at % 5 === 0)) {
    await page.goto(`/x/${encodeURIComponent(payload)}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectOnlyText(page, payload);
  }
});
