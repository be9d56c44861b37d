import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runToEnd } from "../../scripts/tools/children.ts";
import { inRoot, tool } from "../../scripts/tools/paths.ts";
import { expect, test } from "./support/test.ts";

const DIST = inRoot("frontend/dist");
const CONSOLE_FILE = /^(?:console\.html|assets\/console\/)/;
/** What only the console's code says. */
const CONSOLE_WORDS = /\/api\/console|assets\/console|console\.(?:overview|catalog|audit)\./;
const REDIRECTS = "_redirects";
const CONSOLE_RULE = "/console/* /console 200\n";

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}

test("customers get the same bytes whether there is a console or not", async () => {
  test.setTimeout(180_000);
  const alone = await mkdtemp(path.join(tmpdir(), "customers-alone-"));
  try {
    const built = await runToEnd(tool.vite, ["build", "--outDir", alone, "--emptyOutDir"], {
      name: "vite build",
      cwd: inRoot("frontend"),
      env: { PAGE_ADDRESSES: "" },
    });
    expect(built.code, built.output).toBe(0);
    const [customers, all] = await Promise.all([filesIn(alone), filesIn(DIST)]);
    expect(customers.length).toBeGreaterThan(30);
    expect(all.filter((name) => !CONSOLE_FILE.test(name))).toEqual(
      [...new Set([...customers, REDIRECTS])].sort(),
    );
    for (const name of customers) {
      const [own, beside] = await Promise.all(
        [alone, DIST].map((folder) => readFile(path.join(folder, name))),
      );
      if (name === REDIRECTS) expect(String(beside)).toBe(`${own}${CONSOLE_RULE}`);
      else expect(own?.equals(beside as Buffer), name).toBe(true);
    }
  } finally {
    await rm(alone, { recursive: true, force: true });
  }
});

test("no file of the customers names the console, and the console's do", async () => {
  const texts = (await filesIn(DIST)).filter((name) => /\.(?:html|js|css)$/.test(name));
  const naming: string[] = [];
  for (const name of texts)
    if (CONSOLE_WORDS.test(await readFile(path.join(DIST, name), "utf8"))) naming.push(name);
  expect(naming.filter((name) => !CONSOLE_FILE.test(name))).toEqual([]);
  expect(naming.length).toBeGreaterThan(5);
});

test("no page of the customers asks for anything of the console", async ({
  page,
  customer,
  trouble,
}) => {
  expect(customer.name).not.toBe("");
  trouble.expect(/404/);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const files = (await filesIn(DIST)).filter(
    (name) => name.endsWith(".html") && !CONSOLE_FILE.test(name),
  );
  expect(files.length).toBeGreaterThanOrEqual(12);
  for (const name of files) {
    await page.goto(`/${name.replace(/(?:^|\/)index\.html$|\.html$/, "")}`);
    await page.waitForLoadState("networkidle");
  }
  expect(asked.length).toBeGreaterThan(files.length);
  expect(asked.filter((name) => name.includes("console"))).toEqual([]);
});
