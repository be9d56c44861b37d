import { vi } from "vitest";
import { forgetStripe } from "../../../billing/connect.ts";
import { forgetGateways } from "../../../payments/registry.ts";
import { forgetPlans } from "../../../store/plans.ts";
import { forgetKeys } from "../../../store/settings.ts";
import { forgetMail, plansByCard } from "../../billing.ts";
import { beginWith } from "../../crediting.ts";
import { lastingCustomer } from "../../subscribing.ts";
import { bindings, control, setClocks } from "../../world.ts";
import { monthsOf } from "./plan.ts";
import { booksOf, brokenIn } from "./promises.ts";
import { MonthsSide } from "./side.ts";

export interface MonthsReport {
  seed: number;
  subscriptions: number;
  renewals: number;
  struck: Map<string, number>;
  broken: string[];
  trace: string[];
}

const DEC_20 = Date.parse("2036-12-20T04:00:00Z");

/** The catalog, since a reset Stripe has no prices, and what waits for customers of earlier schedules. */
const EMPTIED = [
  ...["plan_price", "plan_allowance", "credit_package_price", "credit_package", "plan"],
  ...["stripe_event", "stripe_customer"],
];

/** One schedule from its seed to the last promise. */
export async function runMonths(seed: number): Promise<MonthsReport> {
  const plan = monthsOf(seed);
  await forgetMail();
  await control.reset();
  await control.clearFaults();
  await setClocks(DEC_20);
  for (const table of EMPTIED) await bindings.DB.prepare(`DELETE FROM ${table}`).run();
  await plansByCard();
  await beginWith(plan.version);
  asNewIsolate();
  const side = new MonthsSide(await lastingCustomer(), plan);
  try {
    await side.run();
    const books = await booksOf(side.who);
    const isRenewal = ({ billing_reason: reason, status }: (typeof books.invoices)[number]) =>
      reason === "subscription_cycle" && status === "paid";
    return {
      ...{ seed, struck: side.struck, trace: side.trace.map(withoutIds) },
      subscriptions: books.subscriptions.length,
      renewals: books.invoices.filter(isRenewal).length,
      broken: await brokenIn(side, books),
    };
  } finally {
    vi.restoreAllMocks();
  }
}

/** What an isolate remembers is not another schedule's. */
function asNewIsolate(): void {
  forgetStripe();
  forgetGateways();
  forgetPlans();
  forgetKeys();
}

/** Random names would make every trace another one. */
const withoutIds = (line: string): string =>
  line
    .replace(/EC\d{8}[0-9A-Z]{10}/g, "order")
    .replace(/customer-[0-9a-f-]{36}/g, "customer")
    .replace(/\b[a-z]{2,4}_(?:test_)?[0-9A-Za-z]{10,}/g, "id");
