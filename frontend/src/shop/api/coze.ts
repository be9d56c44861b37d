import { post } from "../../shared/api/client.ts";
import type { OrderCreated } from "./types.ts";

export const createOrder = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>("/api/web/coze-package/order", { id, payType, expectedAmount });
