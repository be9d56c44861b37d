import type { Env } from "../env.ts";

export const orderObject = (env: Env, orderNo: string) =>
  env.ORDERS.get(env.ORDERS.idFromName(orderNo));

export const accountObject = (env: Env, customerId: string) =>
  env.ACCOUNTS.get(env.ACCOUNTS.idFromName(customerId));
