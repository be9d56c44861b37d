import { Hono } from "hono";
import { type IssueRules, issueRules } from "../../../../actions/invoices.ts";
import { AFTER_MONTH_MS, periodAt } from "../../../../domain/invoice/period.ts";
import { type FailingDocument, failingDocuments } from "../../../../store/failing-documents.ts";
import {
  type InvoiceMonth,
  invoiceMonth,
  invoiceMonths,
  startRun,
} from "../../../../store/invoice-runs.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { Reasoned } from "../schemas.ts";
import { ConsoleInvoiceMonth, ConsoleInvoiceMonths, OfMonth } from "./schemas.ts";

/** Ten years. */
const MONTHS_MAX = 120;

const FAILING_SHOWN_MAX = 100;

/** Months with the last number of each series, and how far the cron is with them. */
export const invoiceMonthRoutes = new Hono<AppEnv>()
  .get(
    "/invoice-months",
    describe({
      tag: "Console",
      summary:
        "The months that have numbers or were walked over by the cron, the latest first, and what cannot be issued",
      answers: {
        200: { description: `At most the latest ${MONTHS_MAX}`, schema: ConsoleInvoiceMonths },
      },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    async (c) => {
      const [months, failing] = await Promise.all([
        invoiceMonths(c.env.DB, MONTHS_MAX),
        failingDocuments(c.env.DB, FAILING_SHOWN_MAX + 1),
      ]);
      const body = {
        items: months.map(presentMonth),
        failing: failing.slice(0, FAILING_SHOWN_MAX).map(presentFailing),
        moreFailing: failing.length > FAILING_SHOWN_MAX,
      };
      return c.json(body, 200, NO_STORE);
    },
  )
  .post(
    "/invoice-months/:period/run",
    describe({
      tag: "Console",
      summary: "Has the cron issue what all customers paid in a month and no invoice says yet",
      answers: {
        200: {
          description: "Begins within five minutes, also where the month was closed",
          schema: ConsoleInvoiceMonth,
        },
      },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "SELLER_MISSING"],
    }),
    acting("invoice.run", "invoices", "period"),
    valid("param", OfMonth),
    valid("json", Reasoned),
    async (c) => {
      const { period } = c.req.valid("param");
      const why = c.req.valid("json").reason;
      c.set("audit", { why });
      const rules = await issueRules(c.env);
      if (!rules.ok) return refuse(c, "SELLER_MISSING");
      const nowMs = Date.now();
      const fault = monthFault(period, rules.value, nowMs);
      if (fault) return refuse(c, "INVALID_REQUEST", [{ field: "period", message: fault }]);
      await startRun(c.env.DB, period, nowMs);
      const month = presentMonth(await invoiceMonth(c.env.DB, period));
      c.set("audit", { why, after: month });
      return c.json(month, 200, NO_STORE);
    },
  );

/** Why the cron would not look at it. */
function monthFault(period: string, { seller, timeZone }: IssueRules, nowMs: number) {
  if (period < seller.sincePeriod) return "is before the first month that the seller has invoiced";
  if (period >= periodAt(nowMs - AFTER_MONTH_MS, timeZone)) return "is not over for an hour yet";
  return undefined;
}

const presentFailing = ({ nextAtMs, ...row }: FailingDocument) => ({
  ...{ kind: row.kind, invoiceId: row.invoiceId, number: row.number, customerId: row.customerId },
  ...{ period: row.period, tries: row.tries, nextAt: iso(nextAtMs), fault: row.fault },
});

const presentMonth = ({ period, lastInvoice, lastCreditNote, run }: InvoiceMonth) => ({
  ...{ period, lastInvoice, lastCreditNote },
  run: run && {
    ...{ walks: run.walks, failed: run.failed, closed: run.closed },
    dueAt: iso(run.dueAtMs),
  },
});
