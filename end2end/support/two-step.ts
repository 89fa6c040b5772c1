// The app on a phone, and the way to turn two-step verification on.

import { createHmac } from "node:crypto";

import { type Page, expect } from "@playwright/test";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code an app shows for a key so many steps from now (RFC 6238). */
export function codeOf(textKey: string, steps = 0) {
  const bits = [...textKey.replaceAll(" ", "")].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE((hash[19] ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Turns it on in the settings, and tells the key and the recovery codes. The present code stays good: the one before it is used. */
export async function turnOn(page: Page) {
  await page.goto("/settings/two-step");
  await page.getByRole("button", { name: "Set up two-step verification" }).click();
  const key = (await page.locator(".text-key code").textContent()) ?? "";
  await page.getByLabel("Code from the app").fill(codeOf(key, -1));
  await page.getByRole("button", { name: "Turn on" }).click();
  const codes = ((await page.locator(".recovery-codes").textContent()) ?? "").split("\n");
  expect(codes).toHaveLength(10);
  await saveCodes(page);
  await expect(page.getByRole("heading", { name: "Two-step verification is on" })).toBeVisible();
  return { key, codes };
}

/** Goes on from the page that shows recovery codes. */
export async function saveCodes(page: Page) {
  await page.getByLabel("I have saved these codes").check();
  await page.getByRole("button", { name: "Done" }).click();
}
