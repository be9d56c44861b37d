/** What happened to a customer, as objects tell it: lists, host products and the console go by these types. */

export const EVENT_TYPES = [
  "order.paid",
  "order.completed",
  "order.closed",
  "order.refunded",
  "power.granted",
  "power.expired",
  "power.reversed",
  "credits.granted",
  "credits.expired",
  "credits.reversed",
  "entitlement.changed",
  "subscription.changed",
  "usage.quota_reached",
  "invoice.issued",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type EventData = Record<string, string | number | boolean | null>;

/** An event in D1. */
export interface StoredEvent {
  /** Rises with the order of arrival, over all customers. */
  position: number;
  /** `<object>:<ordinal>`: the same event is written once. */
  id: string;
  type: string;
  /** The customer. */
  subject: string;
  /** Rises strictly for each customer. */
  seq: number;
  atMs: number;
  data: EventData;
}
