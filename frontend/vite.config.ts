import path from "node:path";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { shells } from "./build/shells.ts";

/** What every page needs: the libraries, the frame, the small parts, and the kinds that the menu and the lists name. What only pages
 * about plans, or with months and days, need is theirs. */
const FRAME =
  /\/node_modules\/(@solidjs(?!.*MemoryRouter)|@solid-primitives\/i18n|solid-js)|\/src\/(shared\/(?!analytics\/sink|plans\/|periods\/)|shop\/(api|kinds|analytics)\/|shop\/center\/data|(?!main|embed)\w+\.tsx?)/;
/** What both centres need. */
const CENTER =
  /\/src\/shop\/(center\/|pay\/(Pay(Ways|Mark)\.tsx|checkout\/|create|payment|backoff|countdown|stage))/;

export default defineConfig({
  plugins: [solid(), shells()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The oldest browsers that are supported (README). What they lack costs a convenience, never the purchase.
    target: ["chrome100", "edge100", "firefox100", "safari15.4"],
    // The CSP allows no data: scripts or styles, and hashed files cache better than inlined ones.
    assetsInlineLimit: 0,
    // One sheet, which the build puts into each page: no chunk may ask for it again.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The frame in a host's page (src/embed.tsx) is a page of its own, so that no other one carries its code.
      input: ["index.html", "embed.html"].map((name) => path.join(import.meta.dirname, name)),
      // Twenty small files compress worse than three, and each costs headers.
      output: {
        codeSplitting: {
          groups: [
            { name: "frame", test: FRAME, priority: 2 },
            { name: "center", test: CENTER, priority: 1 },
          ],
        },
      },
    },
  },
});
