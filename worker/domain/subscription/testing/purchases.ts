import type { Plan } from "../../plan/plan.ts";
import { addMonths } from "../months.ts";
import type { PaidOrder } from "../state.ts";
import { Account } from "./account.ts";
import { order, PLANS, T0, ZONE } from "./make.ts";

export const month = (months: number) => addMonths(T0, months, ZONE);

/** A second order; `at` is when it is paid and told. */
export const buy = (
  account: Account,
  at: number,
  orderNo: string,
  of: Plan,
  more: Partial<PaidOrder> = {},
) =>
  account.see({ orders: [order({ orderNo, paidAtMs: at, standingSinceMs: at, ...more }, of)] }, at);

export const refund = (account: Account, at: number, orderNo: string) => {
  const own = account.record.purchases.find((each) => each.orderNo === orderNo);
  if (!own) throw new Error("no such order");
  return account.see({ orders: [{ ...own, standing: "taken", standingSinceMs: at }] }, at);
};

export const refundFails = (account: Account, at: number, orderNo: string) => {
  const own = account.record.purchases.find((each) => each.orderNo === orderNo);
  if (!own) throw new Error("no such order");
  return account.see({ orders: [{ ...own, standing: "good", standingSinceMs: at }] }, at);
};

export function withPro(): Account {
  const account = new Account();
  buy(account, T0, "1001", PLANS.pro);
  return account;
}
