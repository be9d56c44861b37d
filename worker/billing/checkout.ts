import type Stripe from "stripe";
import type { Language } from "../domain/language.ts";
import { ok } from "../domain/result.ts";
import { type Answer, type CheckoutPage, type CheckoutWish, OWN_CODES } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { OWNER } from "./customer.ts";
import { refused, unavailable } from "./failure.ts";
import { keyOf } from "./keys.ts";
import { ITEM, type Prices } from "./prices.ts";

type Session = Stripe.Checkout.Session;

export const LOCALES = { zh: "zh", en: "en", jp: "ja" } as const satisfies Record<Language, string>;

/** A session that ends sooner is not shown again: the customer needs time to fill it in. */
const TIME_LEFT_MS_MIN = 10 * 60_000;

/** Of one customer, payments of orders included. Those that count are the newest ones. Stripe's most. */
const SESSIONS_MAX = 100;

/**
 * The page where the customer subscribes by card. A repeated wish gets the session that is open; one for something else ends
 * it, so that two cannot be paid. The key names the session before it: clicks at the same moment make one session, and once
 * that is over, the next click makes another.
 */
export async function openCheckout(
  client: StripeClient,
  prices: Prices,
  wish: CheckoutWish,
  nowMs: number,
): Answer<CheckoutPage> {
  const price = await prices.ofPlan(wish.plan);
  if (!price.ok) return price;
  const terms = JSON.stringify([wish.plan, price.value, wish.trialDays, anchorOf(wish)]);
  const wanted = (await keyOf("terms", terms)).slice(-16);
  const before = await sessionsOf(client, wish.stripeId);
  if (!before.ok) return before;
  const open = before.value.filter(({ status }) => status === "open");
  const same = open.find((each) => isUsable(each, wanted, nowMs));
  if (same) return pageOf(same);
  const ended = await endAll(client, open);
  if (!ended.ok) return ended;
  const key = await keyOf("checkout", wish.customerId, wish.stripeId, wanted, before.value[0]?.id);
  const made = await client.write(
    key,
    (stripe, keyed) => stripe.checkout.sessions.create(paramsOf(wish, price.value, wanted), keyed),
    () => findUsable(client, wish.stripeId, wanted, nowMs),
  );
  if (made.ok) return current(client, made.value, nowMs);
  // The same wish at the same moment in another language: its session is there by now.
  if (made.error.reason !== "refused" || made.error.code !== "idempotency_error") return made;
  const other = await findUsable(client, wish.stripeId, wanted, nowMs);
  if (!other.ok) return other;
  return other.value ? pageOf(other.value) : unavailable("a session is being made");
}

async function sessionsOf(client: StripeClient, customer: string): Answer<Session[]> {
  const found = await client.ask((stripe) =>
    stripe.checkout.sessions.list({ customer, limit: SESSIONS_MAX }),
  );
  // Payments of orders have sessions as well, which are theirs to end.
  return found.ok ? ok(found.value.data.filter(({ mode }) => mode === "subscription")) : found;
}

const TERMS = "terms";

const isUsable = ({ status, metadata, url, expires_at }: Session, wanted: string, nowMs: number) =>
  status === "open" &&
  metadata?.[TERMS] === wanted &&
  url !== null &&
  expires_at * 1000 - nowMs > TIME_LEFT_MS_MIN;

async function findUsable(
  client: StripeClient,
  stripeId: string,
  wanted: string,
  nowMs: number,
): Answer<Session | null> {
  const sessions = await sessionsOf(client, stripeId);
  if (!sessions.ok) return sessions;
  return ok(sessions.value.find((each) => isUsable(each, wanted, nowMs)) ?? null);
}

/** One that was completed meanwhile is refused, and what it bought is in the next picture. */
async function endAll(client: StripeClient, open: Session[]): Answer<null> {
  for (const { id } of open) {
    const ended = await client.ask((stripe) => stripe.checkout.sessions.expire(id));
    if (!ended.ok) return ended;
  }
  return ok(null);
}

/** What a key answers with is how the session was made; it may have been paid since. */
async function current(client: StripeClient, made: Session, nowMs: number): Answer<CheckoutPage> {
  if (!isReplay(made)) return pageOf(made);
  const now = await client.ask((stripe) => stripe.checkout.sessions.retrieve(made.id));
  if (!now.ok) return now;
  if (now.value.status === "open" && now.value.expires_at * 1000 > nowMs) return pageOf(now.value);
  return refused(OWN_CODES.changed, `session ${now.value.status}`);
}

const isReplay = (made: Session): boolean =>
  (made as Partial<Stripe.Response<Session>>).lastResponse?.headers["idempotent-replayed"] ===
  "true";

const pageOf = ({ id, url, expires_at }: Session): ReturnType<typeof ok<CheckoutPage>> =>
  ok({ sessionId: id, url: url ?? "", expiresAtMs: expires_at * 1000 });

const anchorOf = ({ anchor, trialDays }: CheckoutWish) => (trialDays > 0 ? null : anchor);

/** A session's metadata is not copied to its subscription. */
function paramsOf(
  wish: CheckoutWish,
  price: string,
  wanted: string,
): Stripe.Checkout.SessionCreateParams {
  const anchor = anchorOf(wish);
  const metadata = { [OWNER]: wish.customerId, [ITEM]: wish.plan.planId };
  return {
    mode: "subscription",
    customer: wish.stripeId,
    ...(wish.customerId.length <= REFERENCE_LENGTH_MAX && {
      client_reference_id: wish.customerId,
    }),
    line_items: [{ price, quantity: 1 }],
    metadata: { ...metadata, [TERMS]: wanted },
    payment_method_collection: "always",
    subscription_data: {
      metadata,
      billing_mode: { type: "flexible" },
      ...(wish.trialDays > 0 && {
        trial_period_days: wish.trialDays,
        trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
      }),
      ...(anchor && {
        billing_cycle_anchor_config: {
          ...{ day_of_month: anchor.dayOfMonth, hour: anchor.hour },
          ...{ minute: 0, second: 0 },
        },
      }),
    },
    locale: LOCALES[wish.language],
    success_url: wish.returnTo.paid,
    cancel_url: wish.returnTo.unpaid,
  };
}

/** Of `client_reference_id`; metadata takes any id of ours. */
const REFERENCE_LENGTH_MAX = 200;
