// The example of `docs/guides/testing.md`.

import { expect, open, test } from "./support/test.ts";
import { add, titles } from "./support/todos.ts";

test("a todo is there again after a reload", async ({ page, member }) => {
  await open(page, "/todos");
  await expect(page.getByRole("banner")).toContainText(member.name);
  await add(page, "Water the plants");
  await page.reload();
  await expect(titles(page)).toHaveText(["Water the plants"]);
});
