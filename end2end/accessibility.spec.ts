// What axe can find, and what it cannot: the keyboard, focus that can be seen, large text, small screens, little motion.

import type { Page } from "@playwright/test";

import { violations } from "./support/axe.ts";
import { makeAdmin } from "./support/operator.ts";
import { expect, hydrated, open, signUp, stranger, test } from "./support/test.ts";
import { CAT, CHEESE, DOCTOR, add, checkbox, items, newTodo, notice, seed, stored, titles } from "./support/todos.ts";

interface State {
  name: string;
  isSignedIn?: boolean;
  status?: number;
  reach(page: Page, member: string): Promise<unknown>;
}

const STATES: State[] = [
  { name: "the start page", reach: (page) => open(page, "/") },
  { name: "the sign-in page", reach: (page) => open(page, "/sign-in") },
  {
    name: "the sign-in page with errors",
    async reach(page) {
      await open(page, "/sign-in");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.locator(".form-alert")).toBeVisible();
    },
  },
  {
    name: "the sign-in page after a wrong password",
    status: 401,
    async reach(page) {
      await open(page, "/sign-in");
      await page.getByLabel("E-mail").fill(stranger().email);
      await page.getByLabel("Password", { exact: true }).fill("plum-harbour-tango-43");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.locator(".form-alert")).toBeVisible();
    },
  },
  {
    name: "the sign-up page with errors and a weak password",
    async reach(page) {
      await open(page, "/sign-up");
      await page.getByLabel("Password", { exact: true }).fill("tango");
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page.locator(".form-alert")).toBeVisible();
    },
  },
  {
    name: "the sign-up page with a strong password",
    async reach(page) {
      await open(page, "/sign-up");
      await page.getByLabel("Password", { exact: true }).fill("plum-harbour");
      await expect(page.locator(".strength")).toContainText("Fair");
    },
  },
  { name: "the page for a forgotten password", reach: (page) => open(page, "/forgot-password") },
  {
    name: "the page that says where an email went",
    async reach(page) {
      await open(page, "/forgot-password");
      await page.getByLabel("E-mail").fill(stranger().email);
      await page.getByRole("button", { name: "Send a link" }).click();
      await hydrated(page);
    },
  },
  { name: "a link that no longer works", reach: (page) => open(page, "/reset-password") },
  { name: "the inbox of development", reach: (page) => open(page, "/dev/mail") },
  { name: "the overview of the settings", isSignedIn: true, reach: (page) => open(page, "/settings") },
  ...["profile", "email", "password", "two-step", "passkeys", "sessions", "activity", "data", "delete", "confirm"].map((name) => ({
    name: `the settings: ${name}`,
    isSignedIn: true,
    reach: (page: Page) => open(page, `/settings/${name}`),
  })),
  {
    name: "a refused form of the settings",
    isSignedIn: true,
    status: 422,
    async reach(page) {
      await open(page, "/settings/email");
      await page.getByRole("button", { name: "Change the address" }).click();
      await expect(page.locator(".form-alert")).toBeVisible();
      await hydrated(page);
    },
  },
  {
    name: "the overview of the administration, with its table",
    isSignedIn: true,
    async reach(page, member) {
      await makeAdmin(member);
      await page.goto("/admin");
      await page.getByText("The figures as a table").click();
    },
  },
  {
    name: "the list of people",
    isSignedIn: true,
    async reach(page, member) {
      await makeAdmin(member);
      await page.goto("/admin/people?show=administrators&sort=name");
    },
  },
  {
    name: "the page of a person, and of a change",
    isSignedIn: true,
    async reach(page, member) {
      await makeAdmin(member);
      await page.goto(`/admin/people?search=${encodeURIComponent(member)}`);
      await page.getByRole("link", { name: member }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("link", { name: "Delete account" }).click();
    },
  },
  { name: "an empty list", isSignedIn: true, reach: (page) => open(page, "/todos") },
  {
    name: "a filled list",
    isSignedIn: true,
    async reach(page) {
      await seed(page.request, [CHEESE, CAT, DOCTOR], (at) => at === 1);
      await open(page, "/todos");
    },
  },
  {
    name: "a todo being edited",
    isSignedIn: true,
    async reach(page) {
      await seed(page.request, [CHEESE, CAT], (at) => at === 1);
      await open(page, "/todos");
      await titles(page).first().dblclick();
      await page.getByRole("textbox", { name: "Edit" }).fill("x".repeat(501));
      await page.keyboard.press("Enter");
      await expect(page.locator("#edit-error")).toBeVisible();
    },
  },
  {
    name: "a filter with nothing to show",
    isSignedIn: true,
    async reach(page) {
      await seed(page.request, [CHEESE]);
      await open(page, "/todos?filter=completed");
    },
  },
  {
    name: "a list with more before it and a notice",
    isSignedIn: true,
    async reach(page) {
      await seed(page.request, Array.from({ length: 101 }, (_, at) => `todo ${at + 1}`));
      await open(page, "/todos");
      await page.route("**/rpc/todos/add", (route) => route.abort("failed"));
      await add(page, CHEESE);
      await expect(notice(page)).toBeVisible();
    },
  },
  {
    name: "a line with all that can be understood, and an offer to take something back",
    isSignedIn: true,
    async reach(page) {
      await seed(page.request, [CHEESE, CAT]);
      await open(page, "/todos");
      await items(page).first().hover();
      await page.getByRole("button", { name: `Delete ${CHEESE}` }).click();
      await expect(page.getByTestId("offer")).toBeVisible();
      await newTodo(page).fill("Pay rent tomorrow 5pm p1 //from the joint account");
      await expect(page.getByRole("list", { name: "Understood" })).toBeVisible();
    },
  },
  {
    name: "today, with what is overdue",
    isSignedIn: true,
    async reach(page) {
      await open(page, "/todos");
      await add(page, "Pay rent yesterday p1", "Call Bob today 9am p2", "Sweep today");
      await expect(items(page)).toHaveCount(3);
      await expect.poll(() => stored(page.request)).toHaveLength(3);
      await page.goto("/todos/today");
    },
  },
  ...["/todos/upcoming", "/todos/completed", "/todos/trash", "/search", "/search?q=nothing", "/lists/new"].map((path) => ({
    name: path,
    isSignedIn: true,
    reach: (page: Page) => page.goto(path),
  })),
  {
    name: "what a search has found, done or not",
    isSignedIn: true,
    async reach(page) {
      await seed(page.request, [CHEESE, "eat some cheese"], (at) => at === 1);
      await page.goto("/search?q=cheese");
      await expect(page.getByTestId("view-todo")).toHaveCount(2);
    },
  },
  {
    name: "a todo with all its fields, one of them refused",
    isSignedIn: true,
    status: 422,
    async reach(page) {
      const [id] = await seed(page.request, [CHEESE]);
      await page.goto(`/todos/${id}`);
      await page.getByLabel("Title").fill("");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.locator(".form-alert")).toBeVisible();
    },
  },
  { name: "a page that is not there", status: 404, reach: (page) => open(page, "/no/such/page") },
];

