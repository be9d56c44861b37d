import type { OrderStatus } from "../api/types.ts";

/** What the payment dialog and the result page show: a code to pay, an activation under way, or an end. */
export type Stage = "code" | "received" | "success" | "ended";

const STAGES: Record<OrderStatus, Stage> = {
  pending: "code",
  paid: "received",
  completed: "success",
  expired: "ended",
  cancelled: "ended",
  refunding: "ended",
  refunded: "ended",
};

export const stageOf = (status: OrderStatus): Stage => STAGES[status];

/** Whether news can still come. An expired or cancelled order may yet turn out paid; refunding ends in refunded. */
export const isFinished = (status: OrderStatus): boolean =>
  status === "completed" || status === "refunded";
