// The settings as people use them: the same steps with and without JavaScript.

import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";

import { type Person, expect, signIn } from "./test.ts";

export const NEW_PASSWORD = "a heron reads the weather";

export const notice = (page: Page) => page.getByRole("status").filter({ hasText: /\w/ });
export const row = (page: Page, device: string | RegExp) => page.getByRole("listitem").filter({ hasText: device }).filter({ has: page.locator(".row-detail") });
export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

/** Signs in where nobody is; what else that browser does is up to the test. */
export async function alsoSignedIn(context: BrowserContext, person: Person): Promise<APIRequestContext> {
  await signIn(context.request, person);
  return context.request;
}

/** Whether a browser is let in at its next request. */
export async function isSignedIn(request: APIRequestContext) {
  const answer = await request.get("/todos", { maxRedirects: 0 });
  expect([200, 303]).toContain(answer.status());
  return answer.status() === 200;
}

/** Fills in and sends the form for another password. */
export async function changePassword(page: Page, current: string, password: string) {
  await page.getByLabel("Current password", { exact: true }).fill(current);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await button(page, "Change password").click();
}
