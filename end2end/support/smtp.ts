// A mail server: nodemailer's own, which speaks SMTP as any other does.

import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export interface MailServer {
  url: string;
  /** What has arrived, in order. */
  emails: ParsedMail[];
  /** Answers like this instead of taking emails, until it is set back. */
  refuse: { code: number; message: string } | undefined;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const emails: ParsedMail[] = [];
  const state: { refuse: MailServer["refuse"] } = { refuse: undefined };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo(_address, _session, callback) {
      if (!state.refuse) return callback();
      const error: Error & { responseCode?: number } = new Error(state.refuse.message);
      error.responseCode = state.refuse.code;
      callback(error);
    },
    onData(stream, _session, callback) {
      simpleParser(stream).then((email) => {
        emails.push(email);
        callback();
      }, callback);
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    emails,
    get refuse() {
      return state.refuse;
    },
    set refuse(refuse) {
      state.refuse = refuse;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
