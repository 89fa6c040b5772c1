// The inbox of the development server: what it would have mailed.

import { type APIRequestContext, expect } from "@playwright/test";

export interface Email {
  subject: string;
  text: string;
  /** Path and query of the link in it. */
  link: string;
}

/** The latest email to an address whose subject reads like this. It is written after the answer, so it may take a moment. */
export async function emailTo(request: APIRequestContext, email: string, subject: RegExp): Promise<Email> {
  let found: string | undefined;
  await expect(async () => {
    const list = await (await request.get("/dev/mail")).text();
    const rows = list.split('class="row-item"').slice(1);
    const row = rows.find((row) => row.includes(`To ${email} `) && subject.test(row));
    found = row?.match(/\/dev\/mail\/([0-9a-f-]+)/)?.[1];
    expect(found, `a mail to ${email} about ${subject}`).toBeTruthy();
  }).toPass({ timeout: 10_000 });
  const page = await (await request.get(`/dev/mail/${found}`)).text();
  const article = page.split("<article")[1]?.split("</article>")[0] ?? "";
  const text = article.replace(/<[^>]+>/g, "\n").replaceAll("&amp;", "&");
  const link = text.match(/https?:\/\/\S+[?&]token=\S+/)?.[0] ?? "";
  const url = link && new URL(link);
  return { subject: page.match(/<h1>(.*?)<\/h1>/)?.[1] ?? "", text, link: url ? url.pathname + url.search : "" };
}
