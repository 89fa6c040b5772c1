// The stock client of Better Auth with its `twoFactor` plugin, unmodified, against a running server (BASE_URL).

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { createAuthClient } from "better-auth/client";
import { twoFactorClient } from "better-auth/client/plugins";

import { Device, PASSWORD, data, somebody } from "./device.mjs";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What the plugin was told to go on with. */
const redirects = [];

function client() {
  const plugin = twoFactorClient({ onTwoFactorRedirect: (redirect) => void redirects.push(redirect) });
  return createAuthClient(new Device().options({ plugins: [plugin] }));
}

async function refused(call, status, code) {
  const { data, error } = await call;
  assert.equal(data, null);
  assert.deepEqual({ status: error.status, code: error.code }, { status, code });
}

/** The code an app shows so many steps from now (RFC 6238). */
function code(totpURI, steps = 0) {
  const { searchParams } = new URL(totpURI);
  const bits = [...searchParams.get("secret")].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Somebody who has turned it on, with the code of the step before, so that the present one is still good. */
async function member() {
  const [ada, auth] = [somebody(), client()];
  const { user } = data(await auth.signUp.email(ada));
  assert.equal(user.twoFactorEnabled, false);
  const { totpURI, backupCodes } = data(await auth.twoFactor.enable({ password: PASSWORD }));
  assert.equal(backupCodes.length, 10);
  await refused(auth.twoFactor.verifyTotp({ code: "12345" }), 401, "INVALID_CODE");
  data(await auth.twoFactor.verifyTotp({ code: code(totpURI, -1) }));
  assert.equal(data(await auth.getSession()).user.twoFactorEnabled, true);
  return { ...ada, auth, totpURI, backupCodes };
}

/** The password on a device, which is asked for a second step. */
async function halfSignedIn({ email, password }, auth = client()) {
  const answer = data(await auth.signIn.email({ email, password }));
  assert.deepEqual(answer, { twoFactorRedirect: true, twoFactorMethods: ["totp"] });
  assert.deepEqual(redirects.pop(), { twoFactorMethods: ["totp"] });
  assert.equal(data(await auth.getSession()), null);
  return auth;
}

test("an app is enabled, and signing in takes its code", async () => {
  const ada = await member();
  data(await ada.auth.signOut());
  const auth = await halfSignedIn(ada, ada.auth);
  const now = code(ada.totpURI);
  const { token, user } = data(await auth.twoFactor.verifyTotp({ code: now }));
  const current = data(await auth.getSession());
  assert.deepEqual([current.session.token, current.user.id], [token, user.id]);

  const other = await halfSignedIn(ada);
  await refused(other.twoFactor.verifyTotp({ code: now }), 401, "INVALID_CODE");
  data(await other.twoFactor.verifyTotp({ code: code(ada.totpURI, 1) }));
});

test("a backup code signs in once, and a trusted device needs none", async () => {
  const ada = await member();
  const auth = await halfSignedIn(ada);
  await refused(auth.twoFactor.verifyBackupCode({ code: "aaaaa-aaaaa" }), 401, "INVALID_BACKUP_CODE");
  data(await auth.twoFactor.verifyBackupCode({ code: ada.backupCodes[0], trustDevice: true }));
  data(await auth.signOut());
  assert.equal(data(await auth.signIn.email({ email: ada.email, password: ada.password })).user.email, ada.email);

  const other = await halfSignedIn(ada);
  await refused(other.twoFactor.verifyBackupCode({ code: ada.backupCodes[0] }), 401, "INVALID_BACKUP_CODE");
  const { backupCodes } = data(await ada.auth.twoFactor.generateBackupCodes({ password: PASSWORD }));
  await refused(other.twoFactor.verifyBackupCode({ code: ada.backupCodes[1] }), 401, "INVALID_BACKUP_CODE");
  data(await other.twoFactor.verifyBackupCode({ code: backupCodes[1] }));
});

test("what is refused, and turning it off", async () => {
  const ada = await member();
  await refused(ada.auth.twoFactor.getTotpUri({ password: PASSWORD }), 400, "TOTP_ALREADY_ENABLED");
  const { totpURI } = data(await ada.auth.twoFactor.getTotpUri({ password: PASSWORD, code: code(ada.totpURI) }));
  assert.equal(new URL(totpURI).searchParams.get("secret"), new URL(ada.totpURI).searchParams.get("secret"));
  await refused(client().twoFactor.verifyTotp({ code: "123456" }), 401, "INVALID_TWO_FACTOR_COOKIE");
  await refused(ada.auth.twoFactor.enable({ password: PASSWORD }), 400, "TOTP_ALREADY_ENABLED");
  await refused(ada.auth.twoFactor.disable({ password: "not my password" }), 400, "INVALID_PASSWORD");
  assert.deepEqual(data(await ada.auth.twoFactor.disable({ password: PASSWORD })), { status: true });
  const { user } = data(await client().signIn.email({ email: ada.email, password: ada.password }));
  assert.equal(user.twoFactorEnabled, false);
});
