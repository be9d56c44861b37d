import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/browser.ts";
import { keepTemporaryFilesInMemory } from "./scripts/tools/memory-disk.ts";

keepTemporaryFilesInMemory();

const executablePath = findBrowser();
const OWN_STACK = ["events.spec.ts", "commands.spec.ts"].map((file) => `**/${file}`);

export default defineConfig({
  testDir: "frontend/e2e",
  // What needs a stack of its own comes first, so that a worker changes its stack once and none waits at the end.
  projects: [
    { name: "own stack", testMatch: OWN_STACK },
    { name: "stack", testIgnore: OWN_STACK },
  ],
  outputDir: "test-results",
  globalSetup: "./frontend/e2e/build-page.ts",
  // Each worker runs a stack of its own (fixtures.ts), and its tests wait half of the time: two cores carry three.
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // They end what hangs. A machine that others use too has taken four times as long as a quiet one.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: ".cache/test/browser.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath && { executablePath }),
      // The last four keep Chromium from calling home, which a closed network refuses many times a second.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