const SCREENS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

test("axe finds what is wrong", async ({ page }) => {
  await open(page, "/sign-in");
  await page.evaluate(() => {
    document.querySelector("label[for=email]")?.remove();
    document.documentElement.removeAttribute("lang");
    document.querySelector<HTMLElement>("h1")?.style.setProperty("color", "#aaa");
  });
  const found = (await violations(page)).map((violation) => violation.split(":")[0]);
  expect(found).toEqual(expect.arrayContaining(["label", "html-has-lang", "color-contrast"]));
});

test.describe("axe finds nothing", () => {
  // Measured when everything has arrived: colours in between are nobody's to read.
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  for (const state of STATES) {
    test(`on ${state.name}, light and dark, wide and narrow`, async ({ page, faults, context }) => {
      faults.allow(/ERR_FAILED/);
      if (state.status) faults.allowStatus(state.status);
      const member = state.isSignedIn ? (await signUp(context.request)).email : "";
      await state.reach(page, member);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const viewport of SCREENS) {
          await page.setViewportSize(viewport);
          expect(await violations(page), `${colorScheme}, ${viewport.width} wide`).toEqual([]);
        }
      }
    });
  }
});

/** What has the keyboard, in words. */
function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing";
    const label = element.getAttribute("aria-label") ?? (element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent) ?? "";
    const labelled = element.getAttribute("aria-labelledby");
    const name = labelled ? document.getElementById(labelled)?.textContent : label || element.textContent;
    return (name ?? "").trim();
  });
}

