// Runs the release binary. The global setup starts one for all tests; the restart test has its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const BINARY = process.env.LATCHKEY_BIN ?? resolve(import.meta.dirname, "../../target/release/latchkey");
const PATIENCE = 30_000;

export interface Server {
  url: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it as an operator would. Both fail when something broke while it ran. */
  stop(): Promise<void>;
}

/**
 * Resolves when the server answers. It hears nothing of the caller's own settings but those named; `host` is what it is called.
 */
export async function startServer(
  dataDirectory: string,
  port?: number,
  { host = "127.0.0.1", ...settings }: { host?: string; [setting: string]: string | undefined } = {},
): Promise<Server> {
  port ??= await freePort();
  const url = `http://${host}:${port}`;
  const child = spawn(BINARY, ["serve"], {
    cwd: dataDirectory,
    env: {
      PATH: process.env.PATH,
      LISTEN: `127.0.0.1:${port}`,
      BASE_URL: url,
      DATA_DIR: dataDirectory,
      // Tests are in more of a hurry than any person.
      RATE_LIMITS: "off",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
    }
    const troubles = log.filter((line) => /panicked at|"level":"ERROR"/.test(line));
    if (troubles.length > 0) throw new Error(`the server's log speaks of trouble:\n${troubles.join("\n")}`);
  };

  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${BINARY}: ${what}\n${log.join("\n")}`));
    const timer = setTimeout(() => fail("it did not start in time"), PATIENCE);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`it ended with ${code ?? signal}`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.push(line);
      if (line.startsWith("Latchkey is at")) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
  const ready = await fetch(`${url}/readyz`);
  if (ready.status !== 200) throw new Error(`/readyz answers ${ready.status}`);
  return { url, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

export async function scratchDirectory() {
  const path = await mkdtemp(join(tmpdir(), "latchkey-end2end-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
