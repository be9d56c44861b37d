import { test as base, expect } from "@playwright/test";
import { type Stack, startStack } from "./stack.ts";

/** A cold start of everything on two busy cores. */
const STACK_STARTS_WITHIN_MS = 180_000;

/**
 * Tests of one Playwright worker share one stack, so a test makes its own customers and orders. `page` opens
 * addresses relative to that stack and fails the test when the page threw.
 */
export const test = base.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern.
    async ({}, use) => {
      const stack = await startStack();
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: STACK_STARTS_WITHIN_MS },
  ],
  baseURL: async ({ stack }, use) => {
    await use(stack.appUrl);
  },
  page: async ({ page }, use) => {
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(error.stack ?? error.message));
    await use(page);
    expect(thrown, "errors that the page did not catch").toEqual([]);
  },
});

export { expect };
