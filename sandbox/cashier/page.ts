import { html } from "hono/html";
import { formatYuan } from "../money.ts";
import { type Language, type Markup, page } from "../pages.ts";
import type { Bill, PayProblem } from "../payment.ts";
import { TEXTS } from "./texts.ts";

/** What the page has to say about a scanned code. */
export type Scene =
  | { kind: "unknown" }
  | { kind: "open"; bill: Bill; codeUrl: string }
  | { kind: "dead"; bill: Bill; problem: PayProblem }
  | { kind: "paid"; bill: Bill; transactionId: string }
  | { kind: "declined"; bill: Bill; codeUrl: string };

export function cashierPage(language: Language, scene: Scene): Markup {
  const texts = TEXTS[language];
  const title = scene.kind === "unknown" ? texts.sandbox : texts.gateways[scene.bill.gateway];
  const parts = [head(language, scene), ...bodyOf(language, scene)];
  return page(language, title, html`${parts}<footer>${texts.footer}</footer>`);
}

function bodyOf(language: Language, scene: Scene): Markup[] {
  const texts = TEXTS[language];
  switch (scene.kind) {
    case "unknown":
      return [problemNotice(language, "unknown-code")];
    case "dead":
      return [
        problemNotice(language, scene.problem),
        amount(scene.bill),
        facts(language, scene.bill),
      ];
    case "open":
      return [amount(scene.bill), facts(language, scene.bill), payForm(language, scene)];
    case "declined":
      return [
        notice("danger", texts.failed, texts.failedMore),
        amount(scene.bill),
        facts(language, scene.bill),
        html`<a class="button primary" href="${cashierPath(scene.codeUrl)}">${texts.again}</a>`,
      ];
    case "paid":
      return [
        notice("ok", texts.paid, texts.paidMore),
        amount(scene.bill),
        facts(language, scene.bill, scene.transactionId),
      ];
  }
}

const cashierPath = (codeUrl: string): string => `/cashier?code_url=${encodeURIComponent(codeUrl)}`;

const MARKS = { wechat: "微", alipay: "支" } as const;

function head(language: Language, scene: Scene): Markup {
  const texts = TEXTS[language];
  const gateway = scene.kind === "unknown" ? undefined : scene.bill.gateway;
  return html`<header><span class="mark ${gateway ?? "plain"}" aria-hidden="true">${gateway ? MARKS[gateway] : "?"}</span>
<div><h1>${gateway ? texts.gateways[gateway] : texts.sandbox}</h1><small>${texts.sandbox}</small></div></header>`;
}

const notice = (kind: "ok" | "danger" | "warning", title: string, more: string): Markup =>
  html`<p class="notice ${kind}" role="status">${title}<span>${more}</span></p>`;

function problemNotice(language: Language, problem: PayProblem): Markup {
  const { title, more } = TEXTS[language].problems[problem];
  return notice(problem === "already-paid" ? "ok" : "warning", title, more);
}

const amount = (bill: Bill): Markup =>
  html`<p class="amount"><small>¥</small>${formatYuan(bill.amountMinor)}</p>`;

function facts(language: Language, bill: Bill, transactionId?: string): Markup {
  const texts = TEXTS[language];
  const rows: [string, string][] = [
    [texts.merchant, texts.merchantName],
    [texts.description, bill.description],
    [texts.number, bill.number],
    ...(transactionId === undefined
      ? []
      : [[texts.transaction, transactionId] as [string, string]]),
  ];
  return html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function payForm(language: Language, scene: Scene & { kind: "open" }): Markup {
  const texts = TEXTS[language];
  return html`<form method="post" action="/cashier"><input type="hidden" name="code_url" value="${scene.codeUrl}">
<button class="primary" name="action" value="pay">${texts.pay(formatYuan(scene.bill.amountMinor))}</button>
<button name="action" value="fail">${texts.fail}</button></form>`;
}
