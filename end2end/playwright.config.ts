// The end-to-end tests: the release binary in a real browser.
//
// `cargo xtask test e2e` builds the binary and names it in LATCHKEY_BIN, and the browser in CHROMIUM_PATH.
// One server with an empty database serves the whole run; every test makes its own people.

import { tmpdir } from "node:os";
import { join } from "node:path";

import { defineConfig } from "@playwright/test";

import { CHROMIUM } from "./support/chromium.ts";

const WITHOUT_SCRIPT = /\.nojs\.spec\.ts$/;

export default defineConfig({
  testDir: ".",
  // Traces hold cookies and screenshots; they do not belong into the checkout.
  outputDir: join(tmpdir(), "latchkey-end2end"),
  globalSetup: "./support/global-setup.ts",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [["list"]],
  use: {
    // Set by the global setup before any worker reads this file.
    ...(process.env.LATCHKEY_URL && { baseURL: process.env.LATCHKEY_URL }),
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "light",
    // Keeping one of every test, to throw most away, takes a good part of the time: ask for them where one is looked for.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    launchOptions: CHROMIUM,
  },
  projects: [
    { name: "desktop", testIgnore: WITHOUT_SCRIPT },
    {
      name: "phone",
      testIgnore: WITHOUT_SCRIPT,
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
    },
    { name: "no-script", testMatch: WITHOUT_SCRIPT, use: { javaScriptEnabled: false } },
  ],
});
