import { html } from "hono/html";
import { type Language, type Markup, page } from "../../pages.ts";
import type { CheckoutOutcome } from "../checkout/complete.ts";
import type { CheckoutSession, LineItem, Price, SessionDetail } from "../core/records.ts";
import { money, TEXTS } from "./texts.ts";

export interface CheckoutScene {
  session: CheckoutSession;
  detail: SessionDetail;
  /** What the last press of a button came to. */
  outcome?: CheckoutOutcome | undefined;
  /** An authentication was begun. */
  waits: boolean;
}

export function checkoutPage(language: Language, scene: CheckoutScene): Markup {
  const texts = TEXTS[language];
  const { session } = scene;
  const body = [head(language), noticeOf(language, scene), ...facts(language, scene)];
  const form = session.status === "open" ? payForm(language, scene) : html``;
  return page(language, texts.title, html`${body}${form}${foot(language, session)}`);
}

export const unknownPage = (language: Language): Markup => {
  const texts = TEXTS[language];
  const words = notice("warning", texts.unknown, texts.unknownMore);
  return page(language, texts.title, html`${head(language)}${words}`);
};

export const head = (language: Language, title = TEXTS[language].title): Markup =>
  html`<header><span class="mark plain" aria-hidden="true">S</span>
<div><h1>${title}</h1><small>${TEXTS[language].sandbox}</small></div></header>`;

export const notice = (kind: "ok" | "danger" | "warning", title: string, more: string): Markup =>
  html`<p class="notice ${kind}" role="status">${title}<span>${more}</span></p>`;

export const row = (name: string, value: string): Markup =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function noticeOf(language: Language, { session, outcome, waits }: CheckoutScene): Markup {
  const texts = TEXTS[language];
  if (session.status === "complete") return notice("ok", texts.complete, texts.completeMore);
  if (session.status === "expired") return notice("warning", texts.expired, texts.expiredMore);
  if (outcome === "declined") return notice("danger", texts.declined, texts.declinedMore);
  if (outcome === "one-already") return notice("warning", texts.oneAlready, texts.oneAlreadyMore);
  return waits ? notice("warning", texts.action, texts.actionMore) : html``;
}

function facts(language: Language, { session, detail }: CheckoutScene): Markup[] {
  const texts = TEXTS[language];
  const items = detail.items.map((item) =>
    row(item.description ?? texts.item, priceOf(language, item)),
  );
  const customer = session.customer_details?.email ?? session.customer_email;
  const trial = session.mode === "subscription" && session.amount_total === 0;
  return [
    html`<p class="amount">${money(session.amount_total ?? 0, session.currency ?? "usd")}</p>`,
    html`<dl>${row(texts.merchant, texts.merchantName)}${items}${
      customer ? row(texts.customer, customer) : ""
    }${trial ? row("", texts.trial) : ""}</dl>`,
  ];
}

function priceOf(language: Language, item: LineItem): string {
  const { recurring } = item.price as Price;
  const rhythm = recurring ? ` ${TEXTS[language].renews[recurring.interval]}` : "";
  return `${money(item.amount_total, item.currency)}${rhythm}`;
}

export const button = (action: string, label: string, primary = false): Markup =>
  html`<button ${primary ? html`class="primary"` : ""} name="action" value="${action}">${label}</button>`;

function payForm(language: Language, { session, waits }: CheckoutScene): Markup {
  const texts = TEXTS[language];
  const optional =
    session.payment_method_collection === "if_required" &&
    session.mode === "subscription" &&
    session.amount_total === 0;
  const choices = [
    button("pay", texts.pay, true),
    button("decline", texts.decline),
    button("3ds", texts.threeDs),
    ...(session.mode === "subscription" ? [button("pay-once", texts.payOnce)] : []),
    button("delayed", texts.delayed),
    button("delayed-fails", texts.delayedFails),
    ...(optional ? [button("without-card", texts.withoutCard)] : []),
  ];
  const pending = [
    button("authenticate", texts.authenticate, true),
    button("refuse", texts.refuse),
  ];
  return html`<form method="post" action="/stripe/checkout/${session.id}">${waits ? pending : choices}</form>`;
}

function foot(language: Language, session: CheckoutSession): Markup {
  const texts = TEXTS[language];
  const back =
    session.cancel_url && session.status === "open"
      ? html`<p><a href="${session.cancel_url}">${texts.back}</a></p>`
      : "";
  return html`<footer>${back}${texts.footer}</footer>`;
}
