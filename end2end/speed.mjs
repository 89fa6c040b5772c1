// Measures how long a cold browser takes until a page is painted, until it can be used, and until an added todo shows.
//
// `cargo xtask bench browser` calls this with BASE_URL, CHROMIUM_PATH and the number of rounds, and reads the rows from
// standard output. All times are the page's own, from the start of its navigation. What the browser needs for the same
// page without its program is the reference: it is measured in turn with it.

import { randomUUID } from "node:crypto";

import { chromium } from "@playwright/test";

const PAGES = ["/sign-in", "/todos"];
const TODOS = 20;
const PATIENCE = 60_000;

/** How many times slower the processor is made, and after how many milliseconds a page must be interactive then. */
const PACES = [
  { slower: 1, bar: 250 },
  { slower: 4, bar: 920 },
];

/** How many todos are in the list when one is added, and how often that is done. */
const LISTS = [20, 300];
const ADDITIONS = 15;

const base = process.env.BASE_URL ?? "http://localhost:3000";
/** Another build of Latchkey, measured in turn with this one. */
const before = process.env.BEFORE_URL;
const rounds = Number(process.argv[2] ?? 5);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH });
try {
  const rows = [];
  const signedIn = await signUp(base, TODOS);
  const signedInBefore = before && (await signUp(before, TODOS));
  for (const { slower, bar } of PACES) {
    for (const path of PAGES) {
      const isOfMember = path === "/todos";
      const ours = { baseURL: base, storageState: isOfMember ? signedIn : undefined };
      const theirs = before && { baseURL: before, storageState: isOfMember ? signedInBefore : undefined };
      // The first one warms up the browser and the server, not the cache: that is each context's own.
      await visit(path, slower, ours);
      const found = [];
      for (let round = 0; round < rounds; round++) {
        const plain = await visit(path, slower, { ...ours, javaScriptEnabled: false });
        const full = await visit(path, slower, ours);
        found.push({ plain, full, before: theirs && (await visit(path, slower, theirs)) });
      }
      rows.push(...tell(slower === 1 ? `\`${path}\`` : `\`${path}\`, processor ${slower} × slower`, bar, found));
    }
    for (const count of before ? LISTS : []) rows.push(await tellOfAdding(count, slower));
  }
  console.log(JSON.stringify(rows));
} finally {
  await browser.close();
}

function tell(name, bar, found) {
  const row = (what, reference_name, figures) => ({ name: `${name}: ${what}`, unit: "ms", reference_name, rounds: found.map(figures) });
  const rows = [
    row("first paint", "without scripts", ({ full, plain }) => [full.painted, plain.painted]),
    { ...row("interactive", "loaded without scripts", ({ full, plain }) => [full.interactive, plain.loaded]), bar: { at_most: bar } },
  ];
  if (found[0].full.added !== undefined) {
    rows.push(row("an added todo shows", "interactive", ({ full }) => [full.added, full.interactive]));
  }
  if (before) {
    rows.push(row("first paint", "before", ({ full, before }) => [full.painted, before.painted]));
    rows.push(row("interactive", "before", ({ full, before }) => [full.interactive, before.interactive]));
  }
  return rows;
}

/** How long it takes from the click on "Add" until the todo is in the list and laid out, in an open page. */
async function tellOfAdding(count, slower) {
  const pages = [];
  for (const baseURL of [base, before]) {
    const context = await browser.newContext({ baseURL, storageState: await signUp(baseURL, count) });
    const page = await context.newPage();
    await page.goto("/todos");
    await page.locator("html[data-hydrated]").waitFor();
    const rows = page.getByTestId("todo-item");
    while ((await rows.count()) < count) {
      const shown = await rows.count();
      await page.locator(".earlier").click();
      await page.waitForFunction((shown) => document.querySelectorAll("[data-testid=todo-item]").length > shown, shown);
    }
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    pages.push(page);
  }
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const times = [];
    for (const page of pages) {
      await page.bringToFront();
      const all = await page.evaluate(add, { round, additions: ADDITIONS });
      times.push(all.sort((one, other) => one - other)[Math.floor(all.length / 2)]);
    }
    found.push(times);
  }
  for (const page of pages) await page.context().close();
  const pace = slower === 1 ? "" : `, processor ${slower} × slower`;
  return { name: `${count} todos${pace}: an added one is in the list`, unit: "ms", reference_name: "before", rounds: found };
}

