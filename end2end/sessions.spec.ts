// Devices and the password, with JavaScript: what is signed out elsewhere shows at once.

import { NEW_PASSWORD, alsoSignedIn, button, changePassword, isSignedIn, notice, row } from "./support/settings.ts";
import { expect, open, pathOf, test } from "./support/test.ts";
import { add, titles } from "./support/todos.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0";

test("a device that is signed out leaves its page by itself", { tag: "@phone" }, async ({ page, member, anotherBrowser }) => {
  const phone = await anotherBrowser({ userAgent: FIREFOX });
  await alsoSignedIn(phone, member);
  const there = await phone.newPage();
  await open(there, "/todos");
  await add(there, "water the plants");
  await expect(titles(there)).toHaveText(["water the plants"]);

  await open(page, "/settings/sessions");
  await expect(row(page, "This device")).toContainText("Active now");
  await expect(row(page, "Firefox on Linux")).toContainText("Active just now");
  await button(page, "Sign out Firefox on Linux").click();

  await expect(notice(page)).toHaveText("Firefox on Linux is signed out.");
  await expect(page.getByText("You’re only signed in here.")).toBeVisible();
  await expect(there).toHaveURL("/sign-in");
  await expect(titles(there)).toHaveCount(0);
  expect(await isSignedIn(page.request)).toBe(true);
});

test("a page of settings begins at its top and is one step from the others", { tag: "@phone" }, async ({ page, member: _ }, info) => {
  const isPhone = info.project.name === "phone";
  for (const path of ["/settings/profile", "/settings/sessions", "/settings/delete"]) {
    await open(page, path);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    // On a phone the list of pages is a page of its own.
    if (isPhone) await page.getByRole("main").getByRole("link", { name: "Settings", exact: true }).click();
    else await expect(page.locator(".settings-nav [aria-current]")).toBeInViewport();
    for (const name of ["Profile", "Password", "Activity", "Delete account"]) {
      await expect(page.getByRole("main").getByRole("link", { name, exact: true })).toBeVisible();
    }
  }
});

test("all other devices are signed out, also where settings are open", async ({ page, member, anotherBrowser }) => {
  const [phone, laptop] = [await anotherBrowser(), await anotherBrowser()];
  await alsoSignedIn(phone, member);
  await alsoSignedIn(laptop, member);
  const there = await phone.newPage();
  await open(there, "/settings/profile");

  await open(page, "/settings/sessions");
  await button(page, "Sign out all other devices").click();
  await expect(notice(page)).toHaveText("2 other devices were signed out.");
  await expect(there).toHaveURL("/sign-in?next=/settings/profile");
  expect(await isSignedIn(laptop.request)).toBe(false);
});

test("signing out everywhere leads to the sign-in page, in every tab", async ({ page, member, context }) => {
  const other = await context.newPage();
  await open(other, "/todos");
  await expect(other.getByRole("banner")).toContainText(member.name);
  await open(page, "/settings/sessions");
  await button(page, "Sign out everywhere").click();
  await expect(page).toHaveURL("/sign-in");
  await expect(other).toHaveURL("/sign-in");
});

test("another password signs other devices out, and the other tabs of this one stay", async ({ page, member, context, anotherBrowser }) => {
  const phone = await anotherBrowser();
  await alsoSignedIn(phone, member);
  const [there, tab] = [await phone.newPage(), await context.newPage()];
  await open(there, "/todos");
  await open(tab, "/todos");
  await open(page, "/settings/password");
  await expect(page.getByLabel("Sign out other devices")).toBeChecked();
  await changePassword(page, member.password, NEW_PASSWORD);

  await expect(notice(page)).toHaveText("Password changed. 1 other device was signed out.");
  await expect(there).toHaveURL("/sign-in");
  await expect(tab.getByRole("banner")).toContainText(member.name);
  expect(pathOf(tab)).toBe("/todos");
  expect(await isSignedIn(context.request)).toBe(true);

  await open(page, "/settings/activity");
  await expect(row(page, "Password changed, other devices signed out: 1")).toContainText("In this session");
});

test("more tabs than may listen hear it from each other", async ({ page, member, context, anotherBrowser }) => {
  const pages = [page, await context.newPage(), await context.newPage(), await context.newPage()];
  for (const each of pages) await open(each, "/todos");
  const elsewhere = await anotherBrowser();
  await alsoSignedIn(elsewhere, member);
  const there = await elsewhere.newPage();
  await open(there, "/settings/sessions");
  await button(there, "Sign out all other devices").click();
  for (const each of pages) await expect(each).toHaveURL("/sign-in");
});
