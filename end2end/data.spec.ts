// Your data, and leaving.

import { deleteAccount, importAndExport, importNonsense } from "./support/data.ts";
import { test } from "./support/test.ts";

test("a list is imported after a look at it, and taken along again", async ({ page, member: _ }) => {
  await importAndExport(page);
});

test("a file that is no list of todos comes back with the reason", async ({ page, member: _, faults }) => {
  faults.allowStatus(422);
  await importNonsense(page);
});

test("an account is deleted by its password, its address and a letter", async ({ page, member, faults }) => {
  faults.allowStatus(422);
  await deleteAccount(page, member);
});
