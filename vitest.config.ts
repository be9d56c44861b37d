import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          // Rules without state of their own need no fresh modules, which were half of the time.
          isolate: false,
          include: [
            "worker/domain/**/*.test.ts",
            "worker/config/**/*.test.ts",
            "worker/payments/**/*.test.ts",
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
          // One sandbox with one clock serves all files, and tests move that clock.
          fileParallelism: false,
          testTimeout: 20_000,
        },
      },
    ],
  },
});
