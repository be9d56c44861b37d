import { readdirSync, readFileSync } from "node:fs";
import { inRoot } from "../../../scripts/tools/paths.ts";

const FOLDERS = ["docs", "docs/decisions"];
const PROGRAM = /^([A-Z_]+=\S+ )*(npm|npx|curl|openssl|node|node_modules\S*|for) /;

/** Every command that a reader is told to type, once, in the order in which they are read. */
export function documentedCommands(): string[] {
  const files = [
    "README.md",
    "sandbox/README.md",
    ...FOLDERS.flatMap((folder) =>
      readdirSync(inRoot(folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `${folder}/${name}`),
    ),
  ];
  return [...new Set(files.flatMap((file) => commandsIn(readFileSync(inRoot(file), "utf8"))))];
}

/** The lines of `sh` blocks, and what stands between backticks and begins with a program. */
export function commandsIn(markdown: string): string[] {
  const block = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;
  const lines = [...markdown.matchAll(block)]
    .filter(([, , language]) => language === "sh")
    .flatMap(([, , , text = ""]) => text.replace(/\\\n\s*/g, "").split("\n"))
    .map((line) => line.replace(/\s+# .*$/, "").trim())
    .filter((line) => line !== "");
  const inline = [...markdown.replace(block, "").matchAll(/`([^`]+)`/g)]
    .map(([, text = ""]) => text.replace(/\s+/g, " ").trim())
    .filter((text) => PROGRAM.test(text));
  return [...lines, ...inline];
}
