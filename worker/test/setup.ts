import { applyD1Migrations, type D1Migration, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, vi } from "vitest";
import { strangeMessages } from "../store/anomalies.ts";
import { forgetCatalog } from "../store/catalog.ts";
import { forgetFonts } from "../store/fonts.ts";
import { keyRefusals } from "../store/keys.ts";
import { forgetPlans } from "../store/plans.ts";

const { DB, TEST_MIGRATIONS } = env as unknown as {
  DB: D1Database;
  TEST_MIGRATIONS: D1Migration[];
};

// Loading Stripe's package takes the test runner seconds on busy cores, and a step of an object is given two: it would be tried
// again by a clock that the test holds still.
await import("stripe");

// The files of a run share one runtime. Each begins with empty storage, and leaves the clock and the globals as they were.
await reset();
await applyD1Migrations(DB, TEST_MIGRATIONS);
strangeMessages.forget();
keyRefusals.forget();
forgetCatalog();
forgetPlans();
forgetFonts();

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
