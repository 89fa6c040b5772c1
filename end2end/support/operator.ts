// What an operator does on the command line, on the data of the server that all tests share.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { BINARY } from "./server.ts";

const run = promisify(execFile);

/** Makes somebody an administrator. */
export async function makeAdmin(email: string) {
  const { LATCHKEY_DATA, LATCHKEY_URL, PATH } = process.env;
  await run(BINARY, ["user", "role", email, "admin"], {
    cwd: LATCHKEY_DATA,
    env: { PATH, DATA_DIR: LATCHKEY_DATA, BASE_URL: LATCHKEY_URL },
  });
}
