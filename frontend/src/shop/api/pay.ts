import { get, post } from "../../shared/api/client.ts";
import type { OrderFrom, PayResult, Prepaid, PrepaidRedirect } from "./types.ts";

const reference = (from: OrderFrom, orderId: string) =>
  new URLSearchParams({ orderId, from }).toString();

export const prepay = (from: OrderFrom, orderId: string, payType: number) =>
  post<Prepaid | PrepaidRedirect>("/api/pay/prepay", { from, orderId, payType });

export const readPayResult = (from: OrderFrom, orderId: string) =>
  get<PayResult>(`/api/pay/getPayResult?${reference(from, orderId)}`);

export const cancelPayment = (from: OrderFrom, orderId: string) =>
  post<PayResult>("/api/pay/cancel", { from, orderId });

export const watchAddress = (from: OrderFrom, orderId: string): string =>
  `${location.origin.replace(/^http/, "ws")}/api/pay/watch?${reference(from, orderId)}`;
