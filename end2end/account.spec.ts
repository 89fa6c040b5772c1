// Accounts: in, out, and what other tabs, the Back button and a restart see of it.

import { chromium, type Page } from "@playwright/test";

import { WHOLE_CHROMIUM } from "./support/chromium.ts";
import { startServer, scratchDirectory } from "./support/server.ts";
import { expect, forgetSession, hydrated, open, PASSWORD, pathOf, type Person, signIn, signOut, signUp, stranger, test } from "./support/test.ts";
import { add, call, countCalls, hold, items, newTodo, seed, stored, titles } from "./support/todos.ts";

const alert = (page: Page) => page.locator(".form-alert");
const field = (page: Page, label: "Name" | "E-mail" | "Password") => page.getByLabel(label, { exact: true });
const submit = (page: Page, name: "Sign in" | "Create account") => page.getByRole("button", { name, exact: true });

async function fillSignUp(page: Page, person: Person) {
  await field(page, "Name").fill(person.name);
  await field(page, "E-mail").fill(person.email);
  await field(page, "Password").fill(person.password);
}

async function fillSignIn(page: Page, { email, password }: Pick<Person, "email" | "password">) {
  await field(page, "E-mail").fill(email);
  await field(page, "Password").fill(password);
}

/** A person whose account exists and who is signed in nowhere. */
async function registered(page: Page) {
  const person = await signUp(page.context().request);
  await page.context().clearCookies();
  return person;
}

