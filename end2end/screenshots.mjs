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

const LISTS = [
  ["Home", "green"],
  ["Work", "blue"],
];

const PAGES = {
  landing: (page) => open(page, "/"),
  "sign-in": (page) => open(page, "/sign-in"),
  async "sign-in-error"(page) {
    await open(page, "/sign-in");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("not my password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
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
  async "todos-one"(page) {
    await signUp(page);
    await open(page, `/todos/${(await addTodos(page))[1]}`);
    await page.getByLabel("Notes").fill("By way of Milan, with a seat at the window.\nhttps://www.example.com/trains");
  },
  "forgot-password": (page) => open(page, "/forgot-password"),
  async "check-mail"(page) {
    await open(page, "/forgot-password");
    await page.getByLabel("E-mail").fill("ada@gmail.com");
    await page.getByRole("button", { name: "Send a link" }).click();
    await page.locator("html[data-hydrated]").waitFor();
  },
  async "reset-password"(page) {
    const { email } = await signUp(page);
    await post(page, "/forgot-password", { form: { intent: "send", email }, maxRedirects: 0 });
    await open(page, await linkIn(page, email, "Reset your password"));
  },
  "settings-profile": (page) => settings(page, "/settings/profile"),
  "settings-email": (page) => settings(page, "/settings/email"),
  "settings-password": (page) => settings(page, "/settings/password"),
  "settings-two-step": (page) => settings(page, "/settings/two-step"),
  "settings-passkeys": (page) => settings(page, "/settings/passkeys"),
  "settings-sessions": (page) => settings(page, "/settings/sessions"),
  "settings-activity": (page) => settings(page, "/settings/activity"),
  "settings-data": (page) => settings(page, "/settings/data"),
  "settings-delete": (page) => settings(page, "/settings/delete"),
  "settings-confirm": (page) => settings(page, "/settings/confirm"),
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
  const person = { name: "Ada Lovelace", email: `ada-${randomUUID().slice(0, 8)}@example.com`, password: "plum-harbour-tango-42" };
  await post(page, "/sign-up", { form: person, maxRedirects: 0 });
  return person;
}

async function settings(page, path) {
  await signUp(page);
  await open(page, path);
}

/** The link in the email with this subject; it is written after the answer, so it may take a moment. */
async function linkIn(page, email, subject) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const list = await (await page.request.get("/dev/mail")).text();
    const row = list.split('class="row-item"').find((row) => row.includes(email) && row.includes(subject));
    const id = row?.match(/\/dev\/mail\/([0-9a-f-]+)/)?.[1];
    if (id) {
      const mail = await (await page.request.get(`/dev/mail/${id}`)).text();
      return mail.match(/https?:\/\/[^"<]+token=[^"<]+/)[0].replaceAll("&amp;", "&");
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no email to ${email} about ${subject}`);
}

/** Two lists beside the inbox, and the todos in that; tells their ids. */
async function addTodos(page) {
  for (const [name, colour] of LISTS) await post(page, "/lists/new", { form: { intent: "create", name, colour }, maxRedirects: 0 });
  // The page says that they were made, once.
  await page.request.get("/todos");
  const ids = [];
  for (const [title, completed] of TODOS) {
    const id = randomUUID();
    await post(page, "/rpc/todos/add", { data: { id, title } });
    if (completed) await post(page, "/rpc/todos/edit", { data: { id, completed } });
    ids.push(id);
  }
  return ids;
}

async function post(page, path, options) {
  const answer = await page.request.post(path, { headers: { "Sec-Fetch-Site": "same-origin" }, ...options });
  if (answer.status() >= 400) throw new Error(`${path} answers ${answer.status()}`);
}
