import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { inRoot } from "../../scripts/tools/paths.ts";
import { freePort } from "../../scripts/tools/ports.ts";
import { commandsIn, documentedCommands } from "./support/documented.ts";
import { type FreshCopy, type Said, startFreshCopy } from "./support/fresh-copy.ts";
import { invoiceCommands } from "./support/invoice-commands.ts";
import { refundCommands } from "./support/refund-commands.ts";
import { Shopkeeper } from "./support/shopkeeper.ts";

/**
 * Every command of the README and the documents is typed as it stands there, in a copy of the project whose product runs
 * on ports of its own. What cannot be run here says why, or which cheaper form of it is run.
 */

const COMMAND_MS_MAX = 240_000;
/** A cold start of everything on two busy cores. */
const START_MS_MAX = 300_000;

const ACCOUNT = "needs an account at Cloudflare";
const OWN_STAGES = "npm test runs the same stages by the same function, this test among them";

let copy: FreshCopy;
let shop: Shopkeeper;
let apiKey = "";

async function succeeds(commandLine: string, environment?: Record<string, string>) {
  const said = await copy.run(commandLine, environment);
  expect(said.code, said.output).toBe(0);
  return said.output;
}

async function fails(commandLine: string): Promise<Said> {
  const said = await copy.run(commandLine);
  expect(said.code, said.output).not.toBe(0);
  return said;
}

type Cover = { run(command: string): Promise<void> } | { because: string };

/** One key for all calls of host products. */
let hostKey: Promise<string> | undefined;
const keyOfHost = () => {
  hostKey ??= succeeds('npm run key -- create "a host"').then((said) => tokenIn(said));
  return hostKey;
};

const tokenIn = (said: string): string => /eck_\w+/.exec(said)?.[0] ?? "";

/** A host product's call. */
const asHost = (expected: RegExp): Cover => ({
  run: async (command) => {
    const key = await keyOfHost();
    const [, workbench = ""] = /Workbench +(http\S+)/.exec(copy.startOutput()) ?? [];
    const here = command
      .replace("localhost:8788", new URL(copy.appUrl).host)
      .replace("http://127.0.0.1:8791", workbench);
    expect(await succeeds(here, { KEY: key })).toMatch(expected);
  },
});

const ofInvoices = invoiceCommands({ copy: () => copy, shop: () => shop, succeeds });

