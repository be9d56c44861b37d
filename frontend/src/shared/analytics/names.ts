/** The seeds' events (001, section 9; 003, acceptance), and the same of what they do not count. */
export type EventName =
  | "coze_package_view"
  | "coze_package_select"
  | "coze_package_create_order"
  | "coze_package_qr_show"
  | "coze_package_pay_success"
  | "recharge_view"
  | "recharge_create_order"
  | "recharge_qr_load"
  | "recharge_pay_success"
  | "recharge_qr_timeout"
  | "recharge_qr_refresh"
  | "recharge_pay_cancel"
  | "credit_pack_view"
  | "credit_pack_select"
  | "credit_pack_create_order"
  | "credit_pack_qr_show"
  | "credit_pack_pay_success"
  | "subscription_view"
  | "subscription_select"
  | "subscription_create_order"
  | "subscription_qr_show"
  | "subscription_pay_success";

/** What an event may carry. Never an id, a name or an address of a customer. */
export interface EventProperties {
  itemId?: string;
  itemName?: string;
  /** In the major unit, as a number: only analytics sums these up, never the ledger. */
  price?: number;
  currency?: string;
  payType?: number;
  orderNo?: string;
}
