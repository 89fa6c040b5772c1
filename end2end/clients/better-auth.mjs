// The stock client of Better Auth, unmodified, against a running server (BASE_URL).

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";

import { createAuthClient } from "better-auth/client";
import { jwtClient } from "better-auth/client/plugins";

import { Device, OTHER_PASSWORD, PASSWORD, data, somebody } from "./device.mjs";

const BASE_URL = process.env.BASE_URL ?? "http://localhost:3000";
const USER = ["createdAt", "email", "emailVerified", "id", "image", "name", "role", "twoFactorEnabled", "updatedAt"];
const SESSION = ["createdAt", "expiresAt", "id", "ipAddress", "token", "updatedAt", "userAgent", "userId"];

function client(device = new Device()) {
  return createAuthClient(device.options({ plugins: [jwtClient()] }));
}

/** A client of somebody who has just signed up. */
async function member(device = new Device()) {
  const [ada, auth] = [somebody(), client(device)];
  const { user, token } = data(await auth.signUp.email(ada));
  return { ...ada, auth, device, user, token };
}

/** The same person on another device. */
async function elsewhere({ email, password }) {
  const device = new Device();
  const auth = client(device);
  const { token } = data(await auth.signIn.email({ email, password }));
  return { auth, device, token };
}

async function refused(call, status, code) {
  const { data, error } = await call;
  assert.equal(data, null);
  assert.deepEqual({ status: error.status, code: error.code }, { status, code });
  return error;
}

test("signing up opens a session, and signing out ends it", async () => {
  const { auth, user, token, email, device } = await member();
  assert.deepEqual(Object.keys(user).sort(), USER);
  assert.equal(user.email, email);
  assert.equal(user.image, null);

  const current = data(await auth.getSession());
  assert.deepEqual(Object.keys(current.session).sort(), SESSION);
  assert.equal(current.session.token, token);
  assert.equal(current.session.userId, user.id);
  assert.equal(current.user.id, user.id);
  for (const date of [current.user.createdAt, current.session.expiresAt, user.updatedAt]) assert.ok(date instanceof Date);
  assert.ok(Math.abs(Date.now() - current.session.createdAt.getTime()) < 60_000, "dates are not late");

  assert.deepEqual(data(await auth.signOut()), { success: true });
  assert.equal(device.session.length, 0);
  assert.equal(data(await auth.getSession()), null);
});

test("signing out without a session is fine", async () => {
  assert.deepEqual(data(await client().signOut()), { success: true });
});

