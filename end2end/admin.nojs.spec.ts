// Administration without JavaScript.

import { findNothing, findTheWayIn, lookAfter } from "./support/admin.ts";
import { signUp, test } from "./support/test.ts";

test("an administrator looks after somebody’s account", async ({ page, member, anotherBrowser, faults }) => {
  faults.allowStatus(403);
  const otherPage = await (await anotherBrowser()).newPage();
  const other = await signUp(otherPage.request);
  await lookAfter(page, member, other, otherPage);
});

test("to everybody else there is nothing", async ({ page, member: _, faults }) => {
  faults.allowStatus(404);
  await findNothing(page);
  await page.context().clearCookies();
  await findTheWayIn(page);
});
