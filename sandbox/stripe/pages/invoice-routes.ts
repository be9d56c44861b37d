import { type Context, Hono } from "hono";
import { languageOf, pageHeaders } from "../../pages.ts";
import type { SandboxEnv, World } from "../../world.ts";
import { followDelayed } from "../checkout/complete.ts";
import { collect, intentOf } from "../invoices/collect.ts";
import { operate } from "../operate.ts";
import { makeMethod, setBehaviour } from "../payment-methods.ts";
import { CARD_DECLINES } from "../payments/charges.ts";
import type { StripeWorld } from "../stripe.ts";
import { follow, settleIntent } from "../subscriptions/aftermath.ts";
import { unknownPage } from "./checkout.ts";
import { invoicePage, invoicePdf } from "./invoice.ts";

/** `hosted_invoice_url` and `invoice_pdf`; an authentication of a charge made off session ends here too. */
export const invoicePages = (world: World): Hono<SandboxEnv> =>
  new Hono<SandboxEnv>()
    .get("/stripe/invoices/:id", (context) => {
      world.stripe.runDue();
      return show(world.stripe, context);
    })
    .post("/stripe/invoices/:id", async (context) => {
      const form = new URLSearchParams(await context.req.text());
      press(world.stripe, context.req.param("id"), form.get("action") ?? "");
      return show(world.stripe, context);
    })
    .get("/stripe/invoices/:id/pdf", (context) => {
      const invoice = world.stripe.account.store.get("invoice", context.req.param("id"));
      if (!invoice || invoice.number === null) return context.text("No such invoice", 404);
      return context.body(invoicePdf(invoice), 200, {
        "Content-Type": "application/pdf",
        "Content-Disposition": `inline; filename="Invoice-${invoice.number}.pdf"`,
      });
    });

function press(world: StripeWorld, id: string, action: string): void {
  const { account } = world;
  const invoice = account.store.get("invoice", id);
  const intent = intentOf(account, id);
  if (invoice?.status !== "open" || !intent) return;
  operate(world, () => {
    if (action === "pay" || action === "decline") {
      const method = makeMethod(
        account,
        action === "pay" ? "succeeds" : "declines",
        invoice.customer,
      );
      follow(account, id, collect(account, id, method.id));
    } else if (intent.status === "requires_action") {
      const refused = action === "refuse";
      settleIntent(account, intent.id, refused ? CARD_DECLINES.action : null);
      followDelayed(account, intent.id, refused);
      if (!refused) setBehaviour(account, intent.payment_method ?? "", "succeeds");
    }
  });
}

function show(
  { account }: StripeWorld,
  context: Context<SandboxEnv>,
): Response | Promise<Response> {
  const id = context.req.param("id") ?? "";
  const invoice = account.store.get("invoice", id);
  const language = languageOf(context.req.header("accept-language"));
  if (!invoice || invoice.number === null) {
    return context.html(unknownPage(language), 404, pageHeaders());
  }
  const waits = intentOf(account, id)?.status === "requires_action";
  return context.html(invoicePage(language, invoice, waits), 200, pageHeaders());
}