test.describe("sign up", () => {
  test("a new account is signed in at once and named in the header", { tag: "@phone" }, async ({ page }) => {
    const person = stranger("Grace Hopper");
    await open(page, "/");
    await page.getByRole("banner").getByRole("link", { name: "Get started" }).click();
    await expect(page).toHaveURL("/sign-up");
    await fillSignUp(page, person);
    await submit(page, "Create account").click();

    await expect(page).toHaveURL("/todos");
    await expect(page.getByRole("banner")).toContainText("Grace Hopper");
    await expect(page.getByText("Nothing here yet.")).toBeVisible();
  });

  test("an empty form names every field in a summary that leads to them", async ({ page }) => {
    await open(page, "/sign-up");
    const calls = countCalls(page, "sign-up");
    await submit(page, "Create account").click();

    await expect(alert(page)).toBeFocused();
    await expect(alert(page).getByRole("link")).toHaveText(["Enter your name.", "Enter your e-mail address.", "Enter your password."]);
    await expect(page).toHaveTitle("Error: Create your account · Latchkey");
    for (const [label, problem] of [
      ["Name", "Enter your name."],
      ["E-mail", "Enter your e-mail address."],
      ["Password", "Enter your password."],
    ] as const) {
      await expect(field(page, label)).toHaveAttribute("aria-invalid", "true");
      await expect(field(page, label)).toHaveAccessibleDescription(new RegExp(problem));
    }
    expect(calls(), "nothing was sent").toBe(0);

    await alert(page).getByRole("link", { name: "Enter your e-mail address." }).click();
    await expect(field(page, "E-mail")).toBeFocused();
  });

  test("only the wrong field is marked", async ({ page }) => {
    await open(page, "/sign-up");
    await fillSignUp(page, { ...stranger(), email: "ada at example" });
    await submit(page, "Create account").click();

    await expect(field(page, "E-mail")).toHaveAttribute("aria-invalid", "true");
    await expect(field(page, "E-mail")).toHaveAccessibleDescription(/doesn’t look like an e-mail address/);
    await expect(field(page, "Name")).not.toHaveAttribute("aria-invalid");
    await expect(field(page, "Password")).not.toHaveAttribute("aria-invalid");
  });

  test("a short password is refused before anything is sent", async ({ page }) => {
    await open(page, "/sign-up");
    const calls = countCalls(page, "sign-up");
    await fillSignUp(page, { ...stranger(), password: "tango-4" });
    await submit(page, "Create account").click();

    await expect(field(page, "Password")).toHaveAccessibleDescription(/Use at least 8 characters\./);
    expect(calls()).toBe(0);
  });

  test("what is wrong is told all at once, and no longer once it is being mended", async ({ page }) => {
    await open(page, "/sign-up");
    await fillSignUp(page, { name: "", email: "mara@@x", password: "abc" });
    await submit(page, "Create account").click();
    await expect(alert(page)).toBeFocused();
    await expect(alert(page).getByRole("link")).toHaveCount(3);

    await field(page, "E-mail").fill("mara@example.com");
    await expect(field(page, "E-mail")).not.toHaveAttribute("aria-invalid");
    await expect(field(page, "E-mail")).not.toHaveAccessibleDescription(/doesn’t look like/);
    await expect(alert(page).getByRole("link")).toHaveCount(2);
    await expect(field(page, "E-mail"), "writing goes on").toBeFocused();
    await field(page, "Name").fill("Mara");
    await field(page, "Password").fill("abcdefg");
    await expect(alert(page)).toHaveCount(0);
    await expect(page).toHaveTitle("Create your account · Latchkey");

    await submit(page, "Create account").click();
    await expect(alert(page)).toBeFocused();
    await expect(field(page, "Password")).toHaveAccessibleDescription(/Use at least 8 characters/);
  });

  test("a common password is refused", async ({ page, faults }) => {
    faults.allowStatus(422);
    await open(page, "/sign-up");
    await fillSignUp(page, { ...stranger(), password: "password123" });
    await submit(page, "Create account").click();

    await expect(field(page, "Password")).toHaveAccessibleDescription(/on the lists people guess first/);
    await expect(alert(page)).toBeFocused();
    await expect(page).toHaveURL("/sign-up");
  });

  test("an address that is taken is told beside the field, and signing in is one click away", async ({ page, faults }) => {
    faults.allowStatus(422);
    const person = await registered(page);
    await open(page, "/sign-up");
    await fillSignUp(page, { ...person, email: person.email.toUpperCase() });
    await submit(page, "Create account").click();

    await expect(field(page, "E-mail")).toHaveAccessibleDescription(/already an account/);
    await page.getByRole("main").getByRole("link", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL("/sign-in");
    await expect(alert(page)).toBeHidden();
  });

  test("the strength of a new password is told while it is typed", async ({ page }) => {
    await open(page, "/sign-up");
    const strength = page.locator(".strength");
    for (const [password, words, level] of [
      ["tango", "Too short", "0"],
      ["tango-42x", "Weak: make it longer", "1"],
      ["plum-harbour", "Fair: one more word would help", "2"],
      [PASSWORD, "Strong", "3"],
    ] as const) {
      await field(page, "Password").fill(password);
      await expect(strength).toHaveText(words);
      await expect(strength).toHaveAttribute("data-level", level);
    }
    await field(page, "Password").fill("");
    await expect(strength).toHaveText("");
  });

  test("a second click while the answer is on its way sends nothing", async ({ page }) => {
    await open(page, "/sign-up");
    const calls = countCalls(page, "sign-up");
    const held = await hold(page, "**/rpc/sign-up");
    await fillSignUp(page, stranger());
    await submit(page, "Create account").click();
    await held.caught();
    await expect(submit(page, "Create account")).toHaveAttribute("aria-busy", "true");
    await submit(page, "Create account").click();
    await field(page, "Password").press("Enter");
    await held.release();

    await expect(page).toHaveURL("/todos");
    expect(calls()).toBe(1);
  });

  test("names and passwords in any script go in and come back", async ({ page }) => {
    const person = { ...stranger("Łucja ‮ Ωμέγα 🦉"), password: "pässwörd-👩‍👩‍👧-長い言葉" };
    await open(page, "/sign-up");
    await fillSignUp(page, person);
    await submit(page, "Create account").click();
    // What turns letters around is left out.
    await expect(page.getByRole("banner")).toContainText(person.name.replace("\u202e ", ""));

    await signOut(page);
    await expect(page).toHaveURL("/sign-in");
    await hydrated(page);
    await fillSignIn(page, person);
    await submit(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");
  });
});

test.describe("sign in", () => {
  test("the right password leads to the todos", { tag: "@phone" }, async ({ page }) => {
    const person = await registered(page);
    await open(page, "/sign-in");
    await fillSignIn(page, person);
    await submit(page, "Sign in").click();

    await expect(page).toHaveURL("/todos");
    await expect(page.getByRole("banner")).toContainText(person.name);
  });

  test("the Enter key sends the form", async ({ page }) => {
    const person = await registered(page);
    await open(page, "/sign-in");
    await fillSignIn(page, person);
    await field(page, "Password").press("Enter");
    await expect(page).toHaveURL("/todos");
  });

  for (const { who, person } of [
    { who: "a wrong password", person: (known: Person) => ({ ...known, password: "plum-harbour-tango-43" }) },
    { who: "an unknown address", person: () => stranger() },
  ]) {
    test(`${who} is told in an alert that takes the keyboard`, { tag: "@phone" }, async ({ page, faults }) => {
      faults.allowStatus(401);
      const tried = person(await registered(page));
      await open(page, "/sign-in");
      await fillSignIn(page, tried);
      await submit(page, "Sign in").click();

      await expect(page.getByRole("alert").filter({ hasText: "don’t match" })).toHaveText("That e-mail and password don’t match. Try again, or reset your password.");
      await expect(alert(page)).toBeFocused();
      await expect(page).toHaveTitle("Error: Sign in · Latchkey");
      await expect(field(page, "E-mail")).toHaveValue(tried.email);
      expect(await page.context().cookies()).toEqual([]);
    });
  }

  test("the alert takes the keyboard again when the second attempt fails too", async ({ page, faults }) => {
    faults.allowStatus(401);
    await open(page, "/sign-in");
    await fillSignIn(page, stranger());
    await submit(page, "Sign in").click();
    await expect(alert(page)).toBeFocused();
    await field(page, "Password").fill("another-wrong-one-42");
    const answered = page.waitForResponse("**/rpc/sign-in");
    await submit(page, "Sign in").click();
    await answered;
    await expect(alert(page)).toBeFocused();
  });

  test("a remembered session has cookies that outlive the browser", async ({ page }) => {
    const person = await registered(page);
    await open(page, "/sign-in");
    await fillSignIn(page, person);
    await expect(page.getByLabel("Keep me signed in on this device")).toBeChecked();
    await submit(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");

    const inSixDays = Date.now() / 1000 + 6 * 24 * 3600;
    for (const name of ["latchkey_session", "latchkey_refresh"]) {
      const cookie = (await page.context().cookies()).find((cookie) => cookie.name === name);
      expect(cookie, name).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
      expect(cookie?.expires).toBeGreaterThan(inSixDays);
    }
  });

  test("a session that is not remembered ends with the browser", async ({ page }) => {
    const person = await registered(page);
    await open(page, "/sign-in");
    await fillSignIn(page, person);
    await page.getByLabel("Keep me signed in on this device").uncheck();
    await submit(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");

    const cookies = (await page.context().cookies()).map(({ name, expires }) => ({ name, expires }));
    expect(cookies).toContainEqual({ name: "latchkey_session", expires: -1 });
    expect(cookies).toContainEqual({ name: "latchkey_refresh", expires: -1 });
  });

  test("no script can read the session", async ({ page, member }) => {
    await open(page, "/todos");
    await expect(page.getByRole("banner")).toContainText(member.name);
    expect(await page.evaluate(() => document.cookie)).toBe("");
  });

  test("a page for signed-in people leads through signing in and back", { tag: "@phone" }, async ({ page }) => {
    const person = await registered(page);
    await open(page, "/todos?filter=active");
    expect(pathOf(page)).toBe("/sign-in?next=/todos%3Ffilter=active");
    await fillSignIn(page, person);
    await submit(page, "Sign in").click();
    await expect(page).toHaveURL("/todos?filter=active");
  });

  test("the way back survives a wrong password and the turn to signing up", async ({ page, faults }) => {
    faults.allowStatus(401);
    await open(page, "/todos?filter=completed");
    await fillSignIn(page, stranger());
    await submit(page, "Sign in").click();
    await expect(alert(page)).toBeVisible();
    await page.getByRole("link", { name: "Create an account" }).click();
    await fillSignUp(page, stranger());
    await submit(page, "Create account").click();
    await expect(page).toHaveURL("/todos?filter=completed");
  });

  for (const next of ["//evil.test", "/\\evil.test", "https://evil.test/todos", "javascript:alert(1)", "/todos/..//evil.test", "/sign-out"]) {
    test(`next=${next} leads to the todos and nowhere else`, async ({ page }) => {
      const person = await registered(page);
      await open(page, `/sign-in?next=${encodeURIComponent(next)}`);
      await fillSignIn(page, person);
      await submit(page, "Sign in").click();
      await expect(page).toHaveURL("/todos");
      // Somebody who is signed in is sent on by the server.
      const answer = await page.request.get(`/sign-in?next=${encodeURIComponent(next)}`, { maxRedirects: 0 });
      expect([answer.status(), answer.headers().location]).toEqual([303, "/todos"]);
    });
  }

  test("a server that cannot be reached is told in plain words, and trying again works", async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/);
    const person = await registered(page);
    await open(page, "/sign-in");
    await page.route("**/rpc/sign-in", (route) => route.abort("failed"));
    await fillSignIn(page, person);
    await submit(page, "Sign in").click();
    await expect(alert(page)).toHaveText("The server could not be reached. Check your connection and try again.");
    await expect(submit(page, "Sign in")).toHaveAttribute("aria-busy", "false");

    await page.unroute("**/rpc/sign-in");
    await submit(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");
  });

  test("a broken proxy in front of the server does not blame the person", async ({ page, faults }) => {
    faults.allowStatus(502);
    faults.allow(/answer 502/);
    await open(page, "/sign-in");
    await page.route("**/rpc/sign-in", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }));
    await fillSignIn(page, stranger());
    await submit(page, "Sign in").click();
    await expect(alert(page)).toHaveText("The server could not be reached. Check your connection and try again.");
  });

  test("somebody who is signed in does not see the sign-in page", async ({ page, member }) => {
    for (const path of ["/sign-in", "/sign-up", "/sign-in?next=/todos%3Ffilter=active"]) {
      await open(page, path);
      expect(pathOf(page)).toMatch(/^\/todos/);
      await expect(page.getByRole("banner")).toContainText(member.name);
    }
  });
});

test.describe("fields", () => {
  test("password managers and phones are told what each field is", async ({ page }) => {
    const attributes = (label: "Name" | "E-mail" | "Password", names: string[]) =>
      field(page, label).evaluate((input, names) => Object.fromEntries(names.map((name) => [name, input.getAttribute(name)])), names);

    await open(page, "/sign-in");
    expect(await attributes("E-mail", ["type", "name", "autocomplete", "autocapitalize", "spellcheck"])).toEqual({
      type: "email",
      name: "email",
      autocomplete: "username webauthn",
      autocapitalize: "none",
      spellcheck: "false",
    });
    expect(await attributes("Password", ["type", "name", "autocomplete", "value"])).toEqual({
      type: "password",
      name: "password",
      autocomplete: "current-password",
      value: null,
    });

    await open(page, "/sign-up");
    expect(await attributes("Name", ["autocomplete"])).toEqual({ autocomplete: "name" });
    expect(await attributes("E-mail", ["type", "autocomplete"])).toEqual({ type: "email", autocomplete: "username" });
    expect(await attributes("Password", ["type", "autocomplete"])).toEqual({ type: "password", autocomplete: "new-password" });
  });

  test("a password can be shown and hidden again", { tag: "@phone" }, async ({ page }) => {
    await open(page, "/sign-in");
    const button = page.getByRole("button", { name: "Show password" });
    await field(page, "Password").fill(PASSWORD);
    await expect(button).toHaveAttribute("aria-pressed", "false");
    await button.click();
    await expect(field(page, "Password")).toHaveAttribute("type", "text");
    await expect(button).toHaveAttribute("aria-pressed", "true");
    await expect(field(page, "Password")).toHaveValue(PASSWORD);
    await button.click();
    await expect(field(page, "Password")).toHaveAttribute("type", "password");
  });

  test("pasting a password is welcome", async ({ page }) => {
    await open(page, "/sign-in");
    const isTaken = await field(page, "Password").evaluate((input) => {
      const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
      return !input.dispatchEvent(event);
    });
    expect(isTaken).toBe(false);
  });

  test("a field without a fault keeps no room for one", async ({ page, member }) => {
    const visible = () => page.locator(".field-error").evaluateAll((all) => all.filter((element) => element.checkVisibility()).map((element) => element.id));
    await open(page, "/todos");
    await expect(page.getByRole("banner")).toContainText(member.name);
    expect(await visible()).toEqual([]);
    await forgetSession(page);
    for (const path of ["/sign-in", "/sign-up"]) {
      await open(page, path);
      expect(await visible(), path).toEqual([]);
    }
  });

  test("the first field has the keyboard", async ({ page }) => {
    await open(page, "/sign-in");
    await expect(field(page, "E-mail")).toBeFocused();
    await open(page, "/sign-up");
    await expect(field(page, "Name")).toBeFocused();
  });
});

test.describe("session", () => {
  test("the first bytes of a page know who is signed in", async ({ page, member }) => {
    for (const path of ["/", "/todos"]) {
      const html = await (await open(page, path))?.text();
      expect(html).toContain(`<bdi class="member-name">${member.name}<`);
      expect(html).not.toContain('href="/sign-in"');
    }
    await forgetSession(page);
    const html = await (await open(page, "/"))?.text();
    expect(html).not.toContain("member-name");
    expect(html).toContain('href="/sign-in"');
  });

  test("the header shows no other state on its way to being interactive", async ({ page, member }) => {
    await page.addInitScript(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      const look = () => {
        const nav = document.querySelector(".site-nav");
        if (nav) seen.add((nav.textContent ?? "").trim());
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
      document.addEventListener("DOMContentLoaded", look);
    });
    await open(page, "/todos");
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    expect(seen.filter((text) => text.includes("Get started"))).toEqual([]);
    expect(seen).toContain(`TodosA${member.name}${member.email}SettingsSign out`);
  });

  test("signing out leads to the sign-in page and closes the todos", { tag: "@phone" }, async ({ page, member }) => {
    await open(page, "/todos");
    await add(page, "tell nobody");
    await expect(page.getByRole("banner")).toContainText(member.name);
    await signOut(page);

    await expect(page).toHaveURL("/sign-in");
    // The device stays known; that opens nothing.
    expect((await page.context().cookies()).map(({ name }) => name)).toEqual(["latchkey_device"]);
    await page.goto("/todos");
    expect(pathOf(page)).toBe("/sign-in");
    await expect(page.getByText("tell nobody")).toHaveCount(0);
  });

  test("a copied cookie is worth nothing after signing out", async ({ page, member, anotherBrowser }) => {
    await open(page, "/todos");
    await expect(page.getByRole("banner")).toContainText(member.name);
    const thief = await anotherBrowser({ storageState: await page.context().storageState() });
    await signOut(page);
    await expect(page).toHaveURL("/sign-in");

    const stolen = await thief.newPage();
    await stolen.goto("/todos");
    expect(pathOf(stolen)).toBe("/sign-in");
  });

  test("signing out from the start page leads to the sign-in page, however slow that is", async ({ page, member }) => {
    await open(page, "/");
    await expect(page.getByRole("banner")).toContainText(member.name);
    // What tells the other tabs must not reach this one: it would reload, and overtake the way out.
    const calls = countCalls(page, "get-session");
    await page.route("**/sign-in", async (route) => {
      for (let at = 0; at < 10; at += 1) await page.request.get("/readyz");
      await route.continue();
    });
    await signOut(page);
    await expect(page).toHaveURL("/sign-in");
    expect(calls(), "this page does not ask what it knows").toBe(0);
  });

  test("signing out that fails is told, and the person stays", async ({ page, member, faults }) => {
    faults.allow(/ERR_FAILED/);
    await open(page, "/todos");
    await page.route("**/sign-out", (route) => route.abort("failed"));
    await signOut(page);
    await expect(page.getByRole("banner").getByRole("alert")).toContainText("could not be reached");
    await expect(page.getByRole("banner")).toContainText(member.name);
  });

  test("another tab follows out and in again", async ({ page, member, context }) => {
    const other = await context.newPage();
    await open(page, "/todos");
    const added = page.waitForResponse("**/rpc/todos/add");
    await add(page, "water the plants");
    await added;
    await open(other, "/todos");
    await expect(titles(other)).toHaveText(["water the plants"]);

    await signOut(page);
    await expect(other).toHaveURL("/sign-in");
    await expect(titles(other)).toHaveCount(0);

    await expect(page).toHaveURL("/sign-in");
    await hydrated(page);
    await hydrated(other);
    await fillSignIn(page, member);
    await submit(page, "Sign in").click();
    await expect(other).toHaveURL("/todos");
    await expect(titles(other)).toHaveText(["water the plants"]);
  });

  test("a tab of somebody else's becomes the page of whoever signed in last", async ({ page, member, context }) => {
    await open(page, "/todos");
    await add(page, "only mine");
    await expect(page.getByRole("banner")).toContainText(member.name);
    const other = await context.newPage();
    await open(other, "/");
    await signOut(other);
    await expect(other).toHaveURL("/sign-in");
    await open(other, "/sign-up");
    await fillSignUp(other, stranger("Katherine Johnson"));
    await submit(other, "Create account").click();

    await expect(page.getByRole("banner")).toContainText("Katherine Johnson");
    await expect(page.getByText("only mine")).toHaveCount(0);
  });

  test("Back after signing out shows no todos", async ({ page, member }) => {
    await open(page, "/");
    await open(page, "/todos");
    await add(page, "tell nobody");
    await expect(page.getByRole("banner")).toContainText(member.name);
    await signOut(page);
    await expect(page).toHaveURL("/sign-in");
    await page.goBack();
    await expect(page).toHaveURL("/sign-in");
    await expect(page.getByText("tell nobody")).toHaveCount(0);
  });

  test("the back/forward cache brings no todos back either", async ({ baseURL, faults }) => {
    // Playwright turns this cache off; people's browsers do not.
    const browser = await chromium.launch({ ...WHOLE_CHROMIUM, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    try {
      const context = await browser.newContext({ ...(baseURL && { baseURL }) });
      await faults.watch(context);
      const page = await context.newPage();
      await page.addInitScript(() => addEventListener("pageshow", (event) => document.documentElement.setAttribute("data-persisted", String(event.persisted))));
      // Playwright's own `goBack` waits for a load, which a page from the cache never does.
      const back = () => page.evaluate(() => history.back()).catch(() => "the page has gone");

      // That the cache is on, or this test shows nothing.
      await open(page, "/sign-up");
      await page.goto("/robots.txt");
      await back();
      await expect(page.locator("html")).toHaveAttribute("data-persisted", "true");

      await signUp(context.request, stranger());
      await open(page, "/todos");
      await add(page, "tell nobody");
      await expect.poll(() => stored(context.request)).toHaveLength(1);
      // The session ends while the list is in the cache.
      await page.goto("/robots.txt");
      await call(context.request, "sign-out", {});
      await back();
      await expect(page).toHaveURL("/sign-in");
      await expect(page.getByText("tell nobody")).toHaveCount(0);
    } finally {
      await browser.close();
    }
  });

  test("a session ended elsewhere leads to the sign-in page, which knows the way back", async ({ page, member, anotherBrowser }) => {
    await open(page, "/todos?filter=active");
    await expect(page.getByRole("banner")).toContainText(member.name);
    // Signed out elsewhere, with no message to this tab.
    const elsewhere = await anotherBrowser({ storageState: await page.context().storageState() });
    await call(elsewhere.request, "sign-out", {});
    await page.reload();
    expect(pathOf(page)).toBe("/sign-in?next=/todos%3Ffilter=active");
  });

  test("a killed server comes back with every session and every todo", async ({ browser, faults }) => {
    const data = await scratchDirectory();
    let server = await startServer(data.path);
    try {
      const context = await browser.newContext({ baseURL: server.url });
      await faults.watch(context);
      await signUp(context.request, stranger("Radia Perlman"));
      const page = await context.newPage();
      await open(page, "/todos");
      await seed(context.request, ["first", "second"], (at) => at === 0);
      await page.reload();
      await hydrated(page);
      // The last one has been answered just before the power goes.
      const answered = page.waitForResponse("**/rpc/todos/add");
      await add(page, "third");
      await answered;

      // The side bar may be asking for its numbers at that moment.
      faults.allow(/\/views\?.*ERR_CONNECTION|ERR_CONNECTION.*\/views\?/);
      await server.kill();
      server = await startServer(data.path, Number(new URL(server.url).port));
      await page.reload();
      await hydrated(page);
      await expect(page.getByRole("banner")).toContainText("Radia Perlman");
      await expect(titles(page)).toHaveText(["first", "second", "third"]);
      await expect(items(page).nth(0)).toHaveClass("completed");
      await add(page, "fourth");
      await expect.poll(() => stored(context.request)).toHaveLength(4);
      await context.close();
    } finally {
      await server.stop();
      await data.remove();
    }
  });
});

test("a list is nobody else's, also in the same browser", async ({ page, member }) => {
  await open(page, "/todos");
  await add(page, "only mine");
  await expect.poll(() => stored(page.request)).toHaveLength(1);
  await forgetSession(page);
  await signUp(page.request, stranger());
  await open(page, "/todos");
  await expect(newTodo(page)).toBeVisible();
  await expect(items(page)).toHaveCount(0);
  await forgetSession(page);
  await signIn(page.request, member);
  await open(page, "/todos");
  await expect(titles(page)).toHaveText(["only mine"]);
});
