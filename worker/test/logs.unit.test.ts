import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * Logs are read by more people, and kept longer, than what they are about. Order numbers are the operator's handle and may
 * stand in them; who a customer is may not.
 */
const worker = join(import.meta.dirname, "..");
const files = readdirSync(worker, { recursive: true, encoding: "utf8" }).filter(
  (name) => /\.ts$/.test(name) && !/\.test\.ts$|^test\/|\/testing\//.test(name),
);

const CALL = /console\.\w+\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g;

/** What holds a customer's id, name or address, outside `masked(…)` and outside of texts. */
const WHO = /\b(customerId|customer|identity|subject|sub|username|email|openid|by)\b/;

const bare = (argument: string): string =>
  argument.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/masked\([^)]*\)/g, "masked");

const logged = files.flatMap((file) =>
  [...readFileSync(join(worker, file), "utf8").matchAll(CALL)].map((found) => ({
    file,
    argument: bare(found[1] ?? ""),
  })),
);

test("no line of the log says who a customer is", () => {
  expect(logged.length).toBeGreaterThan(20);
  expect(logged.filter(({ argument }) => WHO.test(argument))).toEqual([]);
});

test.each([
  ['"failed", { customerId }', true],
  ['"failed", { who: identity.id }', true],
  ['"a customer was not found", { orderNo }', false],
  ['"failed", { who: masked(customerId) }', false],
])("a log of %s says so: %s", (argument, says) => {
  expect(WHO.test(bare(argument))).toBe(says);
});
