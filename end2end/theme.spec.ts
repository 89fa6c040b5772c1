// System, light and dark: right from the first bytes, and remembered.

import type { Page } from "@playwright/test";

import { expect, hydrated, open, test } from "./support/test.ts";
import { hold } from "./support/todos.ts";

const LIGHT = "rgb(247, 247, 248)";
const DARK = "rgb(14, 14, 18)";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const canvas = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test("nobody who has not chosen is asked: the page follows the device", { tag: "@phone" }, async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const html = await (await open(page, "/"))?.text();
  expect(html).toContain('<html lang="en" data-theme="system">');
  await expect(button(page, "System")).toHaveAttribute("aria-pressed", "true");
  expect(await canvas(page)).toBe(DARK);
  await page.emulateMedia({ colorScheme: "light" });
  expect(await canvas(page)).toBe(LIGHT);
});

for (const { choice, device, colour } of [
  { choice: "Dark", device: "light", colour: DARK },
  { choice: "Light", device: "dark", colour: LIGHT },
] as const) {
  test(`${choice} applies at once, survives a reload, and does not follow a ${device} device`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: device });
    await open(page, "/");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await button(page, choice).click();
    expect(await canvas(page)).toBe(colour);
    await expect(button(page, choice)).toHaveAttribute("aria-pressed", "true");
    await expect(button(page, "System")).toHaveAttribute("aria-pressed", "false");
    expect(asked, "nothing is loaded for it").toEqual([]);

    const html = await (await page.reload())?.text();
    expect(html).toContain(`<html lang="en" data-theme="${choice.toLowerCase()}">`);
    expect(await canvas(page)).toBe(colour);
    await hydrated(page);
    expect(await canvas(page)).toBe(colour);
    await expect(button(page, choice)).toHaveAttribute("aria-pressed", "true");
  });
}

test("the first paint has the chosen colours, whatever the device and however late the WASM", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/");
  await button(page, "Dark").click();
  // Every colour the canvas has from the first moment on.
  await page.addInitScript(() => {
    const colours = new Set<string>();
    Object.assign(window, { colours });
    const look = () => {
      if (document.body && document.styleSheets.length > 0) colours.add(getComputedStyle(document.documentElement).backgroundColor);
      requestAnimationFrame(look);
    };
    look();
  });
  const wasm = await hold(page, /\.wasm(\?|$)/);
  await page.goto("/sign-in", { waitUntil: "commit" });
  await wasm.caught();
  await expect(button(page, "Dark")).toHaveAttribute("aria-pressed", "true");
  await wasm.release();
  await hydrated(page);
  expect(await page.evaluate(() => [...(window as unknown as { colours: Set<string> }).colours])).toEqual([DARK]);
});

test("System takes the choice back", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/");
  await button(page, "Dark").click();
  await button(page, "System").click();
  expect(await canvas(page)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await canvas(page)).toBe(DARK);
  const html = await (await page.reload())?.text();
  expect(html).toContain('data-theme="system"');
});

test("the choice holds on every page and while signed in", async ({ page, member }) => {
  await open(page, "/todos");
  await expect(page.getByRole("banner")).toContainText(member.name);
  await button(page, "Dark").click();
  for (const path of ["/", "/todos", "/todos?filter=active"]) {
    await open(page, path);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  }
  const cookie = (await page.context().cookies()).find(({ name }) => name === "theme");
  expect(cookie).toMatchObject({ value: "dark", sameSite: "Lax", path: "/" });
  expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000 + 300 * 24 * 3600);
});

test("a cookie somebody made up changes nothing", async ({ page, baseURL }) => {
  for (const value of ["purple", '"><script>window.__pwn=1</script>', "DARK"]) {
    await page.context().addCookies([{ name: "theme", value: encodeURIComponent(value), url: baseURL ?? "" }]);
    const html = await (await open(page, "/"))?.text();
    expect(html).toContain('<html lang="en" data-theme="system">');
  }
});

test("form controls and scroll bars follow the theme", async ({ page }) => {
  await open(page, "/sign-in");
  await button(page, "Dark").click();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
  await button(page, "Light").click();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("light");
});
