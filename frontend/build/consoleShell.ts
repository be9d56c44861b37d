import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "vite";

const FRONTEND = path.resolve(import.meta.dirname, "..");

/** Every address below /console is answered with its one file. */
const RULE = "/console/* /console 200\n";

/** Gives console.html the script that runs before the first paint (its hash is in the policy already), and its addresses. */
export function consoleShell(): Plugin {
  return {
    name: "console-shell",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: async (html) => {
        const early = await readFile(path.join(FRONTEND, "inline", "early.js"), "utf8");
        return html.replace("</title>", () => `</title>\n<script>${early}</script>`);
      },
    },
    writeBundle: async (options) => {
      await appendFile(path.join(options.dir ?? path.join(FRONTEND, "dist"), "_redirects"), RULE);
    },
  };
}