test("errors have the statuses and codes of Better Auth", async () => {
  const { auth, email, name } = await member();
  const guest = client();
  await refused(guest.signUp.email({ email, name, password: PASSWORD }), 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
  await refused(guest.signUp.email({ ...somebody(), password: "short" }), 400, "PASSWORD_TOO_SHORT");
  await refused(guest.signUp.email({ ...somebody(), password: "x".repeat(129) }), 400, "PASSWORD_TOO_LONG");
  await refused(guest.signUp.email({ ...somebody(), email: "ada" }), 400, "VALIDATION_ERROR");
  await refused(guest.signIn.email({ email: "ada", password: PASSWORD }), 400, "INVALID_EMAIL");
  await refused(guest.signIn.email({ email, password: OTHER_PASSWORD }), 401, "INVALID_EMAIL_OR_PASSWORD");
  await refused(guest.signIn.email({ ...somebody() }), 401, "INVALID_EMAIL_OR_PASSWORD");
  await refused(guest.listSessions(), 401, "UNAUTHORIZED");
  await refused(auth.updateUser({ email: "eve@example.com" }), 400, "EMAIL_CAN_NOT_BE_UPDATED");
  await refused(auth.updateUser({}), 404, undefined);
  await refused(guest.resetPassword({ newPassword: OTHER_PASSWORD, token: "x" }), 400, "INVALID_TOKEN");
  await refused(guest.verifyEmail({ query: { token: "x" } }), 401, "INVALID_TOKEN");
});

/** The link in the newest email to somebody; it is written after the answer, so it may take a moment. */
async function linkTo(email, subject) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const list = await (await fetch(`${BASE_URL}/dev/mail`)).text();
    const row = list.split('class="row-item"').find((row) => row.includes(email) && row.includes(subject));
    const id = row?.match(/\/dev\/mail\/([0-9a-f-]+)/)?.[1];
    const mail = id && (await (await fetch(`${BASE_URL}/dev/mail/${id}`)).text());
    if (mail) return mail.match(/https?:\/\/[^"<]+\/api\/auth\/[^"<]+/)[0].replaceAll("&amp;", "&");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no email to ${email} about ${subject}`);
}

test("a forgotten password is reset by the link of a letter", async () => {
  const { email, auth } = await member();
  const guest = client();
  for (const address of [email, somebody().email]) {
    assert.equal(data(await guest.requestPasswordReset({ email: address, redirectTo: "/my-reset" })).status, true);
  }
  const answer = await fetch(await linkTo(email, "Reset your password"), { redirect: "manual" });
  const token = new URL(answer.headers.get("location")).searchParams.get("token");
  assert.deepEqual(data(await guest.resetPassword({ newPassword: OTHER_PASSWORD, token })), { status: true });
  await refused(guest.resetPassword({ newPassword: OTHER_PASSWORD, token }), 400, "INVALID_TOKEN");
  assert.equal(data(await auth.getSession()), null, "every session has ended");
  assert.ok(data(await guest.signIn.email({ email, password: OTHER_PASSWORD })).token);
});

test("what needs a letter is done, whoever asks", async () => {
  const { auth, email } = await member();
  assert.equal(data(await auth.changeEmail({ newEmail: somebody().email })).status, true);
  assert.equal(data(await auth.sendVerificationEmail({ email })).status, true);
  assert.equal(data(await client().sendVerificationEmail({ email: somebody().email })).status, true);
});

test("remembering is the default, and the other way lasts as long as the browser", async () => {
  const { email, password, device } = await member();
  const lasts = (device) => device.session.map(({ attributes }) => attributes.some((a) => a.startsWith("Max-Age")));
  assert.deepEqual(lasts(device), [true, true]);
  const briefly = new Device();
  data(await client(briefly).signIn.email({ email, password, rememberMe: false }));
  assert.deepEqual(lasts(briefly), [false, false]);
  const { session } = data(await client(briefly).getSession());
  assert.equal(session.expiresAt - session.createdAt, 86_400_000);
});

test("signing in again ends the session the browser had, and no other", async () => {
  const ada = await member();
  const { auth, email, password, device, token } = ada;
  const phone = await elsewhere(ada);
  const earlier = new Device();
  for (const [name, cookie] of device.cookies) earlier.cookies.set(name, cookie);
  const again = data(await auth.signIn.email({ email, password }));
  assert.notEqual(again.token, token);
  assert.equal(data(await client(earlier).getSession()), null);
  assert.equal(data(await auth.getSession()).session.token, again.token);
  assert.equal(data(await phone.auth.getSession()).session.token, phone.token);
});

test("a page finds this device in the list and ends the others", async () => {
  const ada = await member();
  const [phone, tablet] = [await elsewhere(ada), await elsewhere(ada)];
  const { session } = data(await ada.auth.getSession());
  const list = data(await ada.auth.listSessions());
  assert.equal(list.length, 3);
  for (const one of list) assert.deepEqual(Object.keys(one).sort(), SESSION);
  assert.deepEqual(list.filter(({ token }) => token === session.token).map(({ id }) => id), [session.id]);

  const phoneId = data(await phone.auth.getSession()).session.id;
  const { token } = list.find(({ id }) => id === phoneId);
  assert.deepEqual(data(await ada.auth.revokeSession({ token })), { status: true });
  assert.equal(data(await phone.auth.getSession()), null);

  assert.deepEqual(data(await ada.auth.revokeSession({ token: tablet.token })), { status: true });
  assert.equal(data(await tablet.auth.getSession()), null);
  assert.equal(data(await ada.auth.listSessions()).length, 1);

  assert.deepEqual(data(await ada.auth.revokeSession({ token: session.token })), { status: true });
  assert.equal(ada.device.session.length, 0);
});

test("somebody else's session is left alone", async () => {
  const [ada, eve] = [await member(), await member()];
  const { session } = data(await ada.auth.getSession());
  for (const token of [ada.token, session.id, "nobody's"]) {
    assert.deepEqual(data(await eve.auth.revokeSession({ token })), { status: true });
  }
  assert.equal(data(await ada.auth.getSession()).user.id, ada.user.id);
});

test("all other sessions, and all, end at once", async () => {
  const ada = await member();
  const [phone, tablet] = [await elsewhere(ada), await elsewhere(ada)];
  assert.deepEqual(data(await ada.auth.revokeOtherSessions()), { status: true });
  assert.equal(data(await phone.auth.getSession()), null);
  assert.equal(data(await tablet.auth.getSession()), null);
  assert.equal(data(await ada.auth.listSessions()).length, 1);
  const again = await elsewhere(ada);
  assert.deepEqual(data(await ada.auth.revokeSessions()), { status: true });
  assert.equal(data(await ada.auth.getSession()), null);
  assert.equal(data(await again.auth.getSession()), null);
});

test("a password is changed, with and without ending the other sessions", async () => {
  const ada = await member();
  const phone = await elsewhere(ada);
  const change = (currentPassword, newPassword, revokeOtherSessions) =>
    ada.auth.changePassword({ currentPassword, newPassword, revokeOtherSessions });
  await refused(change("not my password", OTHER_PASSWORD), 400, "INVALID_PASSWORD");
  await refused(change(PASSWORD, "short"), 400, "PASSWORD_TOO_SHORT");

  const kept = data(await change(PASSWORD, OTHER_PASSWORD));
  assert.deepEqual([kept.token, kept.user.id], [null, ada.user.id]);
  assert.ok(data(await phone.auth.getSession()));

  const renewed = data(await change(OTHER_PASSWORD, PASSWORD, true));
  assert.equal(data(await ada.auth.getSession()).session.token, renewed.token);
  assert.equal(data(await phone.auth.getSession()), null);
  assert.equal(data(await ada.auth.listSessions()).length, 1);
});

test("a name and a picture are changed, and the session says so", async () => {
  const { auth } = await member();
  const image = "https://example.com/ada.png";
  assert.deepEqual(data(await auth.updateUser({ name: "Ada King", image })), { status: true });
  let { user } = data(await auth.getSession());
  assert.deepEqual([user.name, user.image], ["Ada King", image]);
  data(await auth.updateUser({ image: null }));
  ({ user } = data(await auth.getSession()));
  assert.deepEqual([user.name, user.image], ["Ada King", null]);
  await refused(auth.updateUser({ image: "javascript:alert(1)" }), 400, "VALIDATION_ERROR");
});

/** Asks for the account to be deleted, which an email confirms where there is mail, and follows its link. */
async function remove({ auth, device, email }, proof) {
  const sent = { success: true, message: "Verification email sent" };
  assert.deepEqual(data(await auth.deleteUser({ ...proof, callbackURL: "/goodbye" })), sent);
  assert.ok(data(await auth.getSession()), "nothing has happened yet");
  const link = await linkTo(email, "Confirm that you want to delete your account");
  const stranger = await fetch(link, { redirect: "manual" });
  assert.equal(stranger.status, 404, "the email alone deletes nothing");
  const answer = await device.fetch(link, { redirect: "manual" });
  assert.equal(new URL(answer.headers.get("location"), BASE_URL).pathname, "/goodbye");
  assert.equal(device.session.length, 0);
}

test("an account is looked at, and deleted", async () => {
  const ada = await member();
  const { auth, user, email } = ada;
  const [account, ...more] = data(await auth.listAccounts());
  assert.deepEqual(more, []);
  assert.deepEqual([account.providerId, account.accountId, account.scopes], ["credential", user.id, []]);
  const verifyPassword = (password) => auth.$fetch("/verify-password", { method: "POST", body: { password } });
  assert.deepEqual(data(await verifyPassword(PASSWORD)), { status: true });
  await refused(verifyPassword(OTHER_PASSWORD), 400, "INVALID_PASSWORD");

  await refused(auth.deleteUser({ password: OTHER_PASSWORD }), 400, "INVALID_PASSWORD");
  await remove(ada, { password: PASSWORD });
  await refused(client().signIn.email({ email, password: PASSWORD }), 401, "INVALID_EMAIL_OR_PASSWORD");
});

test("a session opened just now is enough to delete the account", async () => {
  await remove(await member(), {});
});

test("jwtClient gets a token that other services can verify", async () => {
  const { auth, user } = await member();
  const { token } = data(await auth.token());
  const [header, claims, signature] = token.split(".");
  const read = (part) => JSON.parse(Buffer.from(part, "base64url").toString());
  assert.equal(read(claims).sub, user.id);
  assert.equal(read(claims).iss, BASE_URL);

  const { keys } = data(await auth.jwks());
  const { alg, kid } = read(header);
  if (alg === "HS256") return assert.deepEqual(keys, []);
  const jwk = keys.find((key) => key.kid === kid);
  const isGenuine = verify(null, Buffer.from(`${header}.${claims}`), createPublicKey({ key: jwk, format: "jwk" }), Buffer.from(signature, "base64url"));
  assert.ok(isGenuine);
});

test("the bearer flow needs no cookies", async () => {
  let [bearer, jwt] = ["", ""];
  const auth = createAuthClient({
    baseURL: BASE_URL,
    fetchOptions: {
      auth: { type: "Bearer", token: () => bearer },
      onSuccess: ({ response }) => {
        bearer = response.headers.get("set-auth-token") ?? bearer;
        jwt = response.headers.get("set-auth-jwt") ?? jwt;
      },
    },
    plugins: [jwtClient()],
  });
  const { user } = data(await auth.signUp.email(somebody()));
  assert.ok(bearer.includes("."));
  assert.equal(data(await auth.getSession()).user.id, user.id);
  assert.equal(data(await auth.listSessions()).length, 1);
  data(await auth.updateUser({ name: "Ada King" }));
  assert.equal(data(await auth.getSession()).user.name, "Ada King");
  const before = bearer;
  data(await auth.changePassword({ currentPassword: PASSWORD, newPassword: OTHER_PASSWORD, revokeOtherSessions: true }));
  assert.notEqual(bearer, before);
  assert.ok(data(await auth.token()).token);

  const byJwt = createAuthClient({ baseURL: BASE_URL, fetchOptions: { auth: { type: "Bearer", token: () => jwt } } });
  assert.equal(data(await byJwt.getSession()), null, "the JWT of the session that was ended opens nothing");
  data(await auth.getSession());
  assert.equal(data(await byJwt.getSession()).session.token, jwt);
  data(await auth.signOut());
  assert.equal(data(await auth.getSession()), null);
});
