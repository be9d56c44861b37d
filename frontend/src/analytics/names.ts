/** The seeds' events (001, section 9; 003, acceptance). */
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
  | "recharge_pay_cancel";

/** One centre's name for each fact; a fact without a name is not told. */
export interface KindEvents {
  view: EventName;
  select?: EventName;
  order: EventName;
  code: EventName;
  paid: EventName;
  timeout?: EventName;
  refresh?: EventName;
  cancel?: EventName;
}

/** What an event may say. Never who: no customer's id, name or mail. */
export interface EventProperties {
  itemId?: string;
  itemName?: string;
  /** Of the major unit, as a number: analytics adds prices up, the ledger does not. */
  price?: number;
  currency?: string;
  payType?: number;
  orderNo?: string;
}
