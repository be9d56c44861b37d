import { Hono } from "hono";
import type { SandboxEnv } from "../world.ts";
import { actOnSession, CHECKOUT_ACTIONS } from "./checkout/complete.ts";
import { settingsOf } from "./core/account.ts";
import { CARD_BEHAVIOURS, type Settings } from "./core/records.ts";
import { Refusal } from "./core/refusal.ts";
import { operate } from "./operate.ts";
import { setBehaviour } from "./payment-methods.ts";
import type { StripeWorld } from "./stripe.ts";

type Body = Record<string, unknown>;

/** A mistake in a request of the developer; the message says how to correct it. */
export class LeverProblem extends Error {}

/** The levers of the Stripe account, under /control/stripe; sandbox/README.md describes them. */
export function stripeLevers(world: StripeWorld): Hono<SandboxEnv> {
  const { account, deliverer } = world;
  return new Hono<SandboxEnv>()
    .get("/settings", (context) => context.json(settingsOf(account)))
    .post("/settings", async (context) => {
      const wanted = readSettings(await context.req.json());
      const settings = { ...settingsOf(account), ...wanted };
      operate(world, () => account.store.put("settings", settings));
      return context.json(settings);
    })
    .post("/checkout", async (context) => {
      const body: Body = await context.req.json();
      const action = oneOf(CHECKOUT_ACTIONS, body, "action");
      const outcome = lever(() =>
        operate(world, () => actOnSession(account, textOf(body, "session"), action)),
      );
      return context.json({ outcome });
    })
    .post("/cards", async (context) => {
      const body: Body = await context.req.json();
      const behaviour = oneOf(CARD_BEHAVIOURS, body, "behaviour");
      const ids = cardsOf(world, textOf(body, "card"));
      operate(world, () => {
        for (const id of ids) setBehaviour(account, id, behaviour);
      });
      return context.json({ cards: ids, behaviour });
    })
    .post("/idle", async (context) => {
      await deliverer.idle();
      return context.body(null, 204);
    })
    .post("/hold", async (context) => {
      const body: Body = await context.req.json();
      deliverer.hold(body.held === true);
      return context.json({ held: body.held === true });
    });
}

/** A payment method, or all of a customer's. */
function cardsOf({ account }: StripeWorld, id: string): string[] {
  const methods = account.store.all("paymentMethod");
  const found = methods.filter((method) => method.id === id || method.customer === id);
  if (found.length > 0) return found.map((method) => method.id);
  throw new LeverProblem("card has to be a payment method or a customer who has some");
}

/** Stripe's refusals are the developer's mistakes here. */
export function lever<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Refusal ? new LeverProblem(error.message) : error;
  }
}

export function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new LeverProblem(`${name} has to be a non-empty string`);
}

export function oneOf<Name extends string>(names: readonly Name[], body: Body, name: string): Name {
  const found = names.find((candidate) => candidate === body[name]);
  if (found) return found;
  throw new LeverProblem(`${name} has to be one of: ${names.join(", ")}`);
}

const RETRIES_END = ["cancel", "unpaid", "past_due"] as const;

function readSettings(body: Body): Partial<Settings> {
  const settings: Partial<Settings> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === "retriesEnd") settings.retriesEnd = oneOf(RETRIES_END, body, name);
    else if (name === "retryHours" && isHours(value)) settings.retryHours = value;
    else if (NUMBERS.has(name) && isHours([value])) Object.assign(settings, { [name]: value });
    else if (FLAGS.has(name) && typeof value === "boolean") {
      Object.assign(settings, { [name]: value });
    } else throw new LeverProblem(`not a setting, or not its kind of value: ${name}`);
  }
  return settings;
}

const NUMBERS = new Set(["delayedMethodHours", "upcomingDays"]);
const FLAGS = new Set([
  "subscriptionCreatedIncomplete",
  "limitToOneSubscription",
  "disputeCancels",
]);

const isHours = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === "number" && each >= 0);
