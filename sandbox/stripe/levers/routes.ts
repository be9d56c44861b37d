import { type Context, Hono } from "hono";
import { STRIPE_VARIANTS } from "../../faults.ts";
import type { SandboxEnv } from "../../world.ts";
import {
  actOnSession,
  CHECKOUT_ACTIONS,
  followDelayed,
  type Presentment,
} from "../checkout/complete.ts";
import { settingsOf } from "../core/account.ts";
import { composeEvent, endpointsOf, notificationOf, OWN_ENDPOINT } from "../core/deliveries.ts";
import { recordsOf, takeRecords } from "../core/file.ts";
import { CARD_BEHAVIOURS, KIND_BY_PREFIX } from "../core/records.ts";
import { Refusal } from "../core/refusal.ts";
import { endDispute, openDispute } from "../disputes.ts";
import { intentOf } from "../invoices/collect.ts";
import { operate } from "../operate.ts";
import { setBehaviour } from "../payment-methods.ts";
import { CARD_DECLINES } from "../payments/charges.ts";
import { actInPortal, PORTAL_ACTIONS } from "../portal/act.ts";
import { createPortalSession } from "../portal/sessions.ts";
import { endRefund } from "../refunds.ts";
import type { StripeWorld } from "../stripe.ts";
import { settleIntent } from "../subscriptions/aftermath.ts";
import { actInDashboard } from "./dashboard.ts";
import { type Body, LeverProblem, oneOf, optionalText, textOf } from "./input.ts";
import { readSettings } from "./settings.ts";

const KINDS = [...new Set(Object.values(KIND_BY_PREFIX))];

/** The levers of the Stripe account, under /control/stripe; sandbox/README.md describes them. */
export function stripeLevers(world: StripeWorld): Hono<SandboxEnv> {
  const { account } = world;
  const act = actorOf(world);
  return new Hono<SandboxEnv>()
    .get("/objects/:kind", (context) => {
      const kind = KINDS.find((name) => name === context.req.param("kind"));
      if (!kind) throw new LeverProblem(`kind has to be one of: ${KINDS.join(", ")}`);
      return context.json(account.store.all(kind));
    })
    .get("/records", (context) => context.json(recordsOf(account.store)))
    .put("/records", async (context) => {
      if (!takeRecords(account.store, await readBody(context)))
        throw new LeverProblem("these are no records of an earlier run");
      account.save();
      world.runDue();
      return context.body(null, 204);
    })
    .get("/settings", (context) => context.json(settingsOf(account)))
    .post(
      "/settings",
      act((body) => {
        const settings = { ...settingsOf(account), ...readSettings(body) };
        account.store.put("settings", settings);
        return settings;
      }),
    )
    .post(
      "/checkout",
      act((body) => {
        const action = oneOf(CHECKOUT_ACTIONS, body, "action");
        const presentment = presentmentOf(body.presentment);
        const session = textOf(body, "session");
        return { outcome: actOnSession(account, session, action, presentment) };
      }),
    )
    .post(
      "/portal",
      act((body) => {
        const action = oneOf(PORTAL_ACTIONS, body, "action");
        const session = createPortalSession(account, { customer: textOf(body, "customer") });
        const price = optionalText(body, "price");
        const subscription = optionalText(body, "subscription");
        actInPortal(account, session, action, { subscription, price });
        return { action };
      }),
    )
    .post("/dashboard", async (context) => {
      const body = await readBody(context);
      return context.json(lever(() => actInDashboard(world, body)) as object);
    })
    .route("/", bankLevers(world))
    .route("/", deliveryLevers(world));
}

/** Something happens at Stripe, and the answer says what came of it. */
const actorOf =
  (world: StripeWorld) =>
  (what: (body: Body) => object) =>
  async (context: Context<SandboxEnv>): Promise<Response> => {
    const body = await readBody(context);
    return context.json(lever(() => operate(world, () => what(body))));
  };

