import { lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type ProjectedEvent, writeEvents } from "./events.ts";
import { customer } from "./schema.ts";
import { type ProjectedIssue, writeIssues } from "./subscription-issues.ts";

/** What a customer's account projects: the whole state each time, so that a lost or repeated one is healed by the next. */
export interface CustomerProjection {
  id: string;
  /** Null where nobody told us. */
  name: string | null;
  email: string | null;
  balances: readonly { asset: string; available: number; held: number }[];
  entitlements: readonly object[];
  /** Null for who never had another than the free one. */
  plan: object | null;
  /** All that need an operator's eye; null where D1 was never told of any. */
  issues: readonly ProjectedIssue[] | null;
  /** Units by asset; null when nothing is owed. */
  owed: Readonly<Record<string, number>> | null;
  mayOwe: boolean;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
  /** Only a higher one is written. */
  version: number;
  events: readonly ProjectedEvent[];
  nowMs: number;
}

/** Writes the customer's row, what needs an operator's eye and the account's events in one batch. */
export async function projectCustomer(db: D1Database, p: CustomerProjection): Promise<void> {
  const d1 = drizzle(db);
  const changing = {
    name: p.name,
    email: p.email,
    balances: p.balances,
    entitlements: p.entitlements,
    plan: p.plan,
    owed: p.owed,
    mayOwe: p.mayOwe,
    toldVersion: p.version,
    askAt: null, // All of this is told.
    firstSeenAt: sql<number>`min(coalesce((SELECT first_seen_at FROM customer WHERE id = ${p.id}), ${p.firstSeenAtMs}), ${p.firstSeenAtMs})`,
    lastSeenAt: p.lastSeenAtMs,
    version: p.version,
    updatedAt: p.nowMs,
  };
  await d1.batch([
    d1
      .insert(customer)
      .values({ id: p.id, ...changing })
      .onConflictDoUpdate({
        target: customer.id,
        set: changing,
        setWhere: lt(customer.version, p.version),
      }),
    ...(p.issues ? writeIssues(d1, p.id, p.issues, p.version) : []),
    ...writeEvents(d1, { source: `account:${p.id}`, subject: p.id, events: p.events }),
  ]);
}
