import { type Context, Hono } from "hono";
import { endPlan } from "../../../../actions/endPlan.ts";
import { accountObject } from "../../../../actions/objects.ts";
import { faultText } from "../../../../domain/fault.ts";
import { endableOf } from "../../../../domain/subscription/ending.ts";
import type { SubscriptionRecord } from "../../../../domain/subscription/state.ts";
import { mayRefund } from "../../../../store/operator-refunds.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, type WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { creditSystemOf } from "../../../core/credits/system.ts";
import { describe, FOR_WRITES, valid } from "../../../core/describe.ts";
import type { FailureCode } from "../../../core/errors.ts";
import { refuse } from "../../../core/problem.ts";
import { presentEnding, presentStandingPlan } from "./present.ts";
import { EndPlan, OfCustomer, PlanEnded } from "./schemas.ts";

type Refusal = Extract<Awaited<ReturnType<typeof endPlan>>, { ok: false }>["error"];

const FAILURES: Record<Refusal["reason"], FailureCode> = {
  "plan-changed": "PLAN_CHANGED",
  changed: "PLAN_CHANGED",
  "not-connected": "NOT_CONFIGURED",
  refused: "GATEWAY_REFUSED",
  silent: "GATEWAY_TIMEOUT",
  "change-not-possible": "CHANGE_NOT_POSSIBLE",
  "unknown-plan": "CHANGE_NOT_POSSIBLE",
  "not-offered": "CHANGE_NOT_POSSIBLE",
  "already-subscribed": "CHANGE_NOT_POSSIBLE",
  "other-currency": "CHANGE_NOT_POSSIBLE",
  "worth-more": "CHANGE_NOT_POSSIBLE",
};

/** The end of a customer's plan by an operator. */
export const customerPlan = new Hono<AppEnv>().post(
  "/customers/:customer/plan/end",
  describe({
    tag: "Console",
    summary:
      "Ends a customer's plan, at once or at the end of its period. No money goes back by it. Once it is over, a repeat changes nothing",
    answers: { 200: { description: "The plan as it is from now on", schema: PlanEnded } },
    refusals: [
      ...FOR_WRITES,
      ...["FORBIDDEN", "ROLE_NOT_ENOUGH", "PLAN_CHANGED", "CHANGE_NOT_POSSIBLE"],
      ...["GATEWAY_REFUSED", "GATEWAY_TIMEOUT", "TOO_MANY_REQUESTS"],
    ] as FailureCode[],
  }),
  acting("customer.end-plan", "money", "customer"),
  valid("param", OfCustomer),
  valid("json", EndPlan),
  async (c) => {
    const { customer } = c.req.valid("param");
    const { ref, way, reason } = c.req.valid("json");
    c.set("audit", { why: reason, after: { ref, way } });
    const refused = await countedOut(c, `${customer}/${ref}`);
    if (refused) return refused;
    const before = await accountObject(c.env, customer).subscription();
    const ended = await endPlan(c.env, customer, { ref, way }, await creditSystemOf(c));
    if (!ended.ok) return refuseEnd(c, ended.error);
    c.set("audit", {
      ...{ why: reason, before: presentStandingPlan(before) },
      after: { ref, way, ...presentStandingPlan(ended.value) },
    });
    return c.json(bodyOf(customer, ended.value), 200, NO_STORE);
  },
);

/** It counts as a refund does, in the same share of a minute and of a day. */
async function countedOut(c: Context<WithOperator>, what: string): Promise<Response | null> {
  const asked = { operator: c.get("customer").id, orderNo: `plan:${what}`, nowMs: Date.now() };
  try {
    return (await mayRefund(c.env.DB, asked)) ? null : refuse(c, "TOO_MANY_REQUESTS");
  } catch (error) {
    console.error("an operator's ended plans cannot be counted", { error: faultText(error) });
    return refuse(c, "UNAVAILABLE");
  }
}

function refuseEnd(c: Context<WithOperator>, refusal: Refusal): Response {
  const { reason } = refusal;
  if (reason === "refused" || reason === "silent")
    console.error("the end of a plan failed at Stripe", { ...refusal });
  const code = FAILURES[reason];
  return code === "CHANGE_NOT_POSSIBLE"
    ? refuse(c, code, undefined, { reason: "why" in refusal ? refusal.why : reason })
    : refuse(c, code);
}

const bodyOf = (customerId: string, record: SubscriptionRecord): PlanEnded => ({
  customerId,
  ...presentStandingPlan(record),
  ending: presentEnding(endableOf(record, Date.now())),
});
