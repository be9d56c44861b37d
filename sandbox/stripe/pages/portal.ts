import { html } from "hono/html";
import { type Language, type Markup, page } from "../../pages.ts";
import type { Invoice, PortalSession, Price, Subscription } from "../core/records.ts";
import { button, head, notice, row } from "./checkout.ts";
import { money, TEXTS } from "./texts.ts";

export interface PortalScene {
  session: PortalSession;
  email: string;
  card: string | undefined;
  subscriptions: Subscription[];
  invoices: Invoice[];
  offers: Price[];
  nameOf(price: Price): string;
  /** What came of the last press: nothing yet, done, or why not. */
  outcome: { done: boolean; reason?: string } | undefined;
}

export function portalPage(language: Language, scene: PortalScene): Markup {
  const texts = TEXTS[language];
  const { session, outcome } = scene;
  const said = !outcome
    ? ""
    : outcome.done
      ? notice("ok", texts.done, "")
      : notice("danger", texts.refused, outcome.reason ?? "");
  const facts = html`<dl>${row(texts.customer, scene.email)}${row(texts.card, scene.card ?? texts.noCard)}</dl>`;
  const back = session.return_url ? html`<a href="${session.return_url}">${texts.back}</a>` : "";
  const body = html`${head(language, texts.portal)}${said}${facts}
${form(session, [button("card", texts.newCard), button("failing-card", texts.newFailingCard)])}
${scene.subscriptions.map((subscription) => subscriptionPart(language, scene, subscription))}
<h1>${texts.history}</h1><dl>${scene.invoices.map((invoice) =>
    row(invoice.number ?? "…", `${money(invoice.total, invoice.currency)} · ${invoice.status}`),
  )}</dl><footer>${back}<br>${texts.footer}</footer>`;
  return page(language, texts.portal, body);
}

function form(session: PortalSession, buttons: Markup[], subscription?: string): Markup {
  const named = subscription
    ? html`<input type="hidden" name="subscription" value="${subscription}">`
    : "";
  return html`<form method="post" action="/stripe/portal/${session.id}">${named}${buttons}</form><br>`;
}

function subscriptionPart(
  language: Language,
  { session, offers, nameOf }: PortalScene,
  subscription: Subscription,
): Markup {
  const texts = TEXTS[language];
  const [item] = subscription.items.data;
  const price = item?.price;
  const ends = subscription.cancel_at !== null || subscription.cancel_at_period_end;
  const label = (offer: Price) =>
    `${nameOf(offer)} ${money(offer.unit_amount ?? 0, offer.currency)} ${texts.renews[offer.recurring?.interval ?? "month"]}`;
  const switches = offers
    .filter(({ id }) => id !== price?.id)
    .map(
      (offer) =>
        html`<button name="action" value="switch:${offer.id}">${texts.switchTo} ${label(offer)}</button>`,
    );
  return html`<dl>${price ? row(texts.item, label(price)) : ""}${row(texts.status, subscription.status)}${
    subscription.cancel_at === null
      ? ""
      : row(texts.ends, new Date(subscription.cancel_at * 1000).toISOString().slice(0, 10))
  }</dl>${form(
    session,
    [ends ? button("resume", texts.resume) : button("cancel", texts.cancel), ...switches],
    subscription.id,
  )}`;
}
