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

rememberMain();

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

interface ModuleRunner {
  import(id: string): Promise<unknown>;
  main?: Promise<unknown>;
}

/**
 * Each call of an object asks the test runner, in another process, where the Worker's main module is. One answer is
 * enough, as long as no test replaces a module (`vi.mock`): asking was a fifth of the time.
 */
function rememberMain(): void {
  const { __vitest_mocker__: mocker } = globalThis as unknown as {
    __vitest_mocker__?: { moduleRunner?: ModuleRunner };
  };
  const runner = mocker?.moduleRunner;
  if (!runner) throw new Error("vitest keeps its module runner elsewhere now: see rememberMain");
  if (runner.main) return;
  const load = runner.import.bind(runner);
  runner.import = (id) => {
    if (!id.endsWith("/worker/index.ts")) return load(id);
    runner.main ??= load(id).catch((error: unknown) => {
      delete runner.main;
      throw error;
    });
    return runner.main;
  };
}
