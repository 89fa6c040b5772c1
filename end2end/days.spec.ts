// Days: the calendar in which one is chosen, and the next one, which begins on a page that stands open.

import type { APIRequestContext, Page } from "@playwright/test";

import { expectNoViolations } from "./support/axe.ts";
import { SAME_ORIGIN, expect, open, test } from "./support/test.ts";
import { checkbox, items, newTodo, seed } from "./support/todos.ts";

const day = (page: Page, text: string) => page.locator(`[role=gridcell][data-day="${text}"]`);

// Measured when everything has arrived: colours in between are nobody's to read.
test.use({ contextOptions: { reducedMotion: "reduce" } });
test.beforeEach(({ member }) => expect(member.email).toBeTruthy());

test.describe("the calendar", () => {
  test("stands beside the field, and is used by the keyboard", { tag: "@phone" }, async ({ page }) => {
    const [id] = await seed(page.request, ["one"]);
    await open(page, `/todos/${id}`);
    const field = page.getByRole("main").getByLabel("Date", { exact: true });
    await field.fill("2026-01-31");
    await page.getByRole("button", { name: "Calendar" }).click();
    await expect(page.getByRole("heading", { name: "January 2026" })).toBeVisible();
    await expect(day(page, "2026-01-31")).toBeFocused();
    await expectNoViolations(page);
    for (const [key, there] of [
      ["PageDown", "2026-02-28"],
      ["PageUp", "2026-01-28"],
      ["Shift+PageDown", "2027-01-28"],
      ["Shift+PageUp", "2026-01-28"],
      ["ArrowUp", "2026-01-21"],
      ["ArrowLeft", "2026-01-20"],
      ["ArrowDown", "2026-01-27"],
      // In Britain, weeks begin on Monday.
      ["Home", "2026-01-26"],
      ["End", "2026-02-01"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(day(page, there), key).toBeFocused();
    }
    await page.keyboard.press("Space");
    await expect(field).toHaveValue("2026-02-01");
    await expect(page.getByRole("button", { name: "Calendar" })).toBeFocused();
    await page.getByRole("button", { name: "Calendar" }).click();
    await page.getByRole("button", { name: "Month after" }).click();
    await day(page, "2026-03-17").click();
    await expect(field).toHaveValue("2026-03-17");
    await page.getByRole("button", { name: "Calendar" }).click();
    await page.keyboard.press("Escape");
    await expect(field).toHaveValue("2026-03-17");
    await page.getByRole("button", { name: "Calendar" }).click();
    await page.getByRole("button", { name: "No date" }).click();
    await expect(field).toHaveValue("");
  });

  test("knows the days one mostly means", async ({ page }) => {
    await seed(page.request, ["one"]);
    // A Wednesday, and then a Sunday.
    for (const [now, days] of [
      ["2026-07-15", { Today: "15", Tomorrow: "16", "This weekend": "18", "Next week": "20" }],
      ["2026-07-19", { Today: "19", Tomorrow: "20" }],
    ] as const) {
      await open(page, "/todos");
      await page.evaluate((day) => (document.querySelector<HTMLElement>(".views")!.dataset.today = day), now);
      await checkbox(items(page)).focus();
      await page.keyboard.press("d");
      const quick = page.getByRole("dialog").locator(".calendar-quick button");
      await expect(quick).toHaveText([...Object.entries(days).map(([words, date]) => new RegExp(`^${words} \\w{3} ${date} Jul$`)), "No date"]);
      await expect(page.locator("[role=gridcell][aria-current=date]")).toHaveAttribute("data-day", now);
      await page.keyboard.press("Escape");
    }
  });
});

test.describe("the next day", () => {
  /** Zones in which it is one day and the next one, at whatever hour this runs. */
  const [here, there] = new Date().getUTCHours() < 11 ? ["Pacific/Pago_Pago", "UTC"] : ["UTC", "Pacific/Kiritimati"];
  const dayIn = (zone: string) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format();

  async function live(request: APIRequestContext, zone: string) {
    const form = { intent: "profile", name: "Ada", "time-zone": zone };
    const answer = await request.post("/settings/profile", { form, headers: SAME_ORIGIN, maxRedirects: 0 });
    expect(answer.status()).toBe(303);
  }

  test.beforeEach(async ({ page }) => {
    await page.clock.install();
    await live(page.request, here);
    await page.request.post("/api/todos", { data: { title: "one", due_date: dayIn(there) }, headers: SAME_ORIGIN });
  });

  test("begins on a page that stands open", async ({ page }) => {
    await page.goto("/todos/today");
    await expect(page.getByText("Nothing is due today.")).toBeVisible();
    // For the server, which keeps its own time, the day begins where somebody lives further east.
    await live(page.request, there);
    await page.clock.fastForward("24:00:05");
    await expect(page.getByTestId("view-todo")).toContainText(["one"]);
  });

  test("begins in the list, and in what is typed there", async ({ page }) => {
    await open(page, "/todos");
    await expect(items(page).locator("time")).toHaveText("Tomorrow");
    await live(page.request, there);
    await page.clock.fastForward("24:00:05");
    await expect(items(page).locator("time")).toHaveText("Today");
    await newTodo(page).fill(`two ${dayIn(there)}`);
    await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveText(["Today"]);
  });
});
