import {
  type Bound,
  boundIn,
  mergeTimeline,
  neededFor,
  type Placed,
  type TimelineKind,
} from "../domain/console/timeline.ts";
import type { StoredEvent } from "../domain/event.ts";
import type { Part } from "../domain/page.ts";
import type { Env } from "../env.ts";
import type { HistoryItem } from "../objects/account/history.ts";
import type { AuditRow } from "../store/audit.ts";
import { type OwnRefundRow, type PlacedOrderRow, timelineRows } from "../store/timeline.ts";
import { accountObject } from "./objects.ts";

export type TimelineItem =
  | (Placed & { source: "order"; row: PlacedOrderRow })
  | (Placed & { source: "event"; row: StoredEvent })
  | (Placed & { source: "refund"; row: OwnRefundRow })
  | (Placed & { source: "ledger"; row: HistoryItem })
  | (Placed & { source: "audit"; row: AuditRow });

export interface TimelineAsked {
  customer: string;
  kind: TimelineKind | undefined;
  /** The last entry that was shown; null for the newest. */
  after: Placed | null;
  /** What operators did is told to who may read the audit. */
  withAudit: boolean;
  most: number;
}

/** A part of what touched a customer: what D1 has of it and the ledger in the account's object, put in one order. */
export async function readTimeline(
  env: Env,
  { customer, kind, after, withAudit, most }: TimelineAsked,
): Promise<Part<TimelineItem>> {
  const { sources, eventTypes } = neededFor(kind);
  const bounds = Object.fromEntries(
    sources
      .filter((source) => source !== "audit" || withAudit)
      .map((source) => [source, boundIn(source, after)]),
  ) as Partial<Record<Placed["source"], Bound | null>>;
  // Of each source one more than is shown: whichever the part is made of, it says whether there is more.
  const limit = most + 1;
  const [rows, ledger] = await Promise.all([
    timelineRows(env.DB, { customer, limit, bounds, eventTypes }),
    ledgerOf(env, customer, bounds.ledger, limit),
  ]);
  const lists: TimelineItem[][] = [
    rows.orders.map((row) => ({ source: "order", atMs: row.createdAtMs, tie: row.orderNo, row })),
    rows.events.map((row) => ({ source: "event", atMs: row.atMs, tie: row.position, row })),
    rows.refunds.map((row) => ({ source: "refund", atMs: row.startedAtMs, tie: row.number, row })),
    rows.audit.map((row) => ({ source: "audit", atMs: row.atMs, tie: row.id, row })),
    ledger.map((row) => ({ source: "ledger", atMs: row.atMs, tie: row.seq, row })),
  ];
  return mergeTimeline(lists, most);
}

async function ledgerOf(
  env: Env,
  customer: string,
  bound: Bound | null | undefined,
  limit: number,
): Promise<HistoryItem[]> {
  if (bound === undefined) return [];
  const before = bound === null ? undefined : ([bound[0], Number(bound[1])] as const);
  const asked = { page: 1, pageSize: limit, ...(before && { before }) };
  return (await accountObject(env, customer).history(asked)).items;
}
