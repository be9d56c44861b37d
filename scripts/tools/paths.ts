import path from "node:path";

/** The repository. Every script works from any current directory. */
export const root = path.resolve(import.meta.dirname, "../..");

export const inRoot = (...parts: string[]): string => path.join(root, ...parts);

/** A tool's entry file, run with our own Node: shell wrappers differ between systems, this does not. */
export const tool = {
  wrangler: inRoot("node_modules/wrangler/bin/wrangler.js"),
  vite: inRoot("node_modules/vite/bin/vite.js"),
  vitest: inRoot("node_modules/vitest/vitest.mjs"),
  biome: inRoot("node_modules/@biomejs/biome/bin/biome"),
  tsc: inRoot("node_modules/typescript/bin/tsc"),
  playwright: inRoot("node_modules/@playwright/test/cli.js"),
} as const;
