import { type Context, Hono } from "hono";
import {
  cardPage,
  changeAtStripe,
  decide,
  decideCancel,
  decideResume,
  offerOf,
  previewChange,
  waysTo,
  wishOf,
} from "../../../actions/changePlan.ts";
import { accountObject } from "../../../actions/objects.ts";
import type { StripeDecision } from "../../../billing/port.ts";
import { amountsIn } from "../../../domain/money.ts";
import { getAllPlans } from "../../../domain/plan/catalog.ts";
import type { Result } from "../../../domain/result.ts";
import type { ChangeRefusal, ResumeRefusal } from "../../../domain/subscription/changes.ts";
import { NEW_RECORD, type SubscriptionRecord } from "../../../domain/subscription/state.ts";
import { catalogOf, type PlanRow } from "../../../store/plans.ts";
import { recallFlags } from "../../../store/settings.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { Identity } from "../../core/auth/identity.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { PRIVATE } from "../../core/caching.ts";
import { currenciesOf, isOffered, isUsable, payWayList } from "../../core/centre/pay-ways.ts";
import { creditSystemOf } from "../../core/credits/system.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, FOR_WRITES, valid } from "../../core/describe.ts";
import { answerOrder, ORDER_REFUSALS } from "../../core/orders/ordering.ts";
import { presentCreated } from "../../core/orders/present.ts";
import { refuse } from "../../core/problem.ts";
import { portalAccount } from "./account.ts";
import { frame } from "./frame.ts";
import { portalInvoices } from "./invoices.ts";
import { open } from "./open.ts";
import { presentPlanRow, presentPreview, presentSubscription } from "./present.ts";
import { refuseAtStripe, refuseChange } from "./refusals.ts";
import {
  CardPage,
  PlanChange,
  PlanChanged,
  PlanChoice,
  Plans,
  Preview,
  Subscription,
} from "./schemas.ts";
import { portalUsage } from "./usage.ts";

type OfCustomer = Context<AppEnv & { Variables: { customer: Identity } }>;

const CHANGES = [
  ...FOR_WRITES,
  "CENTER_CLOSED",
  "TOO_MANY_REQUESTS",
  "PLAN_UNAVAILABLE",
  "PLAN_NOT_OFFERED",
  "ALREADY_SUBSCRIBED",
  "CHANGE_NOT_POSSIBLE",
  "PAY_WAY_UNAVAILABLE",
  "GATEWAY_REFUSED",
  "GATEWAY_TIMEOUT",
] as const;

/** What needs no plan named: it is about the subscription that there is. */
const UNDOES = [
  ...FOR_CALLERS,
  "CENTER_CLOSED",
  "TOO_MANY_REQUESTS",
  "CHANGE_NOT_POSSIBLE",
  "GATEWAY_REFUSED",
  "GATEWAY_TIMEOUT",
] as const;

/**
 * The portal's half about plans: what there is, what the customer has, and what a change would do
 * (docs/decisions/0016-subscriptions-in-the-account.md).
 */
