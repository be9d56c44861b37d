import { Hono } from "hono";
import type * as v from "valibot";
import { accountObject } from "../../../actions/objects.ts";
import type { Lot } from "../../../domain/ledger/lot.ts";
import { termsOf } from "../../../domain/plan/catalog.ts";
import { planOf } from "../../../store/plans.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { host } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { presentCredits, presentPlan } from "../../core/credits/present.ts";
import { creditSystemOf } from "../../core/credits/system.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { presentBalances, presentEntitlement } from "../../core/holdings/present.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import {
  aCustomer,
  answer,
  type HostContext,
  keyMissing,
  keyOf,
  refused,
  WRITES,
} from "./calls.ts";
import { Give, GivePlan, HostCredits, HostCustomer, HostPlan } from "./schemas.ts";

/** The source of lots that a host product gave. */
const HOST_SOURCE = "host";

const READS = ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST"] as const;

const GIVES_PLAN = {
  tag: "Host product",
  answers: { 200: { description: "As it is from now on", schema: HostPlan } },
  refusals: [...READS, "BODY_TOO_LARGE", "PLAN_UNAVAILABLE", "ALREADY_SUBSCRIBED"],
  security: BY_HOST,
} as const;

/** What a host product's backend does with plans and credits. */
export const hostCredits = new Hono<AppEnv>()
  .get(
    "/:customer",
    describe({
      tag: "Host product",
      summary: "A customer's plan, balances and entitlements in one",
      answers: { 200: { description: "As they are now", schema: HostCustomer } },
      refusals: READS,
      security: BY_HOST,
    }),
    host,
    aCustomer,
    async (c) => {
      const [customerId, nowMs, language] = [
        c.req.param("customer"),
        Date.now(),
        c.get("language"),
      ];
      const { rules, snapshot } = await creditSystemOf(c);
      const held = await accountObject(c.env, customerId).holdingsWith(rules);
      return c.json(
        {
          customerId,
          plan: presentPlan(held.credits, snapshot.plans, nowMs, language),
          power: presentBalances(held.balances).power,
          credits: presentCredits(held.credits),
          entitlements: {
            cozePackage: presentEntitlement(held.entitlements, "coze", nowMs, language),
          },
        },
        200,
        NO_STORE,
      );
    },
  )
  .get(
    "/:customer/credits",
    describe({
      tag: "Host product",
      summary: "A customer's credits, lot by lot",
      answers: { 200: { description: "As they are now", schema: HostCredits } },
      refusals: READS,
      security: BY_HOST,
    }),
    host,
    aCustomer,
    async (c) => {
      const { rules } = await creditSystemOf(c);
      const account = accountObject(c.env, c.req.param("customer"));
      const { credits, lots, total } = await account.creditLots(rules);
      const body = {
        ...presentCredits(credits),
        lots: lots.map(presentLot),
        lotsTotal: total,
      };
      return c.json(body, 200, NO_STORE);
    },
  )
  .post(
    "/:customer/grant",
    describe({ tag: "Host product", summary: "Gives credits as one lot", ...WRITES }),
    host,
    aCustomer,
    valid("json", Give),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const { expiresAt, ...input } = c.req.valid("json");
      const expiresAtMs = expiresAt === null ? null : Date.parse(expiresAt);
      if (expiresAtMs !== null && expiresAtMs <= Date.now())
        return refuse(c, "INVALID_REQUEST", [{ field: "expiresAt", message: "is over already" }]);
      const done = await accountObject(c.env, c.req.param("customer")).give({
        ...input,
        key,
        expiresAtMs,
        source: HOST_SOURCE,
        detail: {},
      });
      if (done.ok) {
        const { lot: _lot, ...rest } = done.value;
        return answer(c, rest);
      }
      if (done.error.reason !== "not-grantable") return refused(c, done.error);
      return refuse(c, "INVALID_REQUEST", [{ field: "amount", message: done.error.detail }]);
    },
  )
  .put(
    "/:customer/plan",
    describe({
      summary: "Gives a customer a plan by hand, or ends one that was",
      ...GIVES_PLAN,
    }),
    host,
    aCustomer,
    valid("json", GivePlan),
    (c) => givePlan(c, c.req.param("customer"), c.req.valid("json")),
  )
  .post(
    "/:customer/subscription",
    describe({
      summary: "The same under the name that a subscription is made by",
      ...GIVES_PLAN,
    }),
    host,
    aCustomer,
    valid("json", GivePlan),
    (c) => givePlan(c, c.req.param("customer"), c.req.valid("json")),
  );

async function givePlan(
  c: HostContext,
  customerId: string,
  { planId, endsAt, reference }: v.InferOutput<typeof GivePlan>,
): Promise<Response> {
  const nowMs = Date.now();
  const { rules, snapshot } = await creditSystemOf(c);
  const plan = snapshot.plans.find(({ id, interval }) => id === planId && interval !== "none");
  if (planId !== null && !plan) return refuse(c, "PLAN_UNAVAILABLE");
  const endsAtMs = endsAt === null ? null : Date.parse(endsAt);
  if (endsAtMs !== null && endsAtMs <= nowMs)
    return refuse(c, "INVALID_REQUEST", [{ field: "endsAt", message: "is over already" }]);
  const given = plan ? { terms: termsOf(planOf(plan), "CNY"), endsAtMs, reference } : null;
  const done = await accountObject(c.env, customerId).givePlan(given, rules);
  if (!done.ok) return refuse(c, "ALREADY_SUBSCRIBED");
  const body = {
    plan: presentPlan(done.value, snapshot.plans, nowMs, c.get("language")),
    credits: presentCredits(done.value),
  };
  return c.json(body, 200, NO_STORE);
}

const presentLot = ({ id, source, granted, remaining, held, grantedAtMs, expiresAtMs }: Lot) => ({
  ...{ id, source, granted, remaining, held },
  grantedAt: iso(grantedAtMs),
  expiresAt: expiresAtMs === null ? null : iso(expiresAtMs),
});
