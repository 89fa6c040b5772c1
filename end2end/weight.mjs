// Adds up what a cold browser loads for each page: bytes on the wire, headers included, by type.
//
// `cargo xtask bench weight` calls this with BASE_URL, CHROMIUM_PATH and the routes. It shows each page by type on
// standard error, and on standard output the rows of the table: the pages that have a bar.

import { randomUUID } from "node:crypto";

import { chromium } from "@playwright/test";

/** What pages may weigh, in KB of 1000 bytes: less than the same page of a Next.js 16 build, or what is enough for HTML. */
const VISIT = "/sign-in, then /todos";
const BARS = {
  "/": { of: "a page without a program", kilobytes: 25 },
  "/sign-in": { of: "Next.js 16", kilobytes: 160 },
  // With the grammar of the line, of which Next.js has nothing to compare with.
  "/todos": { of: "a list that understands what is typed", kilobytes: 200 },
  [VISIT]: { of: "a visit", kilobytes: 170 },
  "/settings/profile": { of: "a page without a program", kilobytes: 25 },
};

/** Pages that show themselves only to somebody who has signed in. */
const PROTECTED = ["/todos", "/settings"];

const TYPES = ["html", "css", "js", "wasm", "other"];

/** A page has come to rest when it has loaded nothing for this long: lazy chunks are asked for after hydration. */
const QUIET = 2_000;
const PATIENCE = 30_000;

const base = process.env.BASE_URL ?? "http://localhost:3000";
const routes = process.argv.slice(2);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH });
try {
  const signedIn = routes.some(isProtected) ? await signUp() : undefined;
  const rows = [];
  for (const route of routes) {
    rows.push(await weigh(route, isProtected(route) ? signedIn : undefined));
  }
  if (signedIn && routes.includes("/sign-in") && routes.includes("/todos")) rows.push(await weighVisit(signedIn));
  print(rows);
  console.log(JSON.stringify(rows.filter(({ route }) => route in BARS).map(compare)));
} finally {
  await browser.close();
}

function isProtected(route) {
  return PROTECTED.some((path) => route === path || route.startsWith(`${path}/`) || route.startsWith(`${path}?`));
}

/** Signs somebody up through the page's form and returns what the browser then remembers. */
async function signUp() {
  // Without scripts the form works at once; with them, what is typed before hydration might be lost.
  const context = await browser.newContext({ baseURL: base, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-up");
  await page.fill("input[name=name]", "Weight");
  await page.fill("input[name=email]", `weight-${randomUUID()}@example.com`);
  await page.fill("input[name=password]", randomUUID());
  await Promise.all([
    page.waitForURL((url) => url.pathname !== "/sign-up"),
    page.locator("form:has(input[name=email]) [type=submit]").first().click(),
  ]);
  const remembered = await context.storageState();
  await context.close();
  return remembered;
}

/** Somebody who has nothing of ours yet comes to sign in, and goes on to their todos. */
async function weighVisit({ cookies }) {
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  const traffic = await watch(await context.newCDPSession(page));
  await page.goto("/sign-in", { waitUntil: "load" });
  await traffic.rest();
  await context.addCookies(cookies);
  await page.goto("/todos", { waitUntil: "load" });
  await traffic.rest();
  await context.close();
  return { route: VISIT, ...traffic.bytes };
}

/** Opens the page in a browser that has cookies at most, and an empty cache. */
async function weigh(route, storageState) {
  const context = await browser.newContext({ baseURL: base, storageState });
  const page = await context.newPage();
  const traffic = await watch(await context.newCDPSession(page));

  await page.goto(route, { waitUntil: "load" });
  await traffic.rest();
  const arrived = new URL(page.url());
  const expected = new URL(route, base);
  if (arrived.pathname !== expected.pathname) {
    throw new Error(`${route} led to ${arrived.pathname}: that is another page's weight`);
  }
  await context.close();
  return { route, ...traffic.bytes };
}

/** Counts through the browser's own protocol, which knows what went over the wire and not only what came out of it. */
async function watch(session) {
  const bytes = Object.fromEntries(TYPES.map((type) => [type, 0]));
  const typeOf = new Map();
  const open = new Set();
  let lastChange = Date.now();

  session.on("Network.requestWillBeSent", ({ requestId, type }) => {
    // A stream of events stays open for as long as the page does.
    if (type !== "EventSource" && type !== "WebSocket") open.add(requestId);
    lastChange = Date.now();
  });
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    typeOf.set(requestId, classify(response.mimeType));
    if (type === "EventSource") open.delete(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes[typeOf.get(requestId) ?? "other"] += encodedDataLength;
    open.delete(requestId);
    lastChange = Date.now();
  });
  session.on("Network.loadingFailed", ({ requestId, errorText }) => {
    if (open.delete(requestId)) console.error(`a request failed: ${errorText}`);
    lastChange = Date.now();
  });
  await session.send("Network.enable");

  async function rest() {
    const deadline = Date.now() + PATIENCE;
    while (open.size > 0 || Date.now() - lastChange < QUIET) {
      if (Date.now() > deadline) throw new Error("the page does not come to rest");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return { bytes, rest };
}

function classify(mimeType) {
  if (mimeType === "text/html") return "html";
  if (mimeType === "text/css") return "css";
  if (mimeType === "application/wasm") return "wasm";
  if (/javascript/.test(mimeType)) return "js";
  return "other";
}

function print(rows) {
  const widest = Math.max(...rows.map(({ route }) => route.length), "KB, compressed".length);
  const line = (name, values) => console.error(name.padEnd(widest) + values.map((value) => value.padStart(9)).join(""));
  line("KB, compressed", [...TYPES, "total"]);
  for (const row of rows) {
    line(row.route, [...TYPES.map((type) => row[type]), total(row)].map(kilobytes));
  }
}

function compare(row) {
  const { of, kilobytes } = BARS[row.route];
  const rounds = [[total(row) / 1000, kilobytes]];
  return { name: `\`${row.route}\``, unit: "KB", reference_name: of, rounds, bar: { ratio_at_most: 1 } };
}

function total(row) {
  return TYPES.reduce((sum, type) => sum + row[type], 0);
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
