import { setTimeout as sleep } from "node:timers/promises";
import { newCustomers } from "../tools/customers.ts";
import { median, percentile } from "../tools/load.ts";
import type { Mail } from "../tools/mailbox.ts";
import { openPages, type Page, toldWithin } from "../tools/pages.ts";
import { type Purchase, payAll, placeOrders, showCodes } from "../tools/purchases.ts";
import type { World } from "../tools/world.ts";

const KIND = "coze" as const;
const CONCURRENCY = 8;

/** ms between two notifications: twenty payments a second. */
const GAP_MS = 50;

/** From handing a notification in to the message on the page's socket. */
export interface PushRow {
  orders: number;
  pagesWaiting: number;
  medianMs: number;
  p99Ms: number;
  worstMs: number;
}

/** `pagesWaiting` pages stand on as many orders, and each is paid in turn, until `orders` have been. */
export async function pushRow(
  world: World,
  orders: number,
  pagesWaiting: number,
): Promise<PushRow> {
  const delaysMs: number[] = [];
  while (delaysMs.length < orders) {
    const purchases = await shown(world, pagesWaiting);
    const pages = await openPages(world, purchases, KIND);
    delaysMs.push(...(await tell(world, purchases, pages)));
    for (const page of pages) page.close();
  }
  return { ...spread(delaysMs), orders: delaysMs.length, pagesWaiting };
}

export const spread = (delaysMs: number[]) => ({
  medianMs: median(delaysMs),
  p99Ms: percentile(delaysMs, 0.99),
  worstMs: Math.max(...delaysMs),
});

export async function shown(world: World, count: number): Promise<Purchase[]> {
  const customers = await newCustomers(world, count);
  const request = { kind: KIND, item: "coze-pro", concurrency: CONCURRENCY };
  const { purchases } = await placeOrders(world, customers, request);
  await showCodes(world, purchases, request);
  return purchases;
}

/** Hands the notifications in, evenly spaced, and answers each page's delay. */
async function tell(world: World, purchases: Purchase[], pages: Page[]): Promise<number[]> {
  const delays: Promise<number>[] = [];
  for (const [index, purchase] of purchases.entries()) {
    const [mail] = await payAll(world, [purchase]);
    const page = pages[index];
    if (!mail || !page) throw new Error("every order has a notification and a page");
    delays.push(delayOf(world, mail, page));
    await sleep(GAP_MS);
  }
  return Promise.all(delays);
}

async function delayOf(world: World, { path, headers, body }: Mail, page: Page): Promise<number> {
  const sentMs = performance.now();
  const taken = fetch(new URL(path, world.productUrl), { method: "POST", headers, body });
  const toldMs = await toldWithin(page, "push");
  const { status } = await taken;
  if (status >= 300) throw new Error(`a notification was answered ${status}`);
  return toldMs - sentMs;
}
