// Passkeys, on whatever page has a button for them. The page loads this when somebody moves in it for the first time, and
// calls `press` for a button. Binary values travel as base64url, which not every browser and extension reads and writes
// itself.
const offer = "[autocomplete~=webauthn]";
let asked;
let ended = Promise.resolve();

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt());
const encode = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");

async function call(path, body) {
  const answer = await fetch("/passkeys/" + path + location.search, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (said.next) location.assign(said.next);
  if (!answer.ok) throw Object.assign(Error(), { said: said.message, body });
  return said;
}

// Goes through a ceremony; a new one ends the one before, which may have waited for somebody to choose from a list.
async function go(way, mediation) {
  asked?.abort();
  const own = (asked = new AbortController());
  const before = ended;
  let end;
  ended = new Promise((done) => (end = done));
  // One that is only beginning would put its cookie over ours.
  await before;
  try {
    const { publicKey } = await call(way + "/start");
    const known = publicKey.excludeCredentials ?? [];
    for (const named of known.concat(publicKey.user ?? [])) named.id = decode(named.id);
    publicKey.challenge = decode(publicKey.challenge);
    const ask = { publicKey, mediation, signal: own.signal };
    const { id, rawId, type, response } = await navigator.credentials[publicKey.user ? "create" : "get"](ask);
    const parts = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (response[part]) parts[part] = encode(response[part]);
    const remember = document.querySelector("[name=remember]")?.checked;
    return await call(way + "/finish", { credential: { id, rawId: encode(rawId), type, response: parts }, remember });
  } finally {
    end();
    if (asked == own) asked = null;
  }
}

function problem({ said, name }) {
  if (said) return said;
  if (name == "AbortError") return "";
  if (name == "InvalidStateError") return "This device already has a passkey for your account.";
  return name == "NotAllowedError" ? "That was cancelled, or took too long." : "That didn’t work. Please try again.";
}

export async function press(button) {
  if (button.ariaBusy == "true") return;
  const alert = button.closest(".with-passkeys").querySelector("[role=alert]");
  alert.textContent = "";
  button.ariaBusy = "true";
  try {
    const { next } = await go(button.dataset.passkey);
    // What was waiting for this is what the form of the page is about.
    if (!next) button.closest(".card").querySelector("form").submit();
  } catch (error) {
    alert.textContent = problem(error);
  }
  button.ariaBusy = null;
}

// Offers passkeys among what the browser can fill in. Nobody has asked for that, so only what comes of a choice is told.
async function wait() {
  if (asked || !(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  await go("sign-in", "conditional").catch(({ said, body }) => {
    const alert = document.querySelector(".with-passkeys [role=alert]");
    if (alert && body) alert.textContent = said;
  });
}

document.addEventListener("focusin", ({ target }) => target.matches(offer) && wait());
if (document.querySelector(offer)) wait();
