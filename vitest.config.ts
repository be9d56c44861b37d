import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { keepTemporaryFilesInMemory } from "./scripts/tools/memory-disk.ts";
import { LongFirst } from "./scripts/tools/sequencer.ts";

keepTemporaryFilesInMemory();

/** Ends what hangs. A machine that others use too has taken four times as long as a quiet one. */
const HANGS_MS = 60_000;

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          setupFiles: ["scripts/tools/unit-setup.ts"],
          // Rules without state of their own need no fresh modules, which were half of the time.
          isolate: false,
          // Of two cores vitest would leave one idle.
          maxWorkers: availableParallelism(),
          testTimeout: HANGS_MS,
          include: [
            "worker/domain/**/*.test.ts",
            "worker/config/**/*.test.ts",
            "worker/payments/**/*.test.ts",
            "worker/billing/**/*.test.ts",
            "worker/**/*.unit.test.ts",
            "sandbox/**/*.test.ts",
            "scripts/**/*.test.ts",
            "frontend/src/**/*.test.ts",
            "frontend/build/**/*.test.ts",
          ],
        },
      },
      {
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ...inject<Record<string, string>>("variables"),
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          })),
        ],
        test: {
          name: "worker",
          // A recording is made on purpose only (worker/test/recorded/README.md).
          include: process.env.RECORD
            ? ["worker/test/recorded/record.ts"]
            : ["worker/{test,objects,store,http,jobs}/**/*.test.ts"],
          exclude: ["worker/**/*.unit.test.ts"],
          globalSetup: ["worker/test/global-setup.ts"],
          setupFiles: ["worker/test/setup.ts"],
          // One sandbox with one clock serves all files, and tests move that clock. A runtime of its own for each file
          // would be a third of the time; setup.ts empties the storage between them.
          maxWorkers: 1,
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: HANGS_MS,
          hookTimeout: HANGS_MS,
        },
      },
    ],
  },
});
