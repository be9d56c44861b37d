import { get, post } from "./client.ts";
import type { CozeCenter, OrderCreated } from "./types.ts";

const BASE = "/api/web/coze-package";

export const readCenter = () => get<CozeCenter>(`${BASE}/center`);

export const createOrder = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>(`${BASE}/order`, { id, payType, expectedAmount });
