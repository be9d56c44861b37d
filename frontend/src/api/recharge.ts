import { get, post } from "./client.ts";
import type { OrderCreated, RechargeCenter } from "./types.ts";

export const readCenter = (fresh: boolean) =>
  get<RechargeCenter>(`/api/recharge/center${fresh ? "?fresh=1" : ""}`);

export const submitRecharge = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>("/api/recharge/submitRecharge", { id, payType, expectedAmount });
