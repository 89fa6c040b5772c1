// Pages, links between them, and files, as a browser sees them.

import { once } from "node:events";
import { Agent, createServer, get } from "node:http";

import { expect, hydrated, open, test } from "./support/test.ts";

test("every link leads to a document of its own, and the program comes once for all of them", { tag: "@phone" }, async ({ page }) => {
  await open(page, "/");
  const heading = page.getByRole("heading", { level: 1 });
  /** How many bytes came over the wire for the program of the page that is shown. */
  const transferred = () =>
    page.evaluate(() => {
      const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      return files.filter(({ name }) => /\/pkg\/.*\.(js|wasm)$/.test(name)).map(({ transferSize }) => transferSize);
    });
  expect(await transferred(), "the start page has none").toEqual([]);

  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await expect(heading).toHaveText("Sign in");
  await expect(page).toHaveURL("/sign-in");
  await expect(page).toHaveTitle("Sign in · Latchkey");
  await hydrated(page);
  expect((await transferred()).filter((size) => size > 0).length).toBeGreaterThanOrEqual(2);
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(heading).toHaveText("Create your account");
  await hydrated(page);
  expect((await transferred()).filter((size) => size > 0), "it is in the browser's cache").toEqual([]);
  await expect(page).toHaveTitle("Create your account · Latchkey");
  await page.getByRole("banner").getByRole("link", { name: "Latchkey" }).click();
  await expect(heading).toHaveText("A todo list that keeps up with you.");
  await page.goBack();
  await expect(heading).toHaveText("Create your account");
  await page.goBack();
  await expect(heading).toHaveText("Sign in");
  await page.goForward();
  await expect(heading).toHaveText("Create your account");
  await hydrated(page);
});

test("a link to a page for signed-in people leads through signing in", async ({ page, faults }) => {
  faults.allowStatus(404);
  await open(page, "/no/such/page");
  await page.getByRole("link", { name: "Go to your todos" }).click();
  await expect(page).toHaveURL("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

test("built files may be kept for ever, pages by nobody", async ({ page, member }) => {
  const files: Record<string, string> = {};
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/pkg/")) files[pathname] = response.headers()["cache-control"] ?? "";
  });
  const response = await open(page, "/todos");
  await expect(page.getByRole("banner")).toContainText(member.name);
  expect(response?.headers()["cache-control"]).toBe("no-store");
  for (const kind of ["css", "js", "wasm"]) expect(Object.keys(files).some((path) => path.endsWith(`.${kind}`)), kind).toBe(true);
  for (const [path, caching] of Object.entries(files)) {
    expect(caching, path).toBe("public, max-age=31536000, immutable");
    // For ever is only right for a name that changes with the content.
    expect(path).toMatch(/\.[0-9a-zA-Z_-]{8,}\.(css|js|wasm)$|\/snippets[^/]*/);
  }
});

test("every answer carries the security headers", async ({ page, request }) => {
  const html = await open(page, "/");
  const policy = html?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'nonce-[A-Za-z0-9+/]{24}' 'strict-dynamic' 'wasm-unsafe-eval'/);
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  for (const path of ["/", "/robots.txt", "/no/such/page", "/todos"]) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers();
    expect(headers, path).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
  }
  const again = await page.reload();
  expect(again?.headers()["content-security-policy"], "the nonce is new each time").not.toBe(policy);
});

test("no page can be shown in a frame", async ({ page, baseURL, faults }) => {
  faults.allow(/frame/i, /ERR_BLOCKED_BY_RESPONSE/);
  // Another origin on the same machine: from further away Chromium would not even ask.
  const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(`<iframe src="${baseURL}/sign-in"></iframe>`)).listen(0, "127.0.0.1");
  try {
    await once(elsewhere, "listening");
    const address = elsewhere.address();
    const answer = page.waitForResponse(`${baseURL}/sign-in`).catch(() => "refused before it was read");
    await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
    await answer;
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  } finally {
    elsewhere.close();
  }
});

test("an address that leads nowhere is a page with status 404", { tag: "@phone" }, async ({ page, faults }) => {
  faults.allowStatus(404);
  const response = await open(page, "/no/such/page");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We can’t find that page.");
  await expect(page).toHaveTitle("Page not found · Latchkey");
  await page.getByRole("link", { name: "Go to the start page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A todo list that keeps up with you.");
});

test("the list on the start page can be tried and forgets", { tag: "@phone" }, async ({ page }) => {
  await open(page, "/");
  const demo = page.getByRole("region", { name: "Try it right here" });
  await demo.getByText("Try me: tick this off").click();
  await expect(demo.getByLabel("Try me: tick this off")).toBeChecked();
  const input = demo.getByLabel("Add something to the demo list");
  await input.fill("feed the cat");
  await input.press("Enter");
  await expect(demo.getByRole("listitem").last()).toHaveText("feed the cat");
  await expect(input).toHaveValue("");
  await input.fill("   ");
  await input.press("Enter");
  await expect(demo.getByRole("listitem")).toHaveCount(4);
  await expect(page).toHaveURL("/");
  await page.reload();
  await expect(demo.getByRole("listitem")).toHaveCount(3);
});

for (const typed of ["100% cotton", "50%20off", "a+b & c=d", "%3Cb%3E"]) {
  test(`without a script the list on the start page shows ${typed} as it was typed`, async ({ page, request }) => {
    // What a browser sends for the form.
    const address = `/?${new URLSearchParams({ add: typed })}`;
    expect(await (await request.get(address)).text()).toContain(`<span class="demo-title">${typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}<`);
    await open(page, address);
    await expect(page.locator(".demo-title").last()).toHaveText(typed);
  });
}

test("people who leave before their page is there disturb nobody else's", async ({ baseURL }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const paths = ["/sign-in", "/", "/sign-up"];
  const statuses = new Map<number | undefined, number>();
  const visit = (at: number) =>
    new Promise<void>((resolve) => {
      const request = get(`${baseURL}${paths[at % paths.length]}`, { agent }, (response) => {
        statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
        response.resume().on("close", resolve);
      });
      request.on("error", () => resolve());
      // Every third one hangs up at some moment of the answer's making.
      if (at % 3 === 0) request.on("socket", (socket) => setTimeout(() => socket.destroy(), (at % 40) / 10));
    });
  let visits = 0;
  const visitor = async () => {
    while (visits < 3_000) await visit((visits += 1));
  };
  await Promise.all(Array.from({ length: 16 }, visitor));
  agent.destroy();
  expect([...statuses.keys()]).toEqual([200]);
  expect(statuses.get(200)).toBeGreaterThan(1_500);
});