/** Whether what has the keyboard can be seen to have it, and is not covered. */
function focusIsVisible(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element) return "nothing has the keyboard";
    // Tick boxes draw their ring, and with it the outline, as a picture of their own.
    const carriers = [getComputedStyle(element), getComputedStyle(element, "::before")];
    const label = element.id ? document.querySelector(`label[for="${element.id}"] .demo-box`) : null;
    if (label) carriers.push(getComputedStyle(label));
    const hasOutline = carriers.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !/, 0\)$|transparent/.test(style.outlineColor));
    if (!hasOutline) return `no outline on ${element.outerHTML.slice(0, 120)}`;
    for (let ancestor: HTMLElement | null = element; ancestor; ancestor = ancestor.parentElement) {
      if (Number(getComputedStyle(ancestor).opacity) < 1 && !label) return `see-through: ${element.outerHTML.slice(0, 120)}`;
    }
    const box = (label ?? element).getBoundingClientRect();
    if (box.top < 0 || box.left < 0 || box.right > innerWidth || box.bottom > innerHeight) return `outside the window: ${element.outerHTML.slice(0, 120)}`;
    return "visible";
  });
}

async function tabThrough(page: Page, until: string) {
  const order: string[] = [];
  do {
    await page.keyboard.press("Tab");
    // The buttons of a row fade in.
    await expect.poll(() => focusIsVisible(page)).toBe("visible");
    order.push(await focused(page));
  } while (order.at(-1) !== until && order.length < 60);
  return order;
}

