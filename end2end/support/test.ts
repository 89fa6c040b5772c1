// The `test` of all specs: it watches the browser and knows how to make a person.

import { randomUUID } from "node:crypto";

import { type APIRequestContext, type BrowserContext, type BrowserContextOptions, type Page, test as base, expect } from "@playwright/test";

import { Faults } from "./faults.ts";

export { expect };

export interface Person {
  name: string;
  email: string;
  password: string;
}

interface Fixtures {
  /** Everything the browser complained about; what is not allowed fails the test. */
  faults: Faults;
  /** A fresh person who is signed in where `page` is. */
  member: Person;
  /** Another browser, watched in the same way. */
  anotherBrowser: (options?: BrowserContextOptions) => Promise<BrowserContext>;
}

export const test = base.extend<Fixtures>({
  faults: [
    async ({ context, javaScriptEnabled }, use) => {
      const faults = new Faults();
      // Where no script may run, Chromium calls that a policy, and misses a use for what was preloaded.
      if (!javaScriptEnabled) faults.allow(/^request failed: GET .*\.js csp$/, /preloaded using link preload but not used/);
      await faults.watch(context);
      await use(faults);
      expect(faults.unexpected, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],
  member: async ({ context }, use) => use(await signUp(context.request)),
  anotherBrowser: async ({ browser, faults, contextOptions }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...contextOptions, ...options });
      opened.push(context);
      await faults.watch(context);
      return context;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

export const PASSWORD = "plum-harbour-tango-42";

/** Somebody nobody else is. */
export function stranger(name = "Ada Lovelace"): Person {
  return { name, email: `ada-${randomUUID()}@example.com`, password: PASSWORD };
}

/** Opens the account's menu, which needs no script. */
export const openMenu = (page: Page) => page.locator(".account-menu:not([open]) summary").click();

/** Out by the account's menu. */
export async function signOut(page: Page) {
  await openMenu(page);
  await page.getByRole("banner").getByRole("button", { name: "Sign out", exact: true }).click();
}

/** What a browser says of a request that comes from our own page. */
export const SAME_ORIGIN = { "Sec-Fetch-Site": "same-origin" };

/** Sends the sign-up form; the browser behind `request` is signed in afterwards. */
export async function signUp(request: APIRequestContext, person = stranger()): Promise<Person> {
  const answer = await request.post("/sign-up", { form: { ...person }, headers: SAME_ORIGIN, maxRedirects: 0 });
  expect(answer.status(), "sign-up is accepted").toBe(303);
  return person;
}

/** Sends the sign-in form; the browser behind `request` is signed in afterwards. */
export async function signIn(request: APIRequestContext, { email, password }: Person) {
  const answer = await request.post("/sign-in", { form: { email, password, remember: "on" }, headers: SAME_ORIGIN, maxRedirects: 0 });
  expect(answer.status(), "sign-in is accepted").toBe(303);
}

/** Waits until the page is interactive. */
export async function hydrated(page: Page) {
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "", { timeout: 15_000 });
}

/** Takes the session away. A page that finds itself signed out loads anew, which must not meet what comes next. */
export async function forgetSession(page: Page) {
  await page.goto("about:blank");
  await page.context().clearCookies();
}

/** Opens an address and waits until the page is interactive. */
export async function open(page: Page, path: string) {
  const response = await page.goto(path);
  await hydrated(page);
  return response;
}

/** Opens an address, in a browser with or without scripts, and waits until the page can be used. */
export async function visit(page: Page, path: string) {
  const response = await page.goto(path);
  await ready(page);
  return response;
}

/** Waits until the page can be used: with scripts, until it is interactive. */
export async function ready(page: Page) {
  if (test.info().project.name !== "no-script") await hydrated(page);
}

/** Where the page is, without the origin. */
export function pathOf(page: Page) {
  const url = new URL(page.url());
  return url.pathname + url.search;
}