/** The first that fits covers a command. */
const COVERS: [RegExp, Cover][] = [
  [
    /^npm start$/,
    {
      run: async () => {
        expect(copy.startOutput()).toContain(copy.appUrl);
        for (const step of ["Database migrations", "Demo catalog", "Pages and Worker"])
          expect(copy.startOutput()).toMatch(new RegExp(`… ${step}[^]*✓ ${step} +[\\d.]+ s`));
        expect((await fetch(copy.appUrl)).status).toBe(200);
      },
    },
  ],
  [
    /^npm test( -- unit)?$/,
    {
      run: async () =>
        expect((await fails("npm test -- nothing")).output).toContain(
          'There is no stage "nothing"',
        ),
    },
  ],
  [
    /^npm run check$/,
    {
      run: async () =>
        expect((await fails("npm run check -- nothing")).output).toContain(
          'There is no stage "nothing"',
        ),
    },
  ],
  [/^npx vitest run --project (worker|unit) /, { because: OWN_STAGES }],
  [/^npx playwright test( frontend\/e2e\/\S+)?$/, { because: OWN_STAGES }],
  [
    /^npm run fix$/,
    {
      run: async (command) => {
        const file = path.join(copy.folder, "worker/untidy.ts");
        await writeFile(file, "export const untidy = {a:1}");
        await succeeds(command);
        expect(await readFile(file, "utf8")).toBe("export const untidy = { a: 1 };\n");
      },
    },
  ],
  [
    /^npm run lint:i18n$/,
    { run: async (command) => expect(await succeeds(command)).toContain("all in order") },
  ],
  [
    /^npm run lab /,
    {
      run: async () => {
        const said = await succeeds("npm run lab -- --seed 3 --schedules 1");
        expect(said).toContain("Every promise was kept.");
        expect(said).toContain("--seed 3 --schedules 1");
      },
    },
  ],
  [
    /^npm run bench -- .*(storm|credit|page|scale|size|year)/,
    { because: "takes minutes of real time; what it needs is loaded by the cheaper part" },
  ],
  [
    /^npm run bench\b/,
    {
      run: async () =>
        expect(await succeeds("npm run bench -- startup --rounds 1")).toContain("latest.json"),
    },
  ],
  [
    /^npx wrangler kv key put --binding CONFIG (coze_package_status|payway_2_status) false$/,
    {
      run: async (command) => {
        await succeeds(command);
        const [, key = ""] = /CONFIG (\S+)/.exec(command) ?? [];
        await expect.poll(() => shop.isOff(key)).toBe(true);
      },
    },
  ],
  [
    /^npx wrangler kv key put --binding CONFIG payway_3_status true$/,
    {
      run: async (command) => {
        await succeeds(command);
        await expect.poll(() => shop.isOff("payway_3_status")).toBe(false);
      },
    },
  ],
  [
    /^npx wrangler kv key put --binding CONFIG coze_package_explain(:en)? /,
    {
      run: async (command) => {
        await succeeds(command);
        const [, text = ""] = /<p>(.*) …<\/p>/.exec(command) ?? [];
        const language = command.includes(":en") ? "en" : "zh-CN";
        await expect.poll(() => shop.explained(language)).toContain(text);
      },
    },
  ],
  [
    /^npx wrangler kv key delete --binding CONFIG coze_package_status$/,
    {
      run: async (command) => {
        await succeeds(command);
        await expect.poll(() => shop.isOff("coze_package_status")).toBe(false);
      },
    },
  ],
  [
    /^npm run fonts$/,
    { run: async (command) => expect(await succeeds(command)).toContain("there already") },
  ],
  [/^npm run fonts -- --remote$/, { because: ACCOUNT }],
  [/^npm run credits -- test$/, { because: OWN_STAGES }],
  [
    /^npm run credits -- (status|plan v1)$/,
    { run: async (command) => expect(await succeeds(command)).toMatch(/credit.system/) },
  ],
  [
    /^npm run credits -- (switch v1 --yes|verify)$/,
    {
      run: async (command) => {
        await succeeds(command.replace("verify", "switch v1 --yes"));
        expect(await succeeds("npm run credits -- verify")).toContain(" 0 differ.");
      },
    },
  ],
  [
    /^npm run credits -- rollback --yes$/,
    {
      run: async (command) => {
        await succeeds("npm run credits -- switch v1 --yes");
        expect(await succeeds(command)).toContain("Switched to v2.");
      },
    },
  ],
  [
    /^npx wrangler kv key put --binding CONFIG credit_system_version v2$/,
    { run: async (command) => void (await succeeds(command)) },
  ],
  [
    /^npx wrangler kv key put .*<key> <value>$/,
    { because: "the form of the commands of the README, which are run" },
  ],
  [
    /^npx wrangler d1 execute DB --command/,
    { run: async (command) => expect(await succeeds(command)).toContain("success") },
  ],
  [/^npx wrangler .*--remote\b/, { because: ACCOUNT }],
  [/^npx wrangler (login|rollback|secret|versions|d1 time-travel)\b/, { because: ACCOUNT }],
  [/^for name in [A-Z0-9_ ]+; do npx wrangler secret put/, { because: ACCOUNT }],
  [/^openssl /, { because: "a program of the machine, not of the project" }],
  ...refundCommands({ copy: () => copy, shop: () => shop, succeeds, fails }),
  [
    /^npm run key -- create "my agents"$/,
    {
      run: async (command) => {
        apiKey = tokenIn(await succeeds(command));
        expect(await succeeds("npm run key -- list")).toContain(apiKey.slice(4, 16));
      },
    },
  ],
  [
    /^npm run key -- create "my meter" --scopes \S+ --expires 2099-12-31$/,
    {
      run: async (command) => {
        const scopes = "customers:read usage:write";
        const said = await succeeds(command);
        expect(said).toContain(`Its scopes: ${scopes}, until 2100-01-01T00:00:00.000Z`);
        // A rotation widens nothing.
        expect(await succeeds('npm run key -- create "my meter"')).toContain(`scopes: ${scopes}\n`);
        expect(await succeeds("npm run key -- list")).toContain(scopes);
        const refused = await fails('npm run key -- create "my meter" --scopes all,none');
        expect(refused.output).toContain("portal_sessions:write");
      },
    },
  ],
  [
    /^npm run catalog -- push --dry-run$/,
    {
      run: async (command) => {
        // `npm start` has pushed it.
        expect(await succeeds(command)).toContain("Stripe has everything as the catalog sells it.");
      },
    },
  ],
  [
    /^npm run catalog -- push$/,
    {
      run: async (command) => {
        expect(await succeeds(command)).toContain("plans and packs on sale");
      },
    },
  ],
  [
    /^npm run (refund|key|credits|catalog|lab)( -- create <name>| -- switch)?$/,
    { because: "named; run with its options" },
  ],
  [
    /^curl -X POST localhost:8788\/api\/customers\/customer-lin\/hold/,
    {
      run: async (command) => {
        await shop.sell();
        const here = command.replace("localhost:8788", new URL(copy.appUrl).host);
        const said = await succeeds(here, { KEY: apiKey });
        expect(said).toMatch(/"hold":"/);
        const revoked = await succeeds(`npm run key -- revoke ${apiKey.slice(4, 16)}`);
        expect(revoked).toContain("is revoked");
      },
    },
  ],
  [/^curl .*customer-lin\/usage .*"enforce"/, asHost(/"result":"accepted"/)],
  [/^curl .*customer-lin\/usage .*"modelUsage"/, asHost(/"result":"accepted"/)],
  [/^curl .*localhost:8788\/api\/usage /, asHost(/"results":\[\{.*"accepted".*"accepted"/)],
  [/^curl .*customer-lin\/quota\?/, asHost(/"allowed":true/)],
  [/^curl .*customer-lin\/usage\?period=/, asHost(/"products":\[/)],
  [/^curl .*customer-lin\/subscription /, asHost(/"granted":100/)],
  [/^curl .*customer-lin\/invoices\?/, asHost(/"items":\[/)],
  [/^curl \S*console\/seller /, ofInvoices.seller],
  [/^curl -X PUT .*console\/seller /, ofInvoices.selling],
  [/^curl -X POST \S*console\/invoices /, ofInvoices.issuing],
  [/^curl \S*console\/invoice-months /, ofInvoices.answering(/"lastInvoice":/)],
  [/^curl \S*console\/invoices\?/, ofInvoices.answering(/"number":"INV/)],
  [/^curl \S*console\/invoices\/INV\d+ /, ofInvoices.answering(/"issuer":"us"/)],
  [/^curl -o invoice\.pdf /, ofInvoices.pdf],
  [/^curl -X PUT \S*customer-lin\/account /, ofInvoices.answering(/"company":"林知夏工作室"/)],
  [/^curl -X POST \S*\/revision /, ofInvoices.answering(/"number":"INV/)],
  [/^curl -X POST \S*\/credit-notes /, ofInvoices.crediting],
  [/^curl -o fapiao\.csv /, ofInvoices.fileOut],
  [/^curl -X POST \S*console\/fapiao\.csv /, ofInvoices.fileIn],
  [/^curl -X PUT \S*portal\/account /, ofInvoices.answering(/"email":"lin@example.com"/)],
  [/^curl \S*portal\/invoices\?/, ofInvoices.answering(/"items":\[\{/)],
  [/^curl -X POST \S*\/fapiao /, ofInvoices.fapiaoOf],
  [/^curl .*customer-lin\/portal-session .*"origins"/, asHost(/"token":"ecp_.*"url":".*\/embed"/)],
  [/^curl -X DELETE .*customer-lin\/portal-session /, asHost(/^[^{]*$/)],
  [/^curl -H "Authorization: Bearer …"$/, { because: "a part of a command, not a whole one" }],
  [/^npm run deploy -- --dry-run$/, { because: "run by scripts/deploy.test.ts" }],
  [/^npm run deploy$/, { because: ACCOUNT }],
  [
    /^node_modules\/\.bin\/node sandbox\/main\.ts /,
    {
      run: async (command) => {
        const port = String(await freePort());
        const here = command.replace("8790", port).replace(".local/sandbox", ".local/second");
        expect(await copy.runUntil(here, /Sandbox on .*/)).toContain(`http://localhost:${port}`);
      },
    },
  ],
  [
    /^curl -X POST localhost:8790\/control\/pay /,
    {
      run: async (command) => {
        const { codeUrl } = await shop.placeOrder();
        const here = command
          .replace("localhost:8790", new URL(copy.sandboxUrl).host)
          .replace(/weixin:[^"]*/, codeUrl);
        expect(await succeeds(here)).toContain('"ok":true');
      },
    },
  ],
  [
    /^curl -X POST localhost:8790\/identity\/test-token /,
    {
      run: async (command) => {
        const here = command.replace("localhost:8790", new URL(copy.sandboxUrl).host);
        expect(await succeeds(here)).toMatch(/"token":"ey/);
      },
    },
  ],
];

const coverOf = (command: string) => COVERS.find(([pattern]) => pattern.test(command))?.[1];
const commands = documentedCommands();

test("every command of the documents is run by a test, or says why not", () => {
  expect(commands.length).toBeGreaterThan(30);
  expect(commands.filter((command) => !coverOf(command))).toEqual([]);
  const unused = COVERS.filter(([pattern]) => !commands.some((command) => pattern.test(command)));
  expect(
    unused.map(([pattern]) => String(pattern)),
    "covers of nothing",
  ).toEqual([]);
});

test("every script of package.json stands in the documents", () => {
  const { scripts } = JSON.parse(readFileSync(inRoot("package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = Object.keys(scripts).filter((name) =>
    commands.some((command) => new RegExp(`npm (run )?${name}( |$)`).test(command)),
  );
  expect(named).toEqual(Object.keys(scripts));
});

test("commands are read from blocks, indented ones too, and from lines of text", () => {
  const text =
    "a `npm start` b\n```sh\nnpm test   # all\ncurl -X POST x \\\n  -d y\n```\n1. c\n   ```sh\n   npx z\n   ```\n";
  expect(commandsIn(text)).toEqual(["npm test", "curl -X POST x -d y", "npx z", "npm start"]);
});

test.describe("typed in a copy of the project", () => {
  test.describe.configure({ timeout: COMMAND_MS_MAX });

  test.beforeAll(async () => {
    test.setTimeout(START_MS_MAX);
    copy = await startFreshCopy();
    shop = new Shopkeeper(copy);
    await shop.hurryGateways();
  });

  test.afterAll(() => copy?.stop());

  /** One run serves every command that it stands for. */
  const seen = new Set<Cover>();
  for (const command of commands) {
    const cover = coverOf(command);
    if (!cover || !("run" in cover)) continue;
    const isShared = !command.includes("wrangler");
    if (isShared && seen.has(cover)) continue;
    seen.add(cover);
    test(command, () => cover.run(command));
  }

  test("a refund that the gateway's own console ended is closed by --settled", async () => {
    const sold = await shop.sell();
    await shop.breakNext("refund-abnormal");
    await fails(`npm run refund -- ${sold.orderNo} --yes`);
    const closed = await succeeds(
      `npm run refund -- ${sold.orderNo} --settled "refunded there by hand" --yes`,
    );
    expect(closed).toContain("The money is back with the customer.");
  });
});
