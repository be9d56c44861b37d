import { setTimeout as sleep } from "node:timers/promises";
import { type Context, Hono } from "hono";
import { type Language, languageOf, pageHeaders } from "../../pages.ts";
import type { SandboxEnv, World } from "../../world.ts";
import { actOnSession, CHECKOUT_ACTIONS, type CheckoutOutcome } from "../checkout/complete.ts";
import { intentOf } from "../invoices/collect.ts";
import { operate } from "../operate.ts";
import type { StripeWorld } from "../stripe.ts";
import { checkoutPage, unknownPage } from "./checkout.ts";

/** Longer than that nobody waits for the merchant's server before the payer is sent back. */
const REDIRECT_WAIT_MS = 10_000;

/** Stripe's own pages: where a payer pays. */
export const stripePages = (world: World): Hono<SandboxEnv> =>
  new Hono<SandboxEnv>()
    .get("/stripe/checkout/:id", (context) => {
      world.stripe.runDue();
      return showCheckout(world.stripe, context);
    })
    .post("/stripe/checkout/:id", async (context) => {
      const { stripe } = world;
      const form = new URLSearchParams(await context.req.text());
      const id = context.req.param("id");
      const action = CHECKOUT_ACTIONS.find((name) => name === form.get("action"));
      const open = stripe.account.store.get("session", id)?.status === "open";
      if (!action || !open) return showCheckout(stripe, context);
      const outcome = operate(stripe, () => actOnSession(stripe.account, id, action));
      if (outcome !== "complete") return showCheckout(stripe, context, outcome);
      await untilTold(stripe);
      return context.redirect(returnAddress(stripe, id), 303);
    });

/** Stripe waits for the endpoint's answer to `checkout.session.completed` before it sends the payer back. */
export const untilTold = ({ deliverer }: StripeWorld): Promise<unknown> =>
  Promise.race([deliverer.idle(), sleep(REDIRECT_WAIT_MS, undefined, { ref: false })]);

export function returnAddress({ account }: StripeWorld, id: string): string {
  const { success_url } = account.store.get("session", id) ?? {};
  return (success_url ?? account.appUrl).replaceAll("{CHECKOUT_SESSION_ID}", id);
}

function showCheckout(
  { account }: StripeWorld,
  context: Context<SandboxEnv>,
  outcome?: CheckoutOutcome,
): Response | Promise<Response> {
  const id = context.req.param("id") ?? "";
  const session = account.store.get("session", id);
  const detail = account.store.get("sessionDetail", id);
  const asked = languageOf(context.req.header("accept-language"));
  if (!session || !detail) return context.html(unknownPage(asked), 404, pageHeaders());
  const language = localeOf(session.locale) ?? asked;
  const subscription = account.store.get("subscription", session.subscription ?? "");
  const intent = subscription
    ? intentOf(account, subscription.latest_invoice ?? "")
    : account.store.get("paymentIntent", session.payment_intent ?? "");
  const waits = intent?.status === "requires_action";
  const origins = [session.success_url, session.cancel_url].flatMap((url) =>
    url ? [new URL(url).origin] : [],
  );
  return context.html(
    checkoutPage(language, { session, detail, outcome, waits }),
    200,
    pageHeaders(origins),
  );
}

export const localeOf = (locale: string | null): Language | undefined =>
  locale === null || locale === "auto" ? undefined : locale.startsWith("zh") ? "zh" : "en";
