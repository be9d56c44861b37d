import type { BillingFailure } from "../../worker/billing/calls.ts";
import { push, readPrices, type Step, stepsFor } from "../../worker/billing/catalog.ts";
import { createClient, liveTools } from "../../worker/billing/client.ts";
import type { Result } from "../../worker/domain/result.ts";
import type { StripeAccess } from "../../worker/payments/stripe/package.ts";
import { CATALOG_QUERY, type CatalogRow, itemsOf } from "./catalog-command.ts";
import { root } from "./paths.ts";
import { Explained } from "./steps.ts";
import { wranglerOrExplain } from "./wrangler.ts";

/** What is on sale, from the local database (wrangler's own place, or `stateDir`) or the deployed one. */
export async function readCatalogRows(
  place: "--remote" | "--local",
  stateDir?: string,
): Promise<CatalogRow[]> {
  const output = await wranglerOrExplain(
    "The catalog could not be read. Has `npm start` run once, or the deployment been made?",
    [
      ...["d1", "execute", "DB", place, ...(stateDir ? ["--persist-to", stateDir] : [])],
      ...["--json", "--yes", "--command", CATALOG_QUERY],
    ],
    { cwd: root },
  );
  const [answer] = JSON.parse(output.slice(output.indexOf("["))) as { results: CatalogRow[] }[];
  return answer?.results ?? [];
}

/** What Stripe does not have as the catalog sells it. */
export async function differences(
  access: StripeAccess,
  rows: readonly CatalogRow[],
): Promise<Step[]> {
  const items = itemsOf(rows);
  return stepsFor(items, told(await readPrices(createClient(access, liveTools), items)));
}

/** Makes it. Repeatable: what is there stays. */
export async function pushCatalog(
  access: StripeAccess,
  rows: readonly CatalogRow[],
): Promise<void> {
  const steps = await differences(access, rows);
  if (steps.length > 0) told(await push(createClient(access, liveTools), steps));
}

function told<T>(answer: Result<T, BillingFailure>): T {
  if (answer.ok) return answer.value;
  const { error } = answer;
  const code = error.reason === "refused" ? ` (${error.code})` : "";
  throw new Explained(`Stripe: ${error.reason}${code}: ${error.detail}. Run it again: it goes on.`);
}
