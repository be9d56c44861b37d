import { get, newCustomers } from "../tools/customers.ts";
import { each } from "../tools/load.ts";
import {
  assertGranted,
  delivery,
  type Purchase,
  payAll,
  placeOrders,
  showCodes,
} from "../tools/purchases.ts";
import { measure, type Row, type Subject } from "../tools/rounds.ts";
import type { World } from "../tools/world.ts";
import { COZE_CENTRE } from "./centre.ts";

const CONCURRENCY = 8;

/** Orders in one round. */
const ORDERS = 60;

/** How often a page that polls asks about each order in one round: so often that what the rows before left to be done behind their answers is a small part. */
const LOOKS = 60;

/** A purchase step by step; each round takes new customers through all of them. */
export function purchaseRows(world: World, rounds: number): Promise<Row[]> {
  let purchases: Purchase[] = [];
  const step = (name: string, run: Subject["run"]): Subject => ({
    group: "purchase",
    name,
    concurrency: CONCURRENCY,
    run,
  });
  const kind = "coze" as const;
  const wish = { kind, item: "coze-pro", concurrency: CONCURRENCY };
  return measure(
    world,
    [
      step("order creation, never here before", async () => {
        const placed = await placeOrders(world, await newCustomers(world, ORDERS), wish);
        return placed.burst;
      }),
      step("order creation, from the centre's page", async () => {
        const customers = await newCustomers(world, ORDERS);
        const looks = customers.map(({ headers }) => get(COZE_CENTRE, headers));
        await each(world.productUrl, looks, CONCURRENCY);
        const placed = await placeOrders(world, customers, wish);
        purchases = placed.purchases;
        return placed.burst;
      }),
      step("prepay", () => showCodes(world, purchases, { kind, concurrency: CONCURRENCY })),
      step("getPayResult", () => {
        const asked = purchases.map(({ who, orderId }) =>
          get(`/api/pay/getPayResult?orderId=${orderId}&from=${kind}`, who.headers),
        );
        const calls = Array.from({ length: LOOKS }, () => asked).flat();
        return each(world.productUrl, calls, CONCURRENCY);
      }),
      step("notification to granted", async () => {
        const mails = await payAll(world, purchases);
        const burst = await each(world.productUrl, mails.map(delivery), CONCURRENCY);
        await Promise.all(purchases.map((purchase) => assertGranted(world, purchase)));
        return burst;
      }),
    ],
    rounds,
  );
}