export const portal = new Hono<AppEnv>()
  .get(
    "/plans",
    describe({
      tag: "Portal",
      summary: "The plans, and what this customer can do with each now",
      answers: { 200: { description: "From the lowest rank up", schema: Plans } },
      refusals: [...FOR_CALLERS, "CENTER_CLOSED"],
      security: [{}, ...BY_CUSTOMER],
    }),
    open,
    async (c) => {
      const nowMs = Date.now();
      const identity = c.get("identity");
      const [system, flags, record] = await Promise.all([
        creditSystemOf(c),
        recallFlags(c.env),
        identity ? accountObject(c.env, identity.id).subscription() : NEW_RECORD,
      ]);
      const { rules, snapshot } = system;
      const shown = getAllPlans(catalogOf(snapshot)).map(({ id }) => id);
      const rows = snapshot.plans
        .filter(({ id }) => shown.includes(id) || id === record.planId)
        .sort((a, b) => a.rank - b.rank);
      const language = c.get("language");
      const ways = payWayList(c.env, flags, language, currenciesOf(rows.flatMap(pricesOf)));
      const offered = ways.map(({ payType }) => payType);
      const as = { version: rules.versions.current, nowMs, language };
      const plans = rows.map((row) => ({
        ...presentPlanRow(row, record, as),
        payTypes: waysTo(row.id, record, offered, system, nowMs),
      }));
      return c.json({ plans, payWayList: ways }, 200, PRIVATE);
    },
  )
  .get(
    "/subscription",
    describe({
      tag: "Portal",
      summary: "The customer's plan",
      answers: { 200: { description: "As it is now", schema: Subscription } },
      refusals: [...FOR_CALLERS, "CENTER_CLOSED"],
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    async (c) => answerSubscription(c, await recordOf(c)),
  )
  .post(
    "/subscription/preview",
    describe({
      tag: "Portal",
      summary: "What a change of plan would cost and give, before it is made",
      answers: { 200: { description: "As of now", schema: Preview } },
      refusals: CHANGES,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    limited("preview"),
    valid("json", PlanChoice),
    async (c) => {
      const nowMs = Date.now();
      const { planId, payType } = c.req.valid("json");
      if (!(await isPayable(c, payType))) return refuse(c, "PAY_WAY_UNAVAILABLE");
      const [system, record] = await Promise.all([creditSystemOf(c), recordOf(c)]);
      const wish = wishOf(planId, payType);
      const decided = decide(record, wish, system, nowMs);
      if (!decided.ok) return refuseChange(c, decided.error);
      const change = { record, decision: decided.value, wish };
      const language = c.get("language");
      const { id } = c.get("customer");
      const preview = await previewChange(c.env, id, change, system, { nowMs, language });
      if (!preview.ok) return refuseAtStripe(c, preview.error);
      const body = presentPreview(preview.value, system.snapshot.plans, language);
      return c.json(body, 200, PRIVATE);
    },
  )
  .post(
    "/subscription/upgrade",
    describe({
      tag: "Portal",
      summary: "Subscribes, extends, upgrades or downgrades",
      answers: {
        201: { description: "A new order to pay", schema: PlanChanged },
        200: {
          description: "Done, an address to go to, or the same order, pending already",
          schema: PlanChanged,
        },
      },
      refusals: [...new Set([...CHANGES, ...ORDER_REFUSALS])],
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    limited("order"),
    valid("json", PlanChange),
    async (c) => {
      const { planId, ...input } = c.req.valid("json");
      if (!(await isPayable(c, input.payType))) return refuse(c, "PAY_WAY_UNAVAILABLE");
      const [system, record] = await Promise.all([creditSystemOf(c), recordOf(c)]);
      const decided = decide(record, wishOf(planId, input.payType), system, Date.now());
      if (!decided.ok) return refuseChange(c, decided.error);
      const decision = decided.value;
      const plan = system.snapshot.plans.find(({ id }) => id === planId) as PlanRow;
      if (decision.kind !== "order") return carryOut(c, decision, input.expectedAmount);
      return answerOrder(
        c,
        "subscription",
        { ...input, id: planId },
        {
          offer: offerOf(decision, plan),
          present: (order) => ({ outcome: "order", ...presentCreated(order) }),
        },
      );
    },
  )
  .post(
    "/subscription/cancel",
    describe({
      tag: "Portal",
      summary: "Ends a subscription that renews at the end of what is paid",
      answers: { 200: { description: "As it is from now on", schema: PlanChanged } },
      refusals: UNDOES,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    limited("cancel"),
    async (c) => answerDecided(c, decideCancel(await recordOf(c), Date.now())),
  )
  .post(
    "/subscription/resume",
    describe({
      tag: "Portal",
      summary: "Undoes a cancellation or a planned downgrade before it takes effect",
      answers: { 200: { description: "As it is from now on", schema: PlanChanged } },
      refusals: UNDOES,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    limited("cancel"),
    async (c) => answerDecided(c, decideResume(await recordOf(c), Date.now())),
  )
  .post(
    "/subscription/card",
    describe({
      tag: "Portal",
      summary: "Where the customer gives another card for what renews",
      answers: { 200: { description: "The address to go to", schema: CardPage } },
      refusals: UNDOES,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    limited("preview"),
    async (c) => {
      const { link } = await recordOf(c);
      if (link === null) return refuse(c, "CHANGE_NOT_POSSIBLE", undefined, { reason: "no-card" });
      const { id } = c.get("customer");
      const page = await cardPage(c.env, id, await creditSystemOf(c), shownTo(c));
      if (!page.ok) return refuseAtStripe(c, page.error);
      return c.json({ outcome: "redirect" as const, url: page.value }, 200, PRIVATE);
    },
  )
  .route("/usage", portalUsage)
  .route("/", portalAccount)
  .route("/", portalInvoices)
  .route("/", frame);

const pricesOf = ({ prices }: PlanRow) => prices;

const recordOf = (c: OfCustomer): Promise<SubscriptionRecord> =>
  accountObject(c.env, c.get("customer").id).subscription();

const isPayable = async (c: OfCustomer, payType: number): Promise<boolean> =>
  isOffered(payType, await recallFlags(c.env)) && isUsable(c.env, payType);

async function answerSubscription(c: OfCustomer, record: SubscriptionRecord): Promise<Response> {
  const { snapshot } = await creditSystemOf(c);
  const body = presentSubscription(record, snapshot.plans, Date.now(), c.get("language"));
  return c.json(body, 200, PRIVATE);
}

const shownTo = (c: OfCustomer) => ({
  language: c.get("language"),
  inFrame: c.get("portal") !== null,
});

const answerDecided = (
  c: OfCustomer,
  decided: Result<StripeDecision, ChangeRefusal | ResumeRefusal>,
): Response | Promise<Response> =>
  decided.ok ? carryOut(c, decided.value) : refuseChange(c, decided.error);

async function carryOut(
  c: OfCustomer,
  decision: StripeDecision,
  expectedAmount?: string,
): Promise<Response> {
  const system = await creditSystemOf(c);
  const expected = expectedAmount === undefined ? null : amountsIn(expectedAmount);
  const { id: customerId } = c.get("customer");
  const change = { customerId, decision, expected, ...shownTo(c) };
  const changed = await changeAtStripe(c.env, change, system);
  if (!changed.ok) return refuseAtStripe(c, changed.error);
  if (changed.value.kind === "redirect")
    return c.json({ outcome: "redirect", url: changed.value.url }, 200, PRIVATE);
  const { record } = changed.value;
  const { plans } = system.snapshot;
  const subscription = presentSubscription(record, plans, Date.now(), c.get("language"));
  return c.json({ outcome: "done", subscription }, 200, PRIVATE);
}
