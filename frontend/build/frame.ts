import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "vite";
import type { Inline } from "./shells.ts";

/** The page that stands in a host's frame: its styles are in it, as in every page, and its code loads at once. */
export async function completeFrame(
  file: string,
  { styles, frameStyles }: Pick<Inline, "styles" | "frameStyles">,
): Promise<void> {
  const html = await readFile(file, "utf8");
  const complete = html
    .replaceAll(/\s*<link rel="stylesheet"[^>]*>/g, "")
    .replace("</head>", () => `<style>${styles}</style>\n<style>${frameStyles}</style>\n</head>`);
  await writeFile(file, complete);
}

/** dist/embed.js, which a host's page includes (frontend/host). One file under a name that stays. */
export async function buildHostScript(dist: string): Promise<void> {
  const host = path.resolve(import.meta.dirname, "../host");
  await build({
    configFile: false,
    root: host,
    logLevel: "error",
    publicDir: false,
    build: {
      outDir: dist,
      emptyOutDir: false,
      // As the pages themselves.
      target: ["chrome100", "edge100", "firefox100", "safari15.4"],
      lib: {
        entry: path.join(host, "embed.ts"),
        formats: ["iife"],
        name: "EntitlementPortal",
        fileName: () => "embed.js",
      },
    },
  });
}
