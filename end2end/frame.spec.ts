// What surrounds every page: the menu, the end of the session, and what browsers are told about the other pages.

import { alsoSignedIn, button } from "./support/settings.ts";
import { expect, forgetSession, hydrated, open, openMenu, signOut, test } from "./support/test.ts";
import { add, items, newTodo, titles } from "./support/todos.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0";

test("the menu says who is signed in, and closes by Escape, a click beside it, and leaving it", { tag: "@phone" }, async ({ page, member }) => {
  await open(page, "/todos");
  const menu = page.locator(".account-menu");
  const settings = menu.getByRole("link", { name: "Settings" });
  await openMenu(page);
  await expect(menu.getByText(member.email)).toBeVisible();
  await settings.focus();
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await expect(menu.locator("summary")).toBeFocused();

  await openMenu(page);
  await page.getByRole("contentinfo").click({ position: { x: 5, y: 5 } });
  await expect(settings).toBeHidden();

  await openMenu(page);
  await settings.click();
  await expect(page).toHaveURL(/\/settings/);
  await expect(page.getByRole("banner").getByRole("link", { name: "Todos" })).not.toHaveAttribute("aria-current");
  await page.getByRole("banner").getByRole("link", { name: "Todos" }).click();
  await expect(page).toHaveURL("/todos");
  await expect(page.getByRole("banner").getByRole("link", { name: "Todos" })).toHaveAttribute("aria-current", "page");
});

test("who is signed out elsewhere is told why, and goes on writing where they were", { tag: "@phone" }, async ({ page, member, anotherBrowser }) => {
  const phone = await anotherBrowser({ userAgent: FIREFOX });
  await alsoSignedIn(phone, member);
  const there = await phone.newPage();
  await open(there, "/todos?filter=active");
  await newTodo(there).fill("half a thou");

  await open(page, "/settings/sessions");
  await button(page, "Sign out Firefox on Linux").click();
  await expect(there).toHaveURL(/\/sign-in\?next=/);
  await expect(there.getByText("You were signed out on this device.")).toBeVisible();
  await hydrated(there);
  await expect(there.getByLabel("E-mail")).toHaveValue(member.email);
  await there.getByLabel("Password", { exact: true }).fill(member.password);
  await there.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(there).toHaveURL("/todos?filter=active");
  await hydrated(there);
  await expect(newTodo(there)).toHaveValue("half a thou");
  await newTodo(there).press("End");
  await there.keyboard.type("ght");
  await there.keyboard.press("Enter");
  await expect(titles(there)).toHaveText(["half a thought"]);
});

test("signed out while editing, the form stands open again with what was typed", async ({ page, member, anotherBrowser }) => {
  const phone = await anotherBrowser({ userAgent: FIREFOX });
  await alsoSignedIn(phone, member);
  const there = await phone.newPage();
  await open(there, "/todos");
  await add(there, "water the plants");
  await titles(there).first().dblclick();
  const field = there.getByRole("textbox", { name: "Edit" });
  await field.fill("water the plants and the tr");

  await open(page, "/settings/sessions");
  await button(page, "Sign out Firefox on Linux").click();
  await expect(there).toHaveURL(/\/sign-in\?next=/);
  await hydrated(there);
  await there.getByLabel("Password", { exact: true }).fill(member.password);
  await there.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(there).toHaveURL(/\/todos\?edit=/);
  await hydrated(there);
  await expect(field).toHaveValue("water the plants and the tr");
  await field.press("End");
  await there.keyboard.type("ees");
  await there.keyboard.press("Enter");
  await expect(titles(there)).toHaveText(["water the plants and the trees"]);
});

test("what one had not sent is not shown to the next person", async ({ page, member, anotherBrowser }) => {
  const phone = await anotherBrowser({ userAgent: FIREFOX });
  await alsoSignedIn(phone, member);
  const there = await phone.newPage();
  await open(there, "/todos");
  await newTodo(there).fill("only mine");
  await open(page, "/settings/sessions");
  await button(page, "Sign out Firefox on Linux").click();
  await expect(there).toHaveURL("/sign-in");
  await forgetSession(page);
  await open(there, "/sign-up");
  await there.getByLabel("Name", { exact: true }).fill("Katherine Johnson");
  await there.getByLabel("E-mail").fill(`katherine-${Date.now()}@example.com`);
  await there.getByLabel("Password", { exact: true }).fill(member.password);
  await there.getByRole("button", { name: "Create account" }).click();
  await expect(there).toHaveURL("/todos");
  await hydrated(there);
  await expect(newTodo(there)).toHaveValue("");
});

test("Back while editing saves what was typed, and nothing breaks", async ({ page, member: _ }) => {
  await open(page, "/");
  await page.getByRole("link", { name: "Open your todos" }).click();
  await hydrated(page);
  await add(page, "call grandma");
  await titles(page).first().dblclick();
  await page.getByRole("textbox", { name: "Edit" }).fill("call grandma back");
  await page.goBack();
  await expect(page).toHaveURL("/");
  await open(page, "/todos");
  await expect(items(page)).toHaveCount(1);
  await expect(titles(page)).toHaveText(["call grandma back"]);
});

test("a guest's browser may fetch the pages one points at, a member's none", async ({ page, member: _ }) => {
  const rules = page.locator("script[type=speculationrules]");
  await open(page, "/todos");
  await expect(rules).toHaveCount(0);
  await signOut(page);
  await expect(page).toHaveURL("/sign-in");
  const [rule] = JSON.parse((await rules.textContent()) ?? "").prefetch;
  expect(rule.eagerness).toBe("moderate");
});

test("buttons that belong together stand beside each other on every page the server draws alone", async ({ page, member, faults }) => {
  expect(member.email).toBeTruthy();
  faults.allowStatus(404);
  for (const path of ["/", "/settings/data", "/settings/delete", "/no-such-page"]) {
    await open(page, path);
    await expect(page.locator(".actions").first(), path).toHaveCSS("display", "flex");
  }
});
