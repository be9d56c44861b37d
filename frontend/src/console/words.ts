import { named } from "./i18n.ts";

/** Codes of the API in words. */
export const orderStatus = (code: string): string => named(`console.orderStatus.${code}`);
export const kindOf = (from: string): string => named(`console.kind.${from}`);
export const payWay = (payType: number): string => named(`console.payWay.${payType}`);
export const gateway = (code: string): string => named(`console.gateway.${code}`);
export const refundState = (code: string): string => named(`console.refundState.${code}`);
export const refundWhy = (code: string): string => named(`console.refundWhy.${code}`);

export const dependency = (name: string): string => named(`console.dependency.${name}`);

/** "order.retry-refund" is orderRetryRefund in the texts. */
export const actName = (act: string): string =>
  named(`console.act.${act.replaceAll(/[.-](\w)/g, (_, first: string) => first.toUpperCase())}`);

export const documentKind = (code: string): string => named(`console.documentKind.${code}`);
export const documentState = (code: string): string => named(`console.documentState.${code}`);
export const fapiaoState = (code: string): string => named(`console.fapiaoState.${code}`);

/** "usage.quota_reached" is usageQuotaReached in the texts. */
export const eventName = (type: string): string =>
  named(`console.event.${type.replaceAll(/[._](\w)/g, (_, first: string) => first.toUpperCase())}`);

/** Every event that there is, for its filter; `order.placed` is told by the timeline alone. */
export const EVENTS = Object.entries({
  order: ["paid", "completed", "closed", "refunded"],
  subscription: ["changed"],
  invoice: ["issued"],
  usage: ["quota_reached"],
  entitlement: ["changed"],
  power: ["granted", "expired", "reversed"],
  credits: ["granted", "expired", "reversed"],
}).flatMap(([noun, verbs]) => verbs.map((verb) => `${noun}.${verb}`));

/** Of `subscription.changed`: from which plan to which, and how it stands. */
export const planChange = (data: Record<string, string | number | boolean | null>): string => {
  const { beforePlanId: from, planId: to, status } = data;
  const plans = from === to ? String(to) : `${from} → ${to}`;
  return `${plans} · ${named(`console.planStatus.${status}`)}`;
};

/** Every act that the audit knows, for its filter. */
export const ACTS = Object.entries({
  order: ["ask", "close", "refund", "retry-refund", "settle-refund", "export"],
  customer: ["account", "adjust", "end-plan", "let-owe", "end-sessions", "export", "export-ledger"],
  refund: ["export"],
  credits: ["switch", "reset"],
  invoice: ["issue", "run", "revise", "credit", "note-paid", "void", "export"],
  fapiao: ["export", "import", "results"],
  seller: ["change"],
  note: ["write"],
  flag: ["set", "reset", "switch-pay-way"],
  key: ["make", "revoke"],
  catalog: ["create", "edit", "on-sale", "off-sale", "order", "stock", "delete"],
  operator: ["give-role", "shut-out"],
  audit: ["export"],
  anomaly: ["export"],
  reconciliation: ["export"],
}).flatMap(([noun, verbs]) => verbs.map((verb) => `${noun}.${verb}`));
