import type { LaunchOptions } from "@playwright/test";

/** The distribution's Chromium, which asks nobody for anything on its own. */
export const WHOLE_CHROMIUM: LaunchOptions = {
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** The same without its windows where there is one, which takes half the time. It has no back/forward cache. */
export const CHROMIUM: LaunchOptions = {
  ...WHOLE_CHROMIUM,
  ...(process.env.CHROMIUM_SHELL_PATH && { executablePath: process.env.CHROMIUM_SHELL_PATH }),
};
