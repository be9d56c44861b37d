import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { PAGE_ADDRESSES } from "../../frontend/build/sockets.ts";
import { runToEnd } from "./children.ts";
import { inRoot, root, tool } from "./paths.ts";
import { Explained } from "./steps.ts";

/** The page as it is built for this machine, and as it is deployed: each stays as long as its files do. */
const LOCAL = { folder: inRoot("frontend/dist"), stampFile: inRoot(".cache/page.stamp") };
export const DEPLOYED_DIR = inRoot(".cache/deploy/page");
const DEPLOYED = { folder: DEPLOYED_DIR, stampFile: `${DEPLOYED_DIR}.stamp` };

/** What the page is made from. Functions and browser tests are no part of it. */
const SOURCES = [
  "frontend/src",
  "frontend/public",
  "frontend/build",
  "frontend/inline",
  "frontend/host",
  "frontend/index.html",
  "frontend/embed.html",
  "frontend/vite.config.ts",
  "frontend/console.html",
  "frontend/vite.console.config.ts",
];
/** The customers' pages, which empty the folder, then the console beside them. */
const BUILDS = [["build"], ["build", "--config", "vite.console.config.ts"]];
const ALSO = ["package-lock.json", "worker/domain", "worker/http"];

/** Builds the page for this machine into frontend/dist, unless it was built from the very same files. */
export const buildPage = (): Promise<"unchanged" | undefined> => build(LOCAL, []);

/** Builds the page that is deployed, into `DEPLOYED_DIR`. `addresses` are those at which it will be served, which its policy names. */
export const buildDeployedPage = (addresses: string[]): Promise<"unchanged" | undefined> =>
  build(DEPLOYED, addresses);

async function build(
  { folder, stampFile }: typeof LOCAL,
  addresses: string[],
): Promise<"unchanged" | undefined> {
  const stamp = `${await fingerprint([...SOURCES, ...ALSO])} ${addresses.join(" ")}`;
  const built = existsSync(path.join(folder, "index.html"));
  if (built && (await readFile(stampFile, "utf8").catch(() => "")) === stamp) return "unchanged";
  for (const page of BUILDS) {
    const { code, output } = await runToEnd(tool.vite, [...page, "--outDir", folder], {
      name: "vite build",
      cwd: inRoot("frontend"),
      env: { [PAGE_ADDRESSES]: addresses.join(" ") },
    });
    if (code !== 0) throw new Explained(`The page does not build:\n\n${output.trim()}`);
  }
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
  return undefined;
}

async function fingerprint(places: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const place of places) {
    for (const file of await filesUnder(inRoot(place)))
      hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest("hex");
}

async function filesUnder(place: string): Promise<string[]> {
  const kind = await stat(place).catch(() => undefined);
  if (!kind) return [];
  if (kind.isFile()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
