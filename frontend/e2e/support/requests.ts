import type { Page } from "@playwright/test";

/** How many requests the page itself has made to this address since. */
export function countRequests(page: Page, method: string, path: string): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.method() === method && new URL(request.url()).pathname === path) count++;
  });
  return () => count;
}
