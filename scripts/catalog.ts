/** `npm run catalog -- push [--dry-run] [--remote]`: products and prices at Stripe as the catalog sells them. */

import { existsSync, readFileSync } from "node:fs";
import { readAccess } from "../worker/payments/stripe/config.ts";
import {
  type CatalogCommand,
  describeSteps,
  itemsOf,
  readCatalogCommand,
} from "./tools/catalog-command.ts";
import { differences, pushCatalog, readCatalogRows } from "./tools/catalog-push.ts";
import { stopChildren } from "./tools/children.ts";
import { parseDevVars, type Variables } from "./tools/dev-vars.ts";
import { inRoot } from "./tools/paths.ts";
import { Explained, reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";

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
  const rows = await readCatalogRows(command.remote ? "--remote" : "--local");
  const steps = await differences(access.value, rows);
  const count = itemsOf(rows).length;
  console.log(`${count} plans and packs on sale, at ${access.value.apiBase.origin}:`);
  console.log(describeSteps(steps));
  if (command.dryRun || steps.length === 0) return;
  await pushCatalog(access.value, rows);
  const left = await differences(access.value, rows);
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
