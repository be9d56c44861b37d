import { cursorOf } from "../../domain/cursor.ts";

/** What the examples of several areas are about, so that the document tells one story. */

export const ORDER_NO = "EC202611208Q3MZK7W5T";

export const CUSTOMER_ID = "customer-lin";

const AT_MS = Date.parse("2026-11-20T09:30:21.000Z");
const INVOICE_ID = "in_0b1c2d3e4f5061728394a5b6c7d8e9f0";

/** Where each list goes on. */
export const BEFORE = {
  orders: cursorOf("orders", [AT_MS, ORDER_NO]),
  consoleOrders: cursorOf("console-orders", [AT_MS, ORDER_NO]),
  customers: cursorOf("customers", [AT_MS, CUSTOMER_ID]),
  ledger: cursorOf("ledger", [AT_MS, 21]),
  credits: cursorOf("credits", [AT_MS, 21]),
  usage: cursorOf("usage", ["2026-11-20", 21]),
  invoices: cursorOf("invoices", ["2025-12", AT_MS, INVOICE_ID]),
  consoleInvoices: cursorOf("console-invoices", ["2025-12", AT_MS, INVOICE_ID]),
  refunds: cursorOf("refunds", [AT_MS, `${ORDER_NO}R1`]),
  eventFeed: cursorOf("event-feed", [4_711, `${ORDER_NO}:2`]),
  consoleEvents: cursorOf("console-events", [AT_MS, 4_711]),
  timeline: cursorOf("timeline", [AT_MS, "event", "4711"]),
  fapiao: cursorOf("fapiao", [AT_MS, "in_9a8b7c6d5e4f30211203f4e5d6c7b8a9"]),
};

export const WAYS = [
  { payType: 1, name: "WeChat Pay", logo: "/pay/wechat.svg" },
  { payType: 2, name: "Alipay", logo: "/pay/alipay.svg" },
];

export const ENTITLEMENT = {
  name: "Pro",
  expiresAt: "2026-12-20T09:30:21.000Z",
  remainingDays: 30,
  next: [],
};

export const CREDITS = {
  available: 187,
  held: 0,
  plan: { granted: 100, left: 87, resetsAt: "2026-11-30T16:00:00.000Z" },
  purchased: 100,
  other: 0,
};

export const HELD_PLAN = {
  id: "pro_monthly",
  name: "Pro, monthly",
  source: "manual",
  startDate: "2026-11-20T09:30:21.000Z",
  endDate: null,
};
