/** `npm run catalog -- push [--dry-run] [--remote]`: products and prices at Stripe as the catalog sells them. */

import { existsSync, readFileSync } from "node:fs";
import type { BillingFailure } from "../worker/billing/calls.ts";
import { push, readPrices, stepsFor } from "../worker/billing/catalog.ts";
import { createClient, liveTools } from "../worker/billing/client.ts";
import type { Result } from "../worker/domain/result.ts";
import { readAccess } from "../worker/payments/stripe/config.ts";
import {
  CATALOG_QUERY,
  type CatalogCommand,
  type CatalogRow,
  describeSteps,
  itemsOf,
  readCatalogCommand,
} from "./tools/catalog-command.ts";
import { stopChildren } from "./tools/children.ts";
import { parseDevVars, type Variables } from "./tools/dev-vars.ts";
import { inRoot, root } from "./tools/paths.ts";
import { Explained, reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";
import { wranglerOrExplain } from "./tools/wrangler.ts";

onStop(stopChildren, { codeOnSignal: 130 });

try {
  await run(readCatalogCommand(process.argv.slice(2)));
  process.exit(0);
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}

async function run(command: CatalogCommand): Promise<void> {
  const access = readAccess(variables(command));
  if (!access.ok) throw new Explained(access.error.how);
  const client = createClient(access.value, liveTools);
  const items = itemsOf(await readRows(command));
  const steps = stepsFor(items, told(await readPrices(client, items)));
  console.log(`${items.length} plans and packs on sale, at ${access.value.apiBase.origin}:`);
  console.log(describeSteps(steps));
  if (command.dryRun || steps.length === 0) return;
  told(await push(client, steps));
  const left = stepsFor(items, told(await readPrices(client, items)));
  if (left.length > 0)
    throw new Explained(`Stripe took it, and still differs:\n${describeSteps(left)}`);
  console.log("Done: Stripe has everything as the catalog sells it.");
}

/** What is set for this command wins. A deployed product's secrets cannot be read back, so for it nothing else counts. */
function variables({ remote }: CatalogCommand): Variables {
  const file = inRoot(".dev.vars");
  const local: Variables =
    !remote && existsSync(file) ? parseDevVars(readFileSync(file, "utf8")) : {};
  const base: Variables = remote ? { STRIPE_API_BASE: "https://api.stripe.com" } : local;
  const given = ["STRIPE_API_BASE", "STRIPE_SECRET_KEY"].flatMap((name) => {
    const value = process.env[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  return { ...base, ...Object.fromEntries(given) };
}

async function readRows({ remote }: CatalogCommand): Promise<CatalogRow[]> {
  const place = remote ? "--remote" : "--local";
  const output = await wranglerOrExplain(
    "The catalog could not be read. Has `npm start` run once, or the deployment been made?",
    ["d1", "execute", "DB", place, "--json", "--yes", "--command", CATALOG_QUERY],
    { cwd: root },
  );
  const [answer] = JSON.parse(output.slice(output.indexOf("["))) as { results: CatalogRow[] }[];
  return answer?.results ?? [];
}

function told<T>(answer: Result<T, BillingFailure>): T {
  if (answer.ok) return answer.value;
  const { error } = answer;
  const code = error.reason === "refused" ? ` (${error.code})` : "";
  throw new Explained(`Stripe: ${error.reason}${code}: ${error.detail}. Run it again: it goes on.`);
}
