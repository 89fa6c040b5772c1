// While the WASM is on its way, and when it never comes, the page is a set of plain forms.

import type { Page } from "@playwright/test";

import { expect, hydrated, pathOf, signOut, signUp, stranger, test } from "./support/test.ts";
import { CAT, CHEESE, DOCTOR, add, checkbox, clearCompleted, count, editor, expectSameAsServer, filterLink, hold, item, items, newTodo, seed, titles, toggleAll } from "./support/todos.ts";

const WASM = /\.wasm(\?|$)/;
/** What moves on the start page, which has no program. */
const DEMO = /\/demo\.js/;
const field = (page: Page, label: "Name" | "E-mail" | "Password") => page.getByLabel(label, { exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test.describe("without the WASM", () => {
  test.beforeEach(async ({ page, faults }) => {
    faults.allow(/ERR_FAILED/, /Failed to fetch/, /preload/);
    await page.route(WASM, (route) => route.abort("failed"));
  });

  test("accounts work", async ({ page, faults }) => {
    faults.allowStatus(401);
    const person = stranger();
    await page.goto("/");
    await page.getByRole("banner").getByRole("link", { name: "Get started" }).click();
    await field(page, "Name").fill(person.name);
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await button(page, "Create account").click();
    await expect(page).toHaveURL("/todos");
    await expect(page.getByRole("banner")).toContainText(person.name);
    await signOut(page);
    await expect(page).toHaveURL("/sign-in");
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill("plum-harbour-tango-43");
    await button(page, "Sign in").click();
    await expect(page.locator(".form-alert")).toContainText("don’t match");
    await field(page, "Password").fill(person.password);
    await button(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");
    await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  });

  test("todos work", { tag: "@phone" }, async ({ page, member }) => {
    await page.goto("/todos");
    await expect(page.getByRole("banner")).toContainText(member.name);
    for (const title of [CHEESE, CAT, DOCTOR]) {
      await newTodo(page).fill(title);
      await button(page, "Add").click();
      await expect(newTodo(page)).toHaveValue("");
    }
    await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
    await checkbox(item(page, CAT)).click();
    await expect(count(page)).toHaveText("2 items left");
    await page.getByRole("link", { name: `Edit ${DOCTOR}` }).click();
    await editor(items(page).nth(2)).fill("see the doctor");
    await button(page, "Save").click();
    await expect(titles(page)).toHaveText([CHEESE, CAT, "see the doctor"]);
    await filterLink(page, "Completed").click();
    await expect(titles(page)).toHaveText([CAT]);
    await clearCompleted(page).click();
    await filterLink(page, "All").click();
    await button(page, `Delete ${CHEESE}`).click();
    await toggleAll(page).click();
    await expect(items(page)).toHaveClass(["completed"]);
    await expectSameAsServer(page);
    await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  });

  test("the theme can be chosen", async ({ page }) => {
    await page.goto("/sign-in");
    await button(page, "Dark").click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    expect(pathOf(page)).toBe("/sign-in");
  });
});

test.describe("before the WASM has arrived", () => {
  test("what is typed on the sign-in page stays and works", { tag: "@phone" }, async ({ page }) => {
    const person = await signUp(page.request);
    await page.context().clearCookies();
    const wasm = await hold(page, WASM);
    await page.goto("/sign-in", { waitUntil: "commit" });
    await field(page, "E-mail").fill(person.email);
    await page.getByLabel("Keep me signed in on this device").uncheck();
    await field(page, "Password").pressSequentially(person.password);
    await wasm.caught();
    await wasm.release();
    await hydrated(page);

    await expect(field(page, "E-mail")).toHaveValue(person.email);
    await expect(field(page, "Password")).toHaveValue(person.password);
    await expect(field(page, "Password")).toBeFocused();
    await expect(page.getByLabel("Keep me signed in on this device")).not.toBeChecked();
    const answered = page.waitForResponse("**/rpc/sign-in");
    await button(page, "Sign in").click();
    expect((await answered).status()).toBe(200);
    await expect(page).toHaveURL("/todos");
    expect((await page.context().cookies()).every(({ expires }) => expires === -1)).toBe(true);
  });

  test("what is typed on the sign-up page stays and works", async ({ page }) => {
    const person = stranger();
    const wasm = await hold(page, WASM);
    await page.goto("/sign-up", { waitUntil: "commit" });
    await field(page, "Name").fill(person.name);
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await wasm.caught();
    await wasm.release();
    await hydrated(page);
    await expect(field(page, "Name")).toHaveValue(person.name);
    await expect(field(page, "E-mail")).toHaveValue(person.email);
    await expect(field(page, "Password")).toHaveValue(person.password);
    await button(page, "Create account").click();
    await expect(page).toHaveURL("/todos");
  });

  test("what is typed as a todo stays, with the cursor where it was", async ({ page, member }) => {
    await seed(page.request, [CHEESE]);
    const wasm = await hold(page, WASM);
    await page.goto("/todos", { waitUntil: "commit" });
    await expect(page.getByRole("banner")).toContainText(member.name);
    await newTodo(page).focus();
    await page.keyboard.type("feed cat");
    for (let at = 0; at < 3; at += 1) await page.keyboard.press("ArrowLeft");
    await wasm.caught();
    await wasm.release();
    await hydrated(page);
    await expect(newTodo(page)).toBeFocused();
    await page.keyboard.type("the ");
    await expect(newTodo(page)).toHaveValue(CAT);
    await page.keyboard.press("Enter");
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
    await expectSameAsServer(page);
  });

  test("what is typed into an edit form stays and is saved", async ({ page, member }) => {
    expect(member.name).toBeTruthy();
    const [id] = await seed(page.request, [CHEESE]);
    const wasm = await hold(page, WASM);
    await page.goto(`/todos?edit=${id}`, { waitUntil: "commit" });
    await editor(items(page).first()).fill("buy bread");
    await wasm.caught();
    await wasm.release();
    await hydrated(page);
    await expect(editor(items(page).first())).toHaveValue("buy bread");
    await editor(items(page).first()).press("Enter");
    await expect(titles(page)).toHaveText(["buy bread"]);
    await expectSameAsServer(page);
  });

  test("a box ticked in the list on the start page stays ticked", async ({ page }) => {
    const wasm = await hold(page, DEMO);
    await page.goto("/", { waitUntil: "commit" });
    const demo = page.getByRole("region", { name: "Try it right here" });
    await demo.getByText("Try me: tick this off").click();
    await demo.getByText("Water the plants").click();
    await wasm.caught();
    await wasm.release();
    await hydrated(page);
    await expect(demo.getByLabel("Try me: tick this off")).toBeChecked();
    await expect(demo.getByLabel("Water the plants")).not.toBeChecked();
    await demo.getByLabel("Add something to the demo list").fill("feed the cat");
    await demo.getByLabel("Add something to the demo list").press("Enter");
    await expect(demo.getByRole("listitem")).toHaveCount(4);
    expect(pathOf(page)).toBe("/");
  });

  test("the Enter key adds a todo by plain form", async ({ page, member }) => {
    expect(member.name).toBeTruthy();
    const wasm = await hold(page, WASM);
    await page.goto("/todos", { waitUntil: "commit" });
    await add(page, CHEESE);
    await expect(titles(page)).toHaveText([CHEESE]);
    await wasm.release();
    await hydrated(page);
    await add(page, CAT);
    await expect(titles(page)).toHaveText([CHEESE, CAT]);
    await expectSameAsServer(page);
  });

  test("a form that came back refused is not shown on the next page", async ({ page, faults }) => {
    faults.allowStatus(401);
    const wasm = await hold(page, WASM);
    const person = stranger();
    await page.goto("/sign-in", { waitUntil: "commit" });
    await field(page, "E-mail").fill(person.email);
    await field(page, "Password").fill(person.password);
    await button(page, "Sign in").click();
    await expect(page.locator(".form-alert")).toContainText("don’t match");
    await wasm.release();
    await hydrated(page);
    await expect(page.locator(".form-alert")).toContainText("don’t match");
    await expect(field(page, "E-mail")).toHaveValue(person.email);

    await page.getByRole("link", { name: "Create an account" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create your account");
    await expect(page.locator(".form-alert")).toHaveCount(0);
    await expect(page).toHaveTitle("Create your account · Latchkey");
    await expect(field(page, "E-mail")).toHaveValue("");
  });

  test("the page does not call itself interactive before the WASM is there", async ({ page }) => {
    const wasm = await hold(page, WASM);
    await page.goto("/sign-in", { waitUntil: "commit" });
    await wasm.caught();
    // Time for everything that does not wait for it.
    await page.evaluate(async () => {
      for (let frame = 0; frame < 10; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
    await wasm.release();
    await hydrated(page);
    await button(page, "Sign in").click();
    await expect(page.locator(".form-alert")).toContainText("Enter your e-mail address.");
    await expect(page).toHaveURL("/sign-in");
  });

  test("nothing moves when the page becomes interactive", async ({ page, member }) => {
    expect(member.name).toBeTruthy();
    await seed(page.request, [CHEESE, CAT, DOCTOR], (at) => at === 1);
    const person = await page.context().cookies();
    for (const path of ["/todos", "/", "/sign-in", "/sign-up"]) {
      if (path.startsWith("/sign")) await page.context().clearCookies();
      else await page.context().addCookies(person);
      const script = path === "/" ? DEMO : WASM;
      const wasm = await hold(page, script);
      await page.goto(path, { waitUntil: "commit" });
      await expect(page.getByRole("contentinfo")).toBeVisible();
      await page.waitForFunction(() => document.querySelector<HTMLLinkElement>("link[rel=stylesheet]")?.sheet);
      const before = await layout(page);
      await wasm.caught();
      await wasm.release();
      await hydrated(page);
      expect(await layout(page), path).toEqual(before);
      expect(await shift(page), path).toBe(0);
      await page.unroute(script);
    }
  });
});

/** Where everything that can be seen is. */
function layout(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1)
      .map(({ element, box }) => `${element.tagName} ${element.className} ${box.x},${box.y} ${box.width}×${box.height}`),
  );
}

/** The browser's own measure of what has moved since the page was opened. */
function shift(page: Page) {
  return page.evaluate(() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    return observer.takeRecords().reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0);
  });
}
