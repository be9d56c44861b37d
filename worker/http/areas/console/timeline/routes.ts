import { Hono } from "hono";
import { readTimeline } from "../../../../actions/readTimeline.ts";
import { placedAt } from "../../../../domain/console/timeline.ts";
import { hasRight } from "../../../../domain/operator/rights.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { endOfArchive } from "../../../core/orders/archive.ts";
import { OfCustomer } from "../customers/schemas.ts";
import { presentTimelineItem } from "./present.ts";
import { Timeline, TimelineQuery } from "./schemas.ts";

/** Entries of one part. */
const TIMELINE_PART_MAX = 50;

/** All that touched a customer, in one list. */
export const timeline = new Hono<AppEnv>().get(
  "/customers/:customer/timeline",
  describe({
    tag: "Console",
    summary:
      "What touched a customer, the newest first: orders, refunds, balances, the plan, usage, invoices, and what operators did where the role may read that",
    answers: { 200: { description: "A part", schema: Timeline } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  viewing(),
  valid("param", OfCustomer),
  valid("query", TimelineQuery),
  async (c) => {
    const { customer } = c.req.valid("param");
    const { kind, before } = c.req.valid("query");
    const withAudit = hasRight(c.get("customer").role, "audit");
    const after = before ? placedAt(before) : null;
    const [{ rows, next }, archivedBefore] = await Promise.all([
      readTimeline(c.env, { customer, kind, after, withAudit, most: TIMELINE_PART_MAX }),
      endOfArchive(c.env.DB, customer),
    ]);
    const items = rows.map((row) => presentTimelineItem(row, c.get("language")));
    return c.json({ items, next, withOperators: withAudit, archivedBefore }, 200, NO_STORE);
  },
);
