import { Hono } from "hono";
import { percentile } from "../../../../domain/console/percentile.ts";
import { faultText } from "../../../../domain/fault.ts";
import { STUCK_AFTER_MS } from "../../../../domain/order/refund.ts";
import { ATTENTION_COUNT_MAX, attentionOf } from "../../../../store/attention.ts";
import { someAreToTell } from "../../../../store/customers-asked.ts";
import { stuckOrders } from "../../../../store/orders.ts";
import { debts, planRevenue } from "../../../../store/revenue.ts";
import { creditedWithin, salesSince } from "../../../../store/sales.ts";
import { readFlags, readSettings } from "../../../../store/settings.ts";
import { dayOf } from "../../../../store/tally.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { iso } from "../../../core/time.ts";
import { presentDebts, presentPlans } from "./money.ts";
import { byDay, byKind } from "./present.ts";
import { Overview, OverviewQuery } from "./schemas.ts";

const DAY_MS = 86_400_000;
const DAYS_SHOWN = 30;

/** Orders whose wait is measured. */
const WAITS_MAX = 5_000;

/** How the shop does, and what a person should look at. */
export const overview = new Hono<AppEnv>().get(
  "/overview",
  describe({
    tag: "Console",
    summary: "Money by day, how fast paid orders were granted, and what needs attention",
    answers: { 200: { description: "As it is now", schema: Overview } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  viewing(),
  valid("query", OverviewQuery),
  async (c) => {
    const { days = DAYS_SHOWN } = c.req.valid("query");
    const nowMs = Date.now();
    const [sales, waits, plans, owed, someToTell, attention] = await Promise.all([
      salesSince(c.env.DB, dayOf(nowMs - (days - 1) * DAY_MS)),
      creditedWithin(c.env.DB, nowMs - DAY_MS, WAITS_MAX),
      planRevenue(c.env.DB),
      debts(c.env.DB),
      someAreToTell(c.env.DB),
      attentionIn(c.env, nowMs),
    ]);
    const body: Overview = {
      asOf: iso(nowMs),
      days: byDay(sales),
      byKind: byKind(sales),
      paidToCredited: {
        orders: waits.length,
        p50Ms: percentile(waits, 0.5),
        p99Ms: percentile(waits, 0.99),
      },
      plans: presentPlans(plans),
      debts: presentDebts(owed),
      plansWhole: !someToTell,
      attention,
    };
    return c.json(body, 200, NO_STORE);
  },
);

async function attentionIn(env: AppEnv["Bindings"], nowMs: number): Promise<Overview["attention"]> {
  const [stuck, known, malformed] = await Promise.all([
    stuckOrders(env.DB, nowMs - STUCK_AFTER_MS, 1),
    attentionOf(env.DB),
    malformedSettings(env.CONFIG),
  ]);
  const said = (kind: Overview["attention"][number]["kind"], count: number | null) => ({
    kind,
    count: count && Math.min(count, ATTENTION_COUNT_MAX),
    more: (count ?? 0) > ATTENTION_COUNT_MAX,
  });
  return [
    said("stuck-orders", stuck.total),
    said("failed-refunds", known.failedRefunds),
    said("anomalies", known.anomalies),
    said("discrepancies", known.discrepancies),
    said("subscription-issues", known.subscriptionIssues),
    said("credit-notes", known.creditNotes),
    said("drafts", known.drafts),
    said("settings", malformed),
  ];
}

/** Null where KV cannot be read: orders and money are known all the same. */
async function malformedSettings(kv: KVNamespace): Promise<number | null> {
  try {
    const [flags, settings] = await Promise.all([readFlags(kv), readSettings(kv)]);
    const readings = [...Object.values(flags), ...Object.values(settings)];
    return readings.filter(({ source }) => source === "malformed").length;
  } catch (error) {
    console.error("flags and settings cannot be read", { error: faultText(error) });
    return null;
  }
}
