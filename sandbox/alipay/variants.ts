import type { AlipayVariant } from "../faults.ts";
import { formatYuan, parseYuan } from "../money.ts";
import { randomText } from "../signing.ts";

type Form = Record<string, string>;

/** How a delivery departs from the genuine one. `fields` are genuinely signed. */
export interface Alteration {
  fields?: Form;
  fieldsAfterSigning?: Form;
  privateKey?: string;
  hash?: string;
  signType?: string;
  spoiled?: boolean;
  unsigned?: boolean;
}

export const ALTERATIONS: Record<AlipayVariant, (form: Form) => Alteration> = {
  genuine: () => ({}),
  "tampered-body": (form) => ({ fieldsAfterSigning: { subject: `${form.subject}!` } }),
  "tampered-sign": () => ({ spoiled: true }),
  "sha1-downgrade": () => ({ hash: "sha1", signType: "RSA" }),
  "missing-sign": () => ({ unsigned: true }),
  "wrong-seller": () => ({ fields: { seller_id: "2088000000000001" } }),
  "wrong-app": () => ({
    fields: { app_id: "2021000000000001", auth_app_id: "2021000000000001" },
  }),
  "wrong-amount": (form) => ({ fields: oneFenMore(form) }),
  "unknown-number": () => ({ fields: { out_trade_no: `UNKNOWN${randomText(12)}` } }),
  "trade-finished": () => ({ fields: { trade_status: "TRADE_FINISHED" } }),
  "trade-closed": () => ({ fields: { trade_status: "TRADE_CLOSED" } }),
  "partial-refund-repeat": (form) => ({
    fields: {
      trade_status: "TRADE_SUCCESS",
      refund_fee: "0.01",
      out_biz_no: `${form.out_trade_no}_refund`,
      gmt_refund: `${form.gmt_payment}.000`,
    },
  }),
  "old-timestamp": () => ({ fields: { notify_time: "2020-01-01 00:00:00" } }),
};

const AMOUNT_FIELDS = ["total_amount", "receipt_amount", "invoice_amount", "buyer_pay_amount"];

/** All four alike, as for a dearer order; a difference in what the buyer paid alone is only a coupon. */
function oneFenMore(form: Form): Form {
  const amount = formatYuan((parseYuan(form.total_amount) ?? 0) + 1);
  return Object.fromEntries(AMOUNT_FIELDS.map((name) => [name, amount]));
}
