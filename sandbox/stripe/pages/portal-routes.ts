import { type Context, Hono } from "hono";
import { languageOf, pageHeaders } from "../../pages.ts";
import type { SandboxEnv, World } from "../../world.ts";
import { Refusal } from "../core/refusal.ts";
import { operate } from "../operate.ts";
import { actInPortal, offersOf, PORTAL_ACTIONS, subscriptionsOf } from "../portal/act.ts";
import type { StripeWorld } from "../stripe.ts";
import { productName } from "../subscriptions/build.ts";
import { unknownPage } from "./checkout.ts";
import { type PortalScene, portalPage } from "./portal.ts";
import { localeOf, untilTold } from "./routes.ts";

export const portalPages = (world: World): Hono<SandboxEnv> =>
  new Hono<SandboxEnv>()
    .get("/stripe/portal/:id", (context) => {
      world.stripe.runDue();
      return show(world.stripe, context, undefined);
    })
    .post("/stripe/portal/:id", async (context) => {
      const { stripe } = world;
      const form = new URLSearchParams(await context.req.text());
      const outcome = press(stripe, context.req.param("id"), form);
      await untilTold(stripe);
      const back = outcome?.done ? redirectOf(stripe, context.req.param("id")) : undefined;
      return back ? context.redirect(back, 303) : show(stripe, context, outcome);
    });

/** `switch:price_…` names a price with the button. */
function press(
  world: StripeWorld,
  id: string,
  form: URLSearchParams,
): PortalScene["outcome"] | undefined {
  const { account } = world;
  const [name, price] = (form.get("action") ?? "").split(":");
  const action = PORTAL_ACTIONS.find((candidate) => candidate === name);
  const session = account.store.get("portalSession", id);
  if (!action || !session) return undefined;
  try {
    operate(world, () => {
      const subscription = form.get("subscription") ?? undefined;
      actInPortal(account, session, action, { subscription, price });
    });
    return { done: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { done: false, reason: error.message };
  }
}

function redirectOf({ account }: StripeWorld, id: string): string | undefined {
  const { flow } = account.store.get("portalSession", id) ?? {};
  const after = flow?.after_completion;
  return after?.type === "redirect" ? after.redirect?.return_url : undefined;
}

function show(
  { account }: StripeWorld,
  context: Context<SandboxEnv>,
  outcome: PortalScene["outcome"],
): Response | Promise<Response> {
  const { store } = account;
  const session = store.get("portalSession", context.req.param("id") ?? "");
  const asked = languageOf(context.req.header("accept-language"));
  const customer = session && store.get("customer", session.customer);
  if (!session || !customer) return context.html(unknownPage(asked), 404, pageHeaders());
  const method = store.get(
    "paymentMethod",
    customer.invoice_settings.default_payment_method ?? methodOfFirst(account, session.customer),
  );
  const scene: PortalScene = {
    session,
    email: customer.email ?? customer.id,
    card: method?.card ? `•••• ${method.card.last4}` : undefined,
    subscriptions: subscriptionsOf(account, session.customer),
    invoices: store.all("invoice").filter((invoice) => invoice.customer === session.customer),
    offers: offersOf(account, session),
    nameOf: (price) => productName(account, price),
    outcome,
  };
  const origins = session.return_url ? [new URL(session.return_url).origin] : [];
  const language = localeOf(session.locale) ?? asked;
  return context.html(portalPage(language, scene), 200, pageHeaders(origins));
}

const methodOfFirst = (account: StripeWorld["account"], customer: string): string =>
  subscriptionsOf(account, customer)[0]?.default_payment_method ?? "";