test.describe("by keyboard", () => {
  test("the first stop is the way past the header", async ({ page }) => {
    await open(page, "/");
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Enter");
    await expect(page.locator("main")).toBeFocused();
    await page.keyboard.press("Tab");
    expect(await focused(page), "the first link of the page itself").toBe("Get started");
    await expect(page.locator("main").getByRole("link", { name: "Get started" })).toBeFocused();
  });

  test("the start page has one order, and every stop can be seen", async ({ page }) => {
    await open(page, "/");
    expect(await tabThrough(page, "Dark")).toEqual([
      "Skip to content",
      "Latchkey",
      "Sign in",
      "Get started",
      "Get started",
      "Sign in",
      "Try me: tick this off",
      "Water the plants",
      "Call grandma back",
      "Add something to the demo list",
      "Add",
      "Read the API’s documentation",
      "A request to the API",
      "API documentation",
      "OpenAPI document",
      "System",
      "Light",
      "Dark",
    ]);
  });

  test("the sign-up page has one order, and every stop can be seen", async ({ page }) => {
    await open(page, "/sign-up");
    await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    await page.getByRole("link", { name: "Latchkey" }).focus();
    expect(await tabThrough(page, "Dark")).toEqual(["Sign in", "Name", "E-mail", "Password", "Show password", "Create account", "Sign in", "System", "Light", "Dark"]);
  });

  test("the sign-in page leads past the field to where a password is reset", async ({ page }) => {
    await open(page, "/sign-in");
    await expect(page.getByLabel("E-mail")).toBeFocused();
    expect((await tabThrough(page, "Create an account")).slice(0, 4)).toEqual(["Password", "Show password", "Forgotten your password?", "Keep me signed in on this device"]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`the list has one order, and every stop can be seen in the ${colorScheme}`, async ({ page, member }) => {
      await page.emulateMedia({ colorScheme });
      await seed(page.request, [CHEESE, CAT], (at) => at === 1);
      await open(page, "/todos");
      await page.getByRole("link", { name: "Skip to content" }).focus();
      expect(await tabThrough(page, "Dark")).toEqual([
        "Latchkey",
        "Todos",
        // The avatar is decoration, but it is a letter.
        `${member.name.charAt(0)}${member.name}`,
        "Search",
        "Inbox1 to do",
        "Today",
        "Upcoming",
        "New list",
        "All labels",
        "Done",
        "Trash",
        "Commands",
        "Keyboard?",
        "New todo",
        "Add",
        CHEESE,
        `Edit ${CHEESE}`,
        `Delete ${CHEESE}`,
        CAT,
        `Edit ${CAT}`,
        `Delete ${CAT}`,
        "All",
        "Active",
        "Completed",
        "Mark all as complete",
        "Clear completed",
        "System",
        "Light",
        "Dark",
      ]);
    });
  }

  test("a whole day: in, add, tick, rename, delete, filter, out", async ({ page }) => {
    const person = stranger();
    const { keyboard } = page;
    await open(page, "/sign-up");
    await keyboard.type(person.name);
    await keyboard.press("Tab");
    await keyboard.type(person.email);
    await keyboard.press("Tab");
    await keyboard.type(person.password);
    await keyboard.press("Enter");
    await expect(page).toHaveURL("/todos");
    await expect(page.locator("html")).toHaveAttribute("data-hydrated", "");
    await expect(newTodo(page)).toBeFocused();
    for (const title of [CHEESE, CAT, DOCTOR]) {
      await keyboard.type(title);
      await keyboard.press("Enter");
    }
    await expect(titles(page)).toHaveText([CHEESE, CAT, DOCTOR]);
    // Past "Add" to the first row.
    for (let stop = 0; stop < 2; stop += 1) await keyboard.press("Tab");
    await expect(checkbox(items(page).first())).toBeFocused();
    await keyboard.press("Space");
    await expect(checkbox(items(page).first())).toBeChecked();
    await expect(checkbox(items(page).first()), "ticking keeps the keyboard").toBeFocused();
    await keyboard.press("F2");
    await keyboard.type(" and bread");
    await keyboard.press("Enter");
    await expect(titles(page).first()).toHaveText(`${CHEESE} and bread`);
    for (let stop = 0; stop < 5; stop += 1) await keyboard.press("Tab");
    expect(await focused(page)).toBe(`Delete ${CAT}`);
    await keyboard.press("Enter");
    await expect(titles(page)).toHaveText([`${CHEESE} and bread`, DOCTOR]);
    await expect(checkbox(items(page).last())).toBeFocused();
    for (let stop = 0; stop < 5; stop += 1) await keyboard.press("Tab");
    expect(await focused(page)).toBe("Completed");
    await keyboard.press("Enter");
    await expect(titles(page)).toHaveText([`${CHEESE} and bread`]);
    await expect(page.getByRole("link", { name: "Completed" }), "filtering keeps the keyboard").toBeFocused();
    await page.locator(".account-menu summary").focus();
    await keyboard.press("Enter");
    for (let stop = 0; stop < 2; stop += 1) await keyboard.press("Tab");
    expect(await focused(page)).toBe("Sign out");
    await keyboard.press("Enter");
    await expect(page).toHaveURL("/sign-in");
  });

  test("the theme can be chosen", async ({ page }) => {
    await open(page, "/");
    await page.getByRole("button", { name: "Dark" }).focus();
    await page.keyboard.press("Space");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.getByRole("button", { name: "Dark" })).toBeFocused();
  });

  test("a notice can be reached and left", async ({ page, member, faults }) => {
    expect(member.name).toBeTruthy();
    faults.allow(/ERR_FAILED/);
    await open(page, "/todos");
    await page.route("**/rpc/todos/add", (route) => route.abort("failed"));
    await add(page, CHEESE);
    await expect(notice(page)).toBeVisible();
    const order = await tabThrough(page, "Dismiss");
    expect(order.slice(-2)).toEqual(["Retry", "Dismiss"]);
    await page.keyboard.press("Enter");
    await expect(notice(page)).toBeHidden();
  });
});

