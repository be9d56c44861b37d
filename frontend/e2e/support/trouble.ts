import type { BrowserContext } from "@playwright/test";

/** Everything that the browser complains about on any page of a test: thrown errors, console errors, CSP reports. */
export class Trouble {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(context: BrowserContext) {
    context.on("weberror", (event) => {
      const error = event.error();
      this.#seen.push(error.stack ?? error.message);
    });
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      this.#seen.push(`${message.text()} (${message.location().url})`);
    });
  }

  /** For tests that provoke it: complaints of this kind are no failure. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  unexpected(): string[] {
    return this.#seen.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}

/** The browser reports each refused request on its own, whatever the page makes of it. */
export const refusedWith = (status: number): RegExp =>
  new RegExp(`Failed to load resource: the server responded with a status of ${status}`);

export const NETWORK_LOST = /net::ERR_|WebSocket connection to/;
