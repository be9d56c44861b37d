/** The shop's shapes of the API, types only: nothing of the Worker is bundled. */
export type {
  CozeCenter,
  CozePackage,
  LedgerEntry,
  LedgerPage,
  OrderCreated,
  OrderDetail,
  OrderFrom,
  OrderListItem,
  OrderPage,
  OrderStatus,
  PayResult,
  PayWay,
  Prepaid,
  RechargeCenter,
  RechargeRule,
} from "../../../../worker/app.ts";
