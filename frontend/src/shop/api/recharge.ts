import { post } from "../../shared/api/client.ts";
import type { OrderCreated } from "./types.ts";

export const submitRecharge = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>("/api/recharge/submitRecharge", { id, payType, expectedAmount });