test.describe("structure", () => {
  for (const { path, isSignedIn, status } of [{ path: "/" }, { path: "/sign-in" }, { path: "/sign-up" }, { path: "/todos", isSignedIn: true }, { path: "/no/such/page", status: 404 }] as { path: string; isSignedIn?: boolean; status?: number }[]) {
    test(`${path} has its landmarks, one first heading, a language and a title`, async ({ page, context, faults }) => {
      if (status) faults.allowStatus(status);
      if (isSignedIn) {
        await signUp(context.request);
      }
      await open(page, path);
      for (const role of ["banner", "main", "contentinfo"] as const) await expect(page.getByRole(role)).toHaveCount(1);
      // Beside todos stand the views and lists.
      await expect(page.getByRole("navigation")).toHaveCount(isSignedIn ? 2 : 1);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      await expect(page).toHaveTitle(/ · Latchkey$/);
    });
  }

  test("rows say what they are about", async ({ page, member }) => {
    expect(member.name).toBeTruthy();
    await seed(page.request, [CHEESE, CAT], (at) => at === 1);
    await open(page, "/todos");
    await expect(page.getByRole("checkbox", { name: CHEESE, exact: true })).not.toBeChecked();
    await expect(page.getByRole("checkbox", { name: CAT, exact: true })).toBeChecked();
    await expect(page.getByRole("button", { name: `Delete ${CHEESE}` })).toHaveCount(1);
    await expect(page.getByRole("link", { name: "All", exact: true })).toHaveAttribute("aria-current", "page");
    await expect(page.getByTestId("todo-count")).toHaveRole("status");
  });
});

test.describe("targets", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("everything that can be touched is at least 44 by 44, or stands in a sentence", { tag: "@phone" }, async ({ page, context }) => {
    const small = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden])")]
          .filter((element) => element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && !element.matches(".skip-link, p a, li a[href^='#']"))
          .map((element) => {
            // A tick box is touched through its label.
            const label = element instanceof HTMLInputElement && element.type === "checkbox" ? element.labels?.[0] : undefined;
            const boxes = [element, ...(label ? [label] : [])].map((part) => part.getBoundingClientRect());
            return { element, height: Math.max(...boxes.map((box) => box.height)), width: Math.max(...boxes.map((box) => box.width)) };
          })
          .filter(({ height, width }) => height < 44 || width < 44)
          .map(({ element, height, width }) => `${element.outerHTML.slice(0, 80)} ${width}×${height}`),
      );
    for (const path of ["/", "/sign-in", "/sign-up"]) {
      await open(page, path);
      expect(await small(), path).toEqual([]);
    }
    await signUp(context.request);
    await seed(page.request, [CHEESE, CAT], (at) => at === 1);
    await open(page, "/todos");
    expect(await small(), "/todos").toEqual([]);
  });
});

