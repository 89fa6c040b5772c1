// Photographs every page, light and dark, on a desktop and on a phone, into docs/screenshots.
//
// `cargo xtask screenshots` starts the release binary on an empty database and calls this with BASE_URL and CHROMIUM_PATH;
// another folder can be named as an argument. The content is the same every time, so that a file changes only when a page does.

import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { chromium } from "@playwright/test";

import { withPalette } from "./support/png.mjs";

const base = process.env.BASE_URL ?? "http://localhost:3000";
const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../docs/screenshots"));

const SCREENS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

const TODOS = [
  ["Water the plants", true],
  ["Book the train to Turin", false],
  ["Call grandma back", false],
  ["Return the library books", true],
  ["Read “Notes on the Analytical Engine”", false],
  ["Buy oat milk, lemons and bread", false],
];

const PAGES = {
  landing: (page) => open(page, "/"),
  "sign-in": (page) => open(page, "/sign-in"),
  async "sign-in-error"(page) {
    await open(page, "/sign-in");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("not my password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator(".form-alert").waitFor();
  },
  async "sign-up"(page) {
    await open(page, "/sign-up");
    await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("plum-harbour-tango-42");
    await page.locator(".strength[data-level='3']").waitFor();
  },
  async "todos-empty"(page) {
    await signUp(page);
    await open(page, "/todos");
  },
  async todos(page) {
    await signUp(page);
    await addTodos(page);
    await open(page, "/todos");
  },
  async "todos-editing"(page) {
    await signUp(page);
    await addTodos(page);
    await open(page, "/todos");
    await page.getByRole("link", { name: "Edit Call grandma back" }).click();
    await page.getByRole("textbox", { name: "Edit" }).fill("Call grandma back about the recipe");
  },
  "not-found": (page) => open(page, "/no/such/page"),
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  await mkdir(folder, { recursive: true });
  let bytes = 0;
  for (const [screen, device] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      for (const [name, reach] of Object.entries(PAGES)) {
        const picture = await photograph(reach, { ...device, colorScheme });
        await writeFile(join(folder, `${name}-${colorScheme}-${screen}.png`), picture);
        bytes += picture.length;
      }
    }
  }
  console.log(`${Object.keys(PAGES).length * 4} pictures, ${Math.round(bytes / 1000)} KB, in ${folder}`);
} finally {
  await browser.close();
}

async function photograph(reach, options) {
  // Playwright hides the cursor with a style element, which the pages' own policy would refuse.
  const context = await browser.newContext({ baseURL: base, reducedMotion: "reduce", bypassCSP: true, ...options });
  try {
    const page = await context.newPage();
    await reach(page);
    return withPalette(await page.screenshot({ animations: "disabled", caret: "hide" }));
  } finally {
    await context.close();
  }
}

async function open(page, path) {
  await page.goto(path);
  await page.locator("html[data-hydrated]").waitFor();
}

async function signUp(page) {
  await post(page, "/sign-up", { form: { name: "Ada Lovelace", email: `ada-${randomUUID()}@example.com`, password: "plum-harbour-tango-42" }, maxRedirects: 0 });
}

async function addTodos(page) {
  for (const [title, completed] of TODOS) {
    const id = randomUUID();
    await post(page, "/rpc/todos/add", { data: { id, title } });
    if (completed) await post(page, "/rpc/todos/edit", { data: { id, completed } });
  }
}

async function post(page, path, options) {
  const answer = await page.request.post(path, { headers: { "Sec-Fetch-Site": "same-origin" }, ...options });
  if (answer.status() >= 400) throw new Error(`${path} answers ${answer.status()}`);
}
