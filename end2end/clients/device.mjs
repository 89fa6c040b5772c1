// A device with a browser on it: it keeps cookies and says where a request comes from. The stock client is given
// its `fetch` and nothing else of ours.

const BASE_URL = process.env.BASE_URL ?? "http://localhost:3000";

export const PASSWORD = "violet otter signs paper";
export const OTHER_PASSWORD = "a heron reads the weather";

export class Device {
  /** What each cookie was set to, and with which attributes. */
  cookies = new Map();
  /** What was asked, for tests that count. */
  requests = [];

  /** The cookies of its session. The one it is known by outlives them and opens nothing. */
  get session() {
    return [...this.cookies].filter(([name]) => name !== "latchkey_device").map(([, cookie]) => cookie);
  }

  fetch = async (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("origin", BASE_URL);
    headers.set("sec-fetch-site", "same-origin");
    const pairs = [...this.cookies].map(([name, { value }]) => `${name}=${value}`);
    if (pairs.length > 0) headers.set("cookie", pairs.join("; "));
    this.requests.push(`${init.method ?? "GET"} ${new URL(url).pathname}`);
    const response = await fetch(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  };

  #keep(line) {
    const [pair, ...attributes] = line.split("; ");
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    if (attributes.includes("Max-Age=0")) this.cookies.delete(name);
    else this.cookies.set(name, { value: pair.slice(at + 1), attributes });
  }

  /** The options of a stock client on this device. */
  options(more = {}) {
    return { baseURL: BASE_URL, fetchOptions: { customFetchImpl: this.fetch }, ...more };
  }
}

/** Somebody nobody has heard of yet. */
export function somebody(name = "Ada Lovelace") {
  return { name, email: `${crypto.randomUUID()}@example.com`, password: PASSWORD };
}

/** What a call of the client brought; an error is a failure of the test. */
export function data(result) {
  if (result.error) throw new Error(`${result.error.status} ${result.error.code}: ${result.error.message}`);
  return result.data;
}

/** Waits until `look` finds something. */
export async function until(look, what) {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain for ${what}`);
}