/** Runs in the page. */
async function add({ round, additions }) {
  const field = document.querySelector(".new-todo-form input[name=title]");
  const list = document.querySelector(".todo-list");
  const times = [];
  for (let number = 0; number < additions; number++) {
    const title = `A new thing ${round} ${number}`;
    field.value = title;
    const begun = performance.now();
    const shown = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        const last = list.lastElementChild;
        if (last.querySelector("[data-testid=todo-title]")?.textContent !== title) return;
        observer.disconnect();
        last.getBoundingClientRect();
        resolve(performance.now() - begun);
      });
      observer.observe(list, { subtree: true, childList: true, characterData: true });
    });
    field.form.querySelector("button").click();
    times.push(await shown);
    // Until the server has confirmed it.
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return times;
}

/** Makes a person with some todos and returns what their browser then remembers. */
async function signUp(baseURL, count) {
  const context = await browser.newContext({ baseURL });
  const headers = { "Sec-Fetch-Site": "same-origin" };
  const form = { name: "Ada", email: `ada-${randomUUID()}@example.com`, password: randomUUID() };
  const answer = await context.request.post("/sign-up", { form, headers, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`signing up was answered with ${answer.status()}`);
  for (let number = 0; number < count; number++) {
    const data = { title: `Something to do, number ${number}` };
    const added = await context.request.post("/api/todos", { data, headers });
    if (added.status() !== 201) throw new Error(`a todo was answered with ${added.status()}`);
  }
  const remembered = await context.storageState();
  await context.close();
  return remembered;
}

/** Opens the page in a browser that has cookies at most, and an empty cache, and tells when what was there. */
async function visit(path, slower, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.addInitScript(watch, path === "/todos" ? `A new thing ${randomUUID()}` : undefined);
  await page.goto(path, { waitUntil: "load" });
  const isPlain = options.javaScriptEnabled === false;
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    // Asked through the protocol: it answers for a page without scripts as well.
    const { result } = await session.send("Runtime.evaluate", { expression: `(${times})()`, returnByValue: true });
    const { isComplete, ...found } = result.value;
    if ((isPlain || isComplete) && found.painted > 0 && found.loaded > 0) {
      if (new URL(page.url()).pathname !== path) throw new Error(`${path} led to ${page.url()}`);
      await context.close();
      return found;
    }
    if (Date.now() > deadline) throw new Error(`${path} does not get ready: ${JSON.stringify(result.value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs in the page, before anything of its own: notes when it is interactive, adds a todo at once, notes when it shows. */
function watch(title) {
  const seen = (globalThis.seen = { isComplete: false });
  const root = () => document.documentElement;
  const hydration = new MutationObserver(() => {
    if (!root().hasAttribute("data-hydrated")) return;
    hydration.disconnect();
    seen.interactive = performance.now();
    if (title === undefined) {
      seen.isComplete = true;
      return;
    }
    const shown = new MutationObserver(() => {
      const titles = [...document.querySelectorAll("[data-testid=todo-title]")];
      if (!titles.some(({ textContent }) => textContent === title)) return;
      shown.disconnect();
      // A task after the next frame: the frame with the todo in it has been painted.
      requestAnimationFrame(() => setTimeout(() => Object.assign(seen, { added: performance.now(), isComplete: true })));
    });
    shown.observe(document.body, { subtree: true, childList: true, characterData: true });
    const field = document.querySelector(".new-todo-form input[name=title]");
    field.value = title;
    field.form.requestSubmit();
  });
  hydration.observe(document, { subtree: true, attributeFilter: ["data-hydrated"] });
}

/** Runs in the page. */
function times() {
  const { isComplete, interactive, added } = globalThis.seen ?? {};
  const [navigation] = performance.getEntriesByType("navigation");
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  return { isComplete, painted, loaded: navigation.loadEventEnd, interactive, added };
}
