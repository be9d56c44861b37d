import { readFile } from "node:fs/promises";
import { inRoot } from "../scripts/tools/paths.ts";
import { step } from "../scripts/tools/steps.ts";
import { shown, spread } from "./rows/push.ts";
import { each } from "./tools/load.ts";
import { delivery, payAll } from "./tools/purchases.ts";
import { show } from "./tools/report.ts";
import { startWorld, type World } from "./tools/world.ts";

const NOTIFICATIONS = 1_000;
const AT_ONCE = 100;

/** WeChat Pay takes an answer later than this for none. */
const GATEWAY_PATIENCE_MS = 5_000;

/** One payment, reported a thousand times, a hundred at a time: one grant, and every answer in time. */
export async function stormResults() {
  const world = await step("Product and sandbox", () => startWorld({ notifications: "mailbox" }));
  try {
    await world.sql(await readFile(inRoot("scripts/demo-catalog.sql"), "utf8"));
    const found = await step("Storm of notifications", () => storm(world));
    show("1,000 notifications of one payment, 100 at a time; ms", [found]);
    return found;
  } finally {
    await world.stop();
  }
}

async function storm(world: World) {
  const purchases = await shown(world, 1);
  const [mail] = await payAll(world, purchases);
  const [purchase] = purchases;
  if (!mail || !purchase) throw new Error("no notification came");
  const repeats = Array.from({ length: NOTIFICATIONS }, () => delivery(mail));
  const burst = await each(world.productUrl, repeats, AT_ONCE);
  const found = {
    notifications: burst.requests,
    atOnce: AT_ONCE,
    perSecond: burst.requests / burst.seconds,
    ...spread(burst.latenciesMs),
    grants: await grantsOf(world, purchase.who.headers),
  };
  if (found.grants !== 1) throw new Error(`${found.grants} grants for one payment`);
  if (found.worstMs > GATEWAY_PATIENCE_MS)
    throw new Error(`an answer took ${found.worstMs.toFixed(0)} ms`);
  return found;
}

/** What the customer's own history says. */
async function grantsOf(world: World, headers: Record<string, string>): Promise<number> {
  const response = await fetch(new URL("/api/account/ledger", world.productUrl), { headers });
  return ((await response.json()) as { total: number }).total;
}
