// Passkeys, with the authenticator that Chromium has for tests. They belong to the name of a site, so these tests have a
// server with one.

import type { CDPSession, Page } from "@playwright/test";

import { type Server, scratchDirectory, startServer } from "./support/server.ts";
import { PASSWORD, type Person, expect, forgetSession, hydrated, open, signUp, stranger, test } from "./support/test.ts";

let server: Server;
let data: Awaited<ReturnType<typeof scratchDirectory>>;

test.beforeAll(async () => {
  data = await scratchDirectory();
  server = await startServer(data.path, undefined, { host: "localhost" });
});

test.afterAll(async () => {
  await server.stop();
  await data.remove();
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const rows = (page: Page) => page.getByRole("main").locator(".row-item");

/** A device with a lock that its owner opens at once, as long as somebody is there. */
class Device {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  static async of(page: Page) {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const options = {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const;
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
    return new Device(session, authenticatorId);
  }

  /** While nobody is there, what a page offers to fill in waits. */
  async isWatched(enabled: boolean) {
    await this.#session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.#id, enabled });
  }

  async passkeys() {
    const { credentials } = await this.#session.send("WebAuthn.getCredentials", { authenticatorId: this.#id });
    return credentials.length;
  }
}

async function newcomer(page: Page): Promise<Person> {
  return signUp(page.context().request, stranger());
}

async function add(page: Page) {
  await open(page, `${server.url}/settings/passkeys`);
  await button(page, "Add a passkey").click();
  await expect(page.getByRole("status")).toContainText("Passkey added.");
}

test.describe("passkeys", () => {
  // Before the server is up, fixtures are made once for what starts it.
  test.use({ baseURL: async ({}, use) => use((server as Server | undefined)?.url) });

  test("one is added, signs in by the button, gets another name and is removed", { tag: "@phone" }, async ({ page }) => {
    const device = await Device.of(page);
    await newcomer(page);
    await add(page);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText("Not used yet");
    expect(await device.passkeys()).toBe(1);

    // What the address field offers would be taken at once by a device that is watched, and be there before the button.
    await page.addInitScript(() => {
      if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
    });
    await forgetSession(page);
    await open(page, "/sign-in?next=/settings/passkeys");
    await button(page, "Sign in with a passkey").click();
    await expect(page).toHaveURL("/settings/passkeys");
    await expect(rows(page)).toContainText("Last used just now");

    await hydrated(page);
    await page.getByRole("link", { name: /^Rename / }).click();
    await page.getByLabel("Name", { exact: true }).fill("Work laptop");
    await button(page, "Save").click();
    await expect(rows(page)).toContainText("Work laptop");

    await button(page, "Remove Work laptop").click();
    await expect(page.getByRole("status")).toContainText("Passkey removed.");
    await expect(rows(page)).toHaveCount(0);
  });

  test("one that is offered in the field for the address signs in without the button", async ({ page }) => {
    await Device.of(page);
    await newcomer(page);
    await add(page);
    await forgetSession(page);
    await page.goto("/sign-in");
    // The script comes when somebody moves.
    await page.mouse.move(200, 200);
    await expect(page).toHaveURL("/todos");
  });

  test("a device adds one passkey for an account, and says why not another", async ({ page }) => {
    await Device.of(page);
    await newcomer(page);
    await add(page);
    await open(page, "/settings/passkeys");
    await button(page, "Add a passkey").click();
    await expect(page.getByRole("main").getByRole("alert")).toHaveText("This device already has a passkey for your account.");
    await expect(rows(page)).toHaveCount(1);
  });

  test("a passkey that was removed is refused beside the button, and the password still works", async ({ page, faults }) => {
    faults.allowStatus(401);
    const device = await Device.of(page);
    const person = await newcomer(page);
    await add(page);
    await page.getByRole("button", { name: /^Remove / }).click();
    await expect(page.getByRole("status")).toContainText("Passkey removed.");

    await device.isWatched(false);
    await forgetSession(page);
    await open(page, "/sign-in");
    await device.isWatched(true);
    await button(page, "Sign in with a passkey").click();
    await expect(page.getByText("That passkey can’t be used here.")).toBeVisible();
    await page.getByLabel("E-mail", { exact: true }).fill(person.email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await button(page, "Sign in").click();
    await expect(page).toHaveURL("/todos");
  });

  test("the button is there also where one comes by a link", async ({ page }) => {
    await open(page, "/");
    await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
    await expect(button(page, "Sign in with a passkey")).toBeVisible();
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, baseURL: async ({}, use) => use(server.url) });

  test("the pages say what is missing and offer nothing that cannot work", async ({ page }) => {
    await page.goto("/sign-in");
    await expect(button(page, "Sign in with a passkey")).toBeHidden();
    await newcomer(page);
    await page.goto("/settings/passkeys");
    await expect(page.getByText("Adding one needs JavaScript")).toBeVisible();
    await expect(button(page, "Add a passkey")).toBeHidden();
  });
});
