import { Hono } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import { calendarPeriod } from "../../../domain/credits/period.ts";
import { instantOf } from "../../../domain/zone.ts";
import { recallFlags } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { NO_STORE, PRIVATE } from "../../core/caching.ts";
import { currenciesOf, payWayList } from "../../core/centre/pay-ways.ts";
import { presentCredits, presentPlan } from "../../core/credits/present.ts";
import { Credits } from "../../core/credits/schemas.ts";
import { creditSystemOf, sellsPacks } from "../../core/credits/system.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, valid } from "../../core/describe.ts";
import { answerOrder, ORDER_ANSWERS, ORDER_REFUSALS } from "../../core/orders/ordering.ts";
import { CreateOrder } from "../../core/orders/schemas.ts";
import { refuse } from "../../core/problem.ts";
import { presentPack, presentUsage } from "./present.ts";
import { CreditPackages, CreditStatus, CreditUsage, UsageQuery } from "./schemas.ts";

/** Credits of plans, and packs of them where the first credit system is set. */
export const credits = new Hono<AppEnv>()
  .get(
    "/balance",
    describe({
      tag: "Credits",
      summary: "The customer's credits, and when the plan's are renewed",
      answers: { 200: { description: "As they are now", schema: Credits } },
      refusals: FOR_CALLERS,
      security: BY_CUSTOMER,
    }),
    customer,
    async (c) => {
      const { rules } = await creditSystemOf(c);
      const view = await accountObject(c.env, c.get("customer").id).credits(rules);
      return c.json(presentCredits(view), 200, PRIVATE);
    },
  )
  .get(
    "/usage",
    describe({
      tag: "Credits",
      summary: "What came, went and ended in a month",
      answers: {
        200: { description: "The month, its transactions newest first", schema: CreditUsage },
      },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST"],
      security: BY_CUSTOMER,
    }),
    customer,
    valid("query", UsageQuery),
    async (c) => {
      const nowMs = Date.now();
      const { month: asked, ...paging } = c.req.valid("query");
      const { rules } = await creditSystemOf(c);
      const month = monthOf(asked, rules.timeZone, nowMs);
      const own = accountObject(c.env, c.get("customer").id);
      const stretch = { fromMs: month.startMs, toMs: month.endMs, ...paging };
      const usage = await own.creditUsage(rules, stretch);
      return c.json(presentUsage(month, usage, paging, nowMs), 200, PRIVATE);
    },
  )
  .get(
    "/packages",
    describe({
      tag: "Credits",
      summary: "Packs of credits that can be bought now; none in the second credit system",
      answers: {
        200: { description: "The packs, and how they can be paid", schema: CreditPackages },
      },
      refusals: FOR_CALLERS,
      security: [{}, ...BY_CUSTOMER],
    }),
    async (c) => {
      const [system, flags] = await Promise.all([creditSystemOf(c), recallFlags(c.env)]);
      const language = c.get("language");
      const purchasesEnabled = sellsPacks(system, flags);
      const packs = purchasesEnabled ? system.snapshot.packs : [];
      const currencies = currenciesOf(packs.flatMap(({ prices }) => prices));
      return c.json(
        {
          purchasesEnabled,
          payWayList: purchasesEnabled ? payWayList(c.env, flags, language, currencies) : [],
          packages: packs.map((row) => presentPack(row, language)),
        },
        200,
        PRIVATE,
      );
    },
  )
  .post(
    "/purchase",
    describe({
      tag: "Credits",
      summary: "Places an order for a pack, or answers the identical one that is pending",
      answers: ORDER_ANSWERS,
      refusals: [...ORDER_REFUSALS, "CREDIT_PURCHASES_CLOSED"],
      security: BY_CUSTOMER,
    }),
    customer,
    limited("order"),
    valid("json", CreateOrder),
    async (c) => {
      const [system, flags] = await Promise.all([creditSystemOf(c), recallFlags(c.env)]);
      if (!sellsPacks(system, flags)) return refuse(c, "CREDIT_PURCHASES_CLOSED");
      return answerOrder(c, "credits", c.req.valid("json"));
    },
  )
  .get(
    "/status",
    describe({
      tag: "Credits",
      summary: "Which credit system is in force, and for a customer what there is",
      answers: {
        200: {
          description: "As it is now; `HEAD` answers the headers alone",
          schema: CreditStatus,
          headers: {
            "x-credit-system-version": "v1 or v2",
            "x-credit-system-status": "ok",
          },
        },
      },
      refusals: FOR_CALLERS,
      security: [{}, ...BY_CUSTOMER],
    }),
    async (c) => {
      const nowMs = Date.now();
      const [system, flags] = await Promise.all([creditSystemOf(c), recallFlags(c.env)]);
      const { rules, snapshot } = system;
      const identity = c.get("identity");
      const view = identity ? await accountObject(c.env, identity.id).credits(rules) : null;
      const version = rules.versions.current;
      const body: CreditStatus = {
        status: "ok",
        system: {
          version,
          purchasesEnabled: sellsPacks(system, flags),
          monthlyReset: true,
          rolloverEnabled: false,
        },
        user: view && {
          balance: view.available,
          plan: presentPlan(view, snapshot.plans, nowMs, c.get("language")),
        },
        timestamp: new Date(nowMs).toISOString(),
      };
      return c.json(body, 200, {
        ...NO_STORE,
        "x-credit-system-version": version,
        "x-credit-system-status": "ok",
      });
    },
  );

/** A month of the calendar in the billing time zone; the present one when none is named. */
function monthOf(asked: string | undefined, zone: string, nowMs: number) {
  if (asked === undefined) return calendarPeriod(nowMs, zone);
  const [year = 0, month = 0] = asked.split("-").map(Number);
  return calendarPeriod(instantOf({ year, month, day: 2, timeMs: 0 }, zone), zone);
}
