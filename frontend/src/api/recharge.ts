import { get, post } from "./client.ts";
import type { OrderCreated, RechargeCenter } from "./types.ts";

export const readCenter = () => get<RechargeCenter>("/api/recharge/center");

export const submitRecharge = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>("/api/recharge/submitRecharge", { id, payType, expectedAmount });
