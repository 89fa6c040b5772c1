import { scratchDirectory, startServer } from "./server.ts";

/** Starts the server that all tests share, and returns what ends it. */
export default async function globalSetup() {
  const data = await scratchDirectory();
  const server = await startServer(data.path);
  process.env.LATCHKEY_URL = server.url;
  process.env.LATCHKEY_DATA = data.path;
  return async () => {
    await server.stop();
    await data.remove();
  };
}
