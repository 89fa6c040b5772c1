// The stock clients of Better Auth, React's and the one without a framework, in a page, against a running server (BASE_URL).

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Window } from "happy-dom";

import { Device, data, somebody, until } from "./device.mjs";

const BASE_URL = process.env.BASE_URL ?? "http://localhost:3000";

// React and the client look for these when they are loaded.
const window = new Window({ url: `${BASE_URL}/sign-in` });
for (const name of ["window", "document", "navigator", "localStorage"]) {
  Object.defineProperty(globalThis, name, { value: name === "window" ? window : window[name], configurable: true });
}
after(() => window.happyDOM.close());

const { createElement } = await import("react");
const { createRoot } = await import("react-dom/client");
const { createAuthClient: createVanillaClient } = await import("better-auth/client");
const { createAuthClient } = await import("better-auth/react");

test("a React page follows the session, and goes on where a sign-in leads", async () => {
  const device = new Device();
  const auth = createAuthClient(device.options());
  function Who() {
    const { data, isPending, error } = auth.useSession();
    if (isPending) return "one moment";
    return error ? `error ${error.status}` : (data?.user.name ?? "nobody");
  }
  const place = document.body.appendChild(document.createElement("main"));
  const root = createRoot(place);
  root.render(createElement(Who));
  const shows = (text) => until(() => place.textContent === text, `“${text}”`);
  await shows("nobody");

  const ada = somebody();
  data(await auth.signUp.email(ada));
  await shows("Ada Lovelace");
  data(await auth.updateUser({ name: "Ada King" }));
  await shows("Ada King");
  data(await auth.signOut());
  await shows("nobody");

  const signedIn = data(await auth.signIn.email({ ...ada, callbackURL: "/todos?filter=active" }));
  assert.deepEqual([signedIn.redirect, signedIn.url], [true, "/todos?filter=active"]);
  await shows("Ada King");
  await until(() => window.location.href === `${BASE_URL}/todos?filter=active`, "the page to go on to");
  const { error } = await auth.signIn.email({ ...ada, callbackURL: "https://evil.example" });
  assert.deepEqual([error.status, error.code], [403, "INVALID_CALLBACK_URL"]);

  // Another tab ends all sessions; this one learns of it when it asks.
  const tab = createAuthClient(device.options());
  data(await tab.revokeSessions());
  auth.$store.notify("$sessionSignal");
  await shows("nobody");
  root.unmount();
});

test("useSession without a framework follows what happens", async () => {
  const device = new Device();
  const auth = createVanillaClient(device.options());
  let state;
  const stop = auth.useSession.subscribe((value) => (state = value));
  await until(() => state && !state.isPending, "the session of a guest");
  assert.equal(state.data, null);
  const ada = somebody();
  data(await auth.signUp.email(ada));
  await until(() => state.data?.user.email === ada.email, "the session after signing up");
  data(await auth.updateUser({ name: "Ada King" }));
  await until(() => state.data?.user.name === "Ada King", "the new name");
  data(await auth.signOut());
  await until(() => state.data === null, "the session after signing out");
  assert.equal(state.error, null);
  stop();
});
