// Emails by a real mail server.

import { type MailServer, startMailServer } from "./support/smtp.ts";
import { type Server, scratchDirectory, startServer } from "./support/server.ts";
import { expect, forgetSession, open, pathOf, stranger, test } from "./support/test.ts";

let mail: MailServer;
let server: Server;
let data: Awaited<ReturnType<typeof scratchDirectory>>;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  mail = await startMailServer();
  data = await scratchDirectory();
  server = await startServer(data.path, undefined, {
    SMTP_URL: mail.url,
    MAIL_FROM: "Latchkey <no-reply@todo.example>",
    REQUIRE_EMAIL_VERIFICATION: "true",
  });
});

test.afterAll(async () => {
  await server.stop();
  await mail.close();
  await data.remove();
});

async function received(subject: string) {
  await expect.poll(() => mail.emails.filter((email) => email.subject === subject).length, { timeout: 15_000 }).toBeGreaterThan(0);
  return mail.emails.findLast((email) => email.subject === subject)!;
}

test("somebody signs up, confirms the address by the letter, and comes in", async ({ page, faults }) => {
  faults.allowStatus(403);
  const person = stranger();
  await open(page, `${server.url}/sign-up`);
  await page.getByLabel("Name", { exact: true }).fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your e‑mail" })).toBeVisible();
  expect(pathOf(page)).toBe("/check-mail");

  const email = await received("Confirm your e-mail address");
  expect(email.from?.text).toBe('"Latchkey" <no-reply@todo.example>');
  expect(email.text).toContain("Please confirm that");
  expect(email.html).toContain("Confirm this address");
  const link = email.text?.match(/https?:\/\/\S+token=\S+/)?.[0] ?? "";
  expect(link.startsWith(server.url), "the link has the configured origin").toBe(true);

  await open(page, link);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Address confirmed" })).toBeVisible();
  await open(page, `${server.url}/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Nothing here yet.")).toBeVisible();

  // Signing up once more looks the same, and only the owner is told.
  await forgetSession(page);
  await open(page, `${server.url}/sign-up`);
  await page.getByLabel("Name", { exact: true }).fill("Mallory");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill("a heron reads the weather");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your e‑mail" })).toBeVisible();
  expect((await received("You already have an account")).to).toMatchObject({ text: person.email });
});

test("the inbox of development does not exist", async ({ page, faults }) => {
  faults.allowStatus(404);
  const response = await page.goto(`${server.url}/dev/mail`);
  expect(response?.status()).toBe(404);
});
