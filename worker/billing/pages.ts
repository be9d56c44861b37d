import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import type { Answer } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { unavailable } from "./failure.ts";

/** Stripe's most. */
const PAGE_SIZE = 100;

/** Of one list. What is older still is not read: an account keeps what it learned before. */
const PAGES_MAX = 20;

/** Beginnings over, when an object that a page was to follow is gone. */
const ROUNDS_MAX = 3;

export interface Page {
  limit: number;
  starting_after?: string;
  ending_before?: string;
}

type List<T> = (stripe: Stripe, page: Page) => Promise<Stripe.ApiList<T>>;

/**
 * All objects of a list, newest first. A list of one page is read at one moment; of several, what was added meanwhile stands
 * before the first page and is read at last.
 */
export async function readAll<T extends { id: string }>(
  client: StripeClient,
  list: List<T>,
): Answer<T[]> {
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const answer = await readOnce(client, list);
    if (answer.ok || answer.error.reason !== "gone" || round === ROUNDS_MAX) return answer;
  }
  return unavailable("a list that changed at every look");
}

/** The rest of a list that came with its object, where it did not fit. */
export async function wholeOf<T extends { id: string }>(
  client: StripeClient,
  { data, has_more }: Pick<Stripe.ApiList<T>, "data" | "has_more">,
  list: List<T>,
): Answer<T[]> {
  return has_more ? readAll(client, list) : ok(data);
}

async function readOnce<T extends { id: string }>(
  client: StripeClient,
  list: List<T>,
): Answer<T[]> {
  const all = new Map<string, T>();
  const next = (cursor: Omit<Page, "limit">) =>
    client.ask((stripe) => list(stripe, { limit: PAGE_SIZE, ...cursor }));
  let page = await next({});
  for (let pages = 1; page.ok; pages += 1) {
    for (const each of page.value.data) all.set(each.id, each);
    const last = page.value.data.at(-1);
    if (!page.value.has_more || !last || pages === PAGES_MAX)
      return pages === 1 ? ok([...all.values()]) : withNewcomers([...all.values()], next);
    page = await next({ starting_after: last.id });
  }
  return page;
}

async function withNewcomers<T extends { id: string }>(
  known: T[],
  next: (cursor: Omit<Page, "limit">) => Answer<Stripe.ApiList<T>>,
): Answer<T[]> {
  let all = known;
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const [newest] = all;
    if (!newest) return ok(all);
    const page = await next({ ending_before: newest.id });
    if (!page.ok) return page;
    all = [...page.value.data, ...all];
    if (!page.value.has_more) return ok(all);
  }
  return unavailable("a list that grows faster than it can be read");
}
