import { get, post } from "./client.ts";
import type { CozeCenter, OrderCreated, OrderDetail, OrderPage } from "./types.ts";

const BASE = "/api/web/coze-package";

export const readCenter = () => get<CozeCenter>(`${BASE}/center`);

export const createOrder = (id: string, payType: number) =>
  post<OrderCreated>(`${BASE}/order`, { id, payType });

export const readOrder = (orderId: string) =>
  get<OrderDetail>(`${BASE}/order/${encodeURIComponent(orderId)}`);

export const readOrders = (page: number, pageSize: number) =>
  get<OrderPage>(`${BASE}/orders?page=${page}&pageSize=${pageSize}`);
