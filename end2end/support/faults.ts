// What a browser complains about while a test runs. Whatever a test has not allowed fails it.

import type { BrowserContext } from "@playwright/test";

/** The stream that tells pages of the end of their session breaks with the server, or with the session. Pages live with that. */
const isOfStream = (url: string) => url.endsWith("/session-events");

export class Faults {
  readonly #found: string[] = [];
  readonly #allowed: RegExp[] = [];

  /** For tests that make something fail on purpose. */
  allow(...patterns: RegExp[]) {
    this.#allowed.push(...patterns);
  }

  /** The browser reports every refusal it loads, also where the page expects one and handles it. */
  allowStatus(...statuses: number[]) {
    this.allow(...statuses.map((status) => new RegExp(`Failed to load resource: .* status of ${status} `)));
  }

  get unexpected(): string[] {
    return this.#found.filter((fault) => !this.#allowed.some((pattern) => pattern.test(fault)));
  }

  async watch(context: BrowserContext) {
    context.on("console", (message) => {
      if (!isOfStream(message.location().url) && ["error", "warning"].includes(message.type())) {
        this.#found.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (problem) => {
      const { name, message, stack } = problem.error();
      this.#found.push(`uncaught: ${stack || `${name}: ${message}`}`);
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "unknown";
      // Leaving a page ends what it was still loading.
      if (reason !== "net::ERR_ABORTED" && !isOfStream(request.url())) this.#found.push(`request failed: ${request.method()} ${request.url()} ${reason}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 500) this.#found.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
    });
    // Before any script of the page, so that nothing is missed.
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }
}
