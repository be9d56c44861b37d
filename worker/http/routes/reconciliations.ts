import { Hono } from "hono";
import * as v from "valibot";
import { latestDiscrepancies, reconciledDays } from "../../store/reconciliation.ts";
import type { AppEnv } from "../app-env.ts";
import { operator } from "../auth/middleware.ts";
import { describe, FOR_CALLERS } from "../describe.ts";

const instant = v.pipe(v.string(), v.isoTimestamp());

const Reconciliations = v.object({
  /** By day of Beijing, newest first. */
  items: v.array(
    v.object({
      day: v.string(),
      orders: v.number(),
      /** Gateway numbers of those orders. */
      numbers: v.number(),
      matched: v.number(),
      /** Payments that our books did not have: granted now, or refunded. */
      mended: v.number(),
      discrepancies: v.number(),
      /** Numbers that the gateways did not answer about, however often they were asked. */
      unanswered: v.number(),
      /** Orders with numbers that will be asked about again. */
      waiting: v.number(),
      finished: v.boolean(),
      startedAt: instant,
    }),
  ),
  /** Where our books and a gateway's differ and a person must look, newest first. */
  discrepancies: v.array(
    v.object({
      day: v.string(),
      orderNo: v.string(),
      number: v.string(),
      gateway: v.string(),
      reason: v.string(),
      at: instant,
    }),
  ),
});

const DAYS_SHOWN_MAX = 60;
const DISCREPANCIES_SHOWN_MAX = 200;

const isoOf = (atMs: number): string => new Date(atMs).toISOString();

/** The daily comparison with the gateways' books, for an operator. */
export const reconciliations = new Hono<AppEnv>().get(
  "/",
  describe({
    tag: "Console",
    summary: "What the comparison with the gateways' books found, by day",
    answers: { 200: { description: "The latest days", schema: Reconciliations } },
    refusals: [...FOR_CALLERS, "FORBIDDEN"],
  }),
  operator,
  async (c) => {
    const [days, found] = await Promise.all([
      reconciledDays(c.env.DB, DAYS_SHOWN_MAX),
      latestDiscrepancies(c.env.DB, DISCREPANCIES_SHOWN_MAX),
    ]);
    const body: v.InferOutput<typeof Reconciliations> = {
      items: days.map(({ started_at, scanned_at, ...day }) => ({
        day: day.day,
        orders: day.orders,
        numbers: day.numbers,
        matched: day.matched,
        mended: day.mended,
        discrepancies: day.discrepancies,
        unanswered: day.unanswered,
        waiting: day.waiting,
        finished: scanned_at !== null && day.waiting === 0,
        startedAt: isoOf(started_at),
      })),
      discrepancies: found.map(({ order_no, found_at, day, number, gateway, reason }) => ({
        day,
        orderNo: order_no,
        number,
        gateway,
        reason,
        at: isoOf(found_at),
      })),
    };
    return c.json(body, 200, { "cache-control": "no-store" });
  },
);