/** What cards and banks answer. */
function bankLevers(world: StripeWorld): Hono<SandboxEnv> {
  const { account } = world;
  const act = actorOf(world);
  return new Hono<SandboxEnv>()
    .post(
      "/cards",
      act((body) => {
        const behaviour = oneOf(CARD_BEHAVIOURS, body, "behaviour");
        const cards = cardsOf(world, textOf(body, "card"));
        for (const id of cards) setBehaviour(account, id, behaviour);
        return { cards, behaviour };
      }),
    )
    .post(
      "/intents",
      act((body) => {
        const intent = textOf(body, "intent");
        const fails = oneOf(["succeeds", "fails"], body, "outcome") === "fails";
        settleIntent(account, intent, fails ? CARD_DECLINES.action : null);
        followDelayed(account, intent, fails);
        return { intent, outcome: body.outcome };
      }),
    )
    .post(
      "/refunds",
      act((body) =>
        endRefund(account, textOf(body, "refund"), oneOf(["succeeded", "failed"], body, "outcome")),
      ),
    )
    .post(
      "/disputes",
      act((body) => {
        if (body.dispute !== undefined) {
          const end = oneOf(["won", "lost"], body, "outcome");
          return endDispute(account, textOf(body, "dispute"), end);
        }
        const { amount } = body;
        return openDispute(account, chargeOf(world, textOf(body, "of")), {
          inquiry: body.inquiry === true,
          ...(typeof amount === "number" && { amount }),
        });
      }),
    );
}

function deliveryLevers(world: StripeWorld): Hono<SandboxEnv> {
  const { account, deliverer } = world;
  return new Hono<SandboxEnv>()
    .post("/idle", async (context) => {
      await deliverer.idle();
      return context.body(null, 204);
    })
    .post("/hold", async (context) => {
      const held = (await readBody(context)).held === true;
      deliverer.hold(held);
      return context.json({ held });
    })
    .post("/compose", async (context) => {
      const { event, endpoint, variant } = readDelivery(world, await readBody(context));
      const { headers, body } = composeEvent(account, event, endpoint, variant);
      return context.json({ url: endpoint.url, headers, body });
    })
    .post("/deliver", async (context) => {
      const { event, endpoint, variant } = readDelivery(world, await readBody(context));
      const notification = notificationOf(account, event, endpoint, variant);
      const { status, body } = await account.notifier.sendOnce(notification);
      return context.json({ status, body });
    });
}

/** An event, to the product's endpoint or to a named one. */
function readDelivery({ account }: StripeWorld, body: Body) {
  const event = account.store.get("event", textOf(body, "event"));
  const wanted = optionalText(body, "endpoint") ?? OWN_ENDPOINT;
  const endpoint = endpointsOf(account).find(({ id }) => id === wanted);
  if (!event || !endpoint) throw new LeverProblem("no such event or endpoint");
  const variant = body.variant === undefined ? "genuine" : oneOf(STRIPE_VARIANTS, body, "variant");
  return { event, endpoint, variant };
}

/** `{ amount, currency }` of the payer's own currency. */
function presentmentOf(value: unknown): Presentment | undefined {
  if (value === undefined) return undefined;
  const { amount, currency } = (value ?? {}) as Body;
  if (typeof amount === "number" && typeof currency === "string") return { amount, currency };
  throw new LeverProblem("presentment has to be { amount, currency }");
}

/** A payment method, or all of a customer's. */
function cardsOf({ account }: StripeWorld, id: string): string[] {
  const methods = account.store.all("paymentMethod");
  const found = methods.filter((method) => method.id === id || method.customer === id);
  if (found.length > 0) return found.map((method) => method.id);
  throw new LeverProblem("card has to be a payment method or a customer who has some");
}

/** The charge of an id that leads to one: the charge, its intent, its invoice. */
function chargeOf({ account }: StripeWorld, id: string): string {
  const kind = KIND_BY_PREFIX[id.slice(0, id.lastIndexOf("_"))];
  const intent =
    kind === "invoice" ? intentOf(account, id) : account.store.get("paymentIntent", id);
  return intent?.latest_charge ?? id;
}

async function readBody(context: Context<SandboxEnv>): Promise<Body> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body === "object" && body !== null) return body as Body;
  throw new LeverProblem("the body has to be a JSON object");
}

/** Stripe's refusals are the developer's mistakes here. */
function lever<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Refusal ? new LeverProblem(error.message) : error;
  }
}
