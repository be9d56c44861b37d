import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { consoleShell } from "./build/consoleShell.ts";

/**
 * The operator's console: a build of its own beside the customers' pages, so that nothing of it can reach them. It runs after
 * vite.config.ts and adds its files to dist/.
 */
export default defineConfig({
  plugins: [solid(), consoleShell()],
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    assetsDir: "assets/console", // Below /assets, whose files browsers keep.
    target: ["chrome100", "edge100", "firefox100", "safari15.4"],
    assetsInlineLimit: 0, // The CSP allows no data: scripts or styles.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "console.html" },
  },
});
