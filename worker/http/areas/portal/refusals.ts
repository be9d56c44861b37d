import type { Context } from "hono";
import type { cardPage, changeAtStripe } from "../../../actions/changePlan.ts";
import type { ChangeRefusal, ResumeRefusal } from "../../../domain/subscription/changes.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { FailureCode } from "../../core/errors.ts";
import { refuse } from "../../core/problem.ts";

type Refusal = ChangeRefusal | ResumeRefusal;

const FAILURES: Record<Refusal["reason"], FailureCode> = {
  "unknown-plan": "PLAN_UNAVAILABLE",
  "not-offered": "PLAN_NOT_OFFERED",
  "already-subscribed": "ALREADY_SUBSCRIBED",
  "change-not-possible": "CHANGE_NOT_POSSIBLE",
  "other-currency": "CHANGE_NOT_POSSIBLE",
  "worth-more": "CHANGE_NOT_POSSIBLE",
  "nothing-to-undo": "CHANGE_NOT_POSSIBLE",
};

/** A refusal with its reason, as a code that a page has words for. */
export function refuseChange<E extends AppEnv>(c: Context<E>, refusal: Refusal): Response {
  const code = FAILURES[refusal.reason];
  if (code !== "CHANGE_NOT_POSSIBLE") return refuse(c, code);
  return refuse(c, code, undefined, { reason: "why" in refusal ? refusal.why : refusal.reason });
}

type StripeRefusal = Extract<
  Awaited<ReturnType<typeof changeAtStripe | typeof cardPage>>,
  { ok: false }
>["error"];

const AT_STRIPE: Record<StripeRefusal["reason"], FailureCode> = {
  "price-changed": "PRICE_CHANGED",
  "not-connected": "NOT_CONFIGURED",
  changed: "CHANGE_NOT_POSSIBLE",
  refused: "GATEWAY_REFUSED",
  silent: "GATEWAY_TIMEOUT",
};

export function refuseAtStripe<E extends AppEnv>(c: Context<E>, refusal: StripeRefusal): Response {
  if (refusal.reason === "refused" || refusal.reason === "silent")
    console.error("a change of plan failed at Stripe", { ...refusal });
  const code = AT_STRIPE[refusal.reason];
  return refusal.reason === "changed"
    ? refuse(c, code, undefined, { reason: "changed-meanwhile" })
    : refuse(c, code);
}
