import { get, post } from "./client.ts";
import type { CozeCenter, OrderCreated } from "./types.ts";

const BASE = "/api/web/coze-package";

export const readCenter = (fresh: boolean) =>
  get<CozeCenter>(`${BASE}/center${fresh ? "?fresh=1" : ""}`);

export const createOrder = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>(`${BASE}/order`, { id, payType, expectedAmount });
