import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin, Rolldown } from "vite";
import { build } from "vite";
import solid from "vite-plugin-solid";
import { PRINT_STYLE } from "../../worker/documents/print.ts";
import { fileOf, rulesFor } from "./addresses.ts";
import { buildHostScript, completeFrame } from "./frame.ts";
import type { ShellPage } from "./shellPage.ts";
import { PAGE_ADDRESSES, socketSources } from "./sockets.ts";

const FRONTEND = path.resolve(import.meta.dirname, "..");

/**
 * Makes one HTML file of each page in src/pages.ts: with its outline in each language, its styles, and links to the code
 * that it needs, so that the first paint waits for nothing but this file. The last page becomes 404.html, with which Pages
 * answers 404 for every address that has no file.
 */
export function shells(): Plugin {
  return {
    name: "shells",
    apply: "build",
    enforce: "post",
    async writeBundle(options, bundle) {
      const dist = options.dir ?? path.join(FRONTEND, "dist");
      const inline = await readInline(dist, bundle);
      const html = await readFile(path.join(dist, "index.html"), "utf8");
      const pages = await renderPages();
      for (const page of pages) {
        const file = path.join(dist, fileOf(page.path));
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, pageHtml(html, page, inline, bundle));
      }
      await completeFrame(path.join(dist, "embed.html"), inline);
      await buildHostScript(dist);
      await completeHeaders(path.join(dist, "_headers"), inline);
      const rules = rulesFor(pages.map((page) => page.path));
      if (rules !== "") await writeFile(path.join(dist, "_redirects"), rules);
    },
  };
}

/** How the built index.html starts the code; shell.js does it instead. */
const ENTRY = /<script type="module"[^>]*src="([^"]+)"[^>]*><\/script>/;

export interface Inline {
  styles: string;
  /** Of the page in a host's frame alone. */
  frameStyles: string;
  early: string;
  shell: string;
}

async function readInline(dist: string, bundle: Rolldown.OutputBundle): Promise<Inline> {
  const sheets = Object.keys(bundle).filter((name) => name.endsWith(".css"));
  if (sheets.length !== 1) throw new Error(`one style sheet was expected, not ${sheets}`);
  const sheet = path.join(dist, String(sheets[0]));
  const styles = (await readFile(sheet, "utf8")).trim();
  await rm(sheet); // It is in every page.
  const script = (name: string) => readFile(path.join(FRONTEND, "inline", name), "utf8");
  const frameStyles = (await script("embed.css")).trim();
  return { styles, frameStyles, early: await script("early.js"), shell: await script("shell.js") };
}

/** Builds src/shell.tsx for Node and runs it. */
async function renderPages(): Promise<ShellPage[]> {
  const outDir = await mkdtemp(path.join(tmpdir(), "entitlement-shells-"));
  try {
    await build({
      configFile: false,
      root: FRONTEND,
      logLevel: "error",
      publicDir: false,
      plugins: [solid({ ssr: true, solid: { generate: "ssr", hydratable: false } }), marked()],
      ssr: { noExternal: true },
      build: {
        ssr: "src/shell.tsx",
        outDir,
        emptyOutDir: true,
        rollupOptions: { output: { entryFileNames: "shell.mjs" } },
      },
    });
    const built = await import(pathToFileURL(path.join(outDir, "shell.mjs")).href);
    return await (built as { renderShells(): Promise<ShellPage[]> }).renderShells();
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** Tells each page's module its own name, by which its chunk in the browser's build is found. */
const marked = (): Plugin => ({
  name: "marked",
  enforce: "post",
  transform: {
    filter: { id: /\/src\/\w+\/pages\/[^/]+\.tsx$/ },
    handler: (code, id) =>
      `${code}\nexport const source = ${JSON.stringify(path.relative(FRONTEND, id))};`,
  },
});

function pageHtml(
  html: string,
  page: ShellPage,
  { styles, early, shell }: Inline,
  bundle: Rolldown.OutputBundle,
): string {
  const [reference] = page.shells;
  const templates = page.shells.map(
    ({ language, tag, title, html: drawn, failure }) =>
      `<template lang="${tag}" data-title="${escapeText(title)}" ` +
      `data-texts="/${chunkOf(bundle, `src/i18n/${language}/index.ts`)}">${drawn}</template>\n` +
      `<template lang="${tag}" data-failure>${failure}</template>`,
  );
  const entry = html.match(ENTRY)?.[1];
  if (!entry) throw new Error("index.html loads no module");
  const modules = chunksFor(page.source, bundle)
    .map((name) => `/${name}`)
    .filter((address) => address !== entry);
  const head = [
    `<meta name="description" content="${escapeText(page.description)}" />`,
    `<script>${early}</script>`,
    `<style>${styles}</style>`,
  ];
  const data = `data-content="${page.content}" data-entry="${entry}" data-modules="${modules.join(" ")}"`;
  return html
    .replace(ENTRY, "")
    .replaceAll(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, "")
    .replace("<html ", () => `<html ${data} `)
    .replace(/<title>.*<\/title>/, () => `<title>${escapeText(reference?.title ?? "")}</title>`)
    .replace("</title>", () => `</title>\n${head.join("\n")}`)
    .replace(
      '<div id="app"></div>',
      () => `<div id="app" inert></div>\n${templates.join("\n")}\n<script>${shell}</script>`,
    );
}

/** The page's own chunk and what it imports. */
function chunksFor(source: string, bundle: Rolldown.OutputBundle): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk" || found.has(name)) return;
    found.add(name);
    for (const imported of chunk.imports) add(imported);
  };
  add(chunkOf(bundle, source));
  return [...found];
}

function chunkOf(bundle: Rolldown.OutputBundle, source: string): string {
  for (const [name, chunk] of Object.entries(bundle))
    if (chunk.type === "chunk" && chunk.facadeModuleId === path.join(FRONTEND, source)) return name;
  throw new Error(`${source} is no chunk of its own`);
}

async function completeHeaders(file: string, inline: Inline): Promise<void> {
  const headers = await readFile(file, "utf8");
  // A frame opens the print view of an invoice as a blob, which has the frame's policy and not its own.
  const styles = [inline.styles, inline.frameStyles, PRINT_STYLE];
  const complete = headers
    .replace("{{ scripts }}", `${hash(inline.early)} ${hash(inline.shell)}`)
    .replace("{{ styles }}", `${styles.map(hash).join(" ")}`)
    .replace("{{ sockets }}", socketSources(process.env[PAGE_ADDRESSES]));
  if (complete.includes("{{")) throw new Error("a placeholder is left in _headers");
  await writeFile(file, complete);
}

const hash = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