test.describe("motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves for those who want no motion", async ({ page, member }) => {
    expect(member.name).toBeTruthy();
    await seed(page.request, [CHEESE]);
    await open(page, "/todos");
    await add(page, CAT);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((element) =>
        [null, "::before", "::after"].flatMap((pseudo) => {
          const style = getComputedStyle(element, pseudo);
          const moves = style.animationName !== "none" || (style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0.08) && style.transitionProperty !== "none") || (parseFloat(style.transitionDuration) > 0 && style.transitionProperty !== "opacity");
          return moves ? [`${element.tagName}${pseudo ?? ""} ${style.animationName} ${style.transition}`] : [];
        }),
      ),
    );
    expect(moving).toEqual([]);
  });
});

const LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3);

test.describe("small screens and large text", () => {
  async function pages(page: Page, visit: (path: string) => Promise<void>) {
    for (const path of ["/", "/sign-in", "/sign-up", "/no/such/page"]) {
      await open(page, path);
      await visit(path);
    }
    await signUp(page.context().request, stranger("Wolfeschlegelsteinhausenbergerdorff-Montmorency-Laval"));
    await seed(page.request, [CHEESE, LONG_WORD, "x".repeat(500)], (at) => at === 0);
    await open(page, "/todos");
    await visit("/todos");
    await page.getByRole("link", { name: /^Edit x+$/ }).click();
    await visit("/todos while editing");
    await page.keyboard.press("Escape");
    await open(page, "/");
    await visit("/ signed in");
  }

  /** What reaches out of the window to the right, or nothing. */
  const overflowing = (page: Page) =>
    page.evaluate(() => {
      const root = document.documentElement;
      if (root.scrollWidth <= root.clientWidth) return [];
      return [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 0.5).map((element) => `${element.tagName}.${element.className} ${Math.round(element.getBoundingClientRect().right)} > ${root.clientWidth}`);
    });

  /** Controls whose words do not fit into them. */
  const cutOff = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("a, button, label, h1, h2, p, li")]
        .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden, .skip-link, .member-name"))
        .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
        .map((element) => `${element.outerHTML.slice(0, 100)} ${element.scrollWidth} > ${element.clientWidth}`),
    );

  test("320 pixels are wide enough", async ({ page, faults }) => {
    faults.allowStatus(404);
    await page.setViewportSize({ width: 320, height: 640 });
    await pages(page, async (path) => {
      expect(await overflowing(page), path).toEqual([]);
      expect(await cutOff(page), path).toEqual([]);
    });
  });

  for (const width of [1280, 640]) {
    test(`text of twice the size fits into ${width} pixels`, async ({ page, faults }) => {
      faults.allowStatus(404);
      await page.setViewportSize({ width, height: 800 });
      await pages(page, async (path) => {
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        expect(await overflowing(page), path).toEqual([]);
        expect(await cutOff(page), path).toEqual([]);
      });
    });
  }

  test("wider spacing of text cuts nothing off", async ({ page, faults }) => {
    faults.allowStatus(404);
    // WCAG 1.4.12, through the style sheet object that the content security policy allows.
    await page.addInitScript(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
      document.adoptedStyleSheets = [sheet];
    });
    await pages(page, async (path) => {
      expect(await overflowing(page), path).toEqual([]);
      expect(await cutOff(page), path).toEqual([]);
    });
  });

  test("text on a phone is large enough that the browser does not zoom into fields", { tag: "@phone" }, async ({ page }) => {
    await open(page, "/sign-up");
    for (const input of await page.locator("input").all()) {
      expect(parseFloat(await input.evaluate((element) => getComputedStyle(element).fontSize))).toBeGreaterThanOrEqual(16);
    }
  });
});

test("in forced colours the state of every box can still be seen", async ({ page, member }) => {
  expect(member.name).toBeTruthy();
  await page.emulateMedia({ forcedColors: "active" });
  await seed(page.request, [CHEESE, CAT], (at) => at === 1);
  await open(page, "/todos");
  const ring = (at: number) => checkbox(items(page).nth(at)).evaluate((element) => getComputedStyle(element, "::before").backgroundColor);
  expect(await ring(0)).not.toBe(await ring(1));
});
