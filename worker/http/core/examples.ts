/** What the examples of several areas are about, so that the document tells one story. */

export const ORDER_NO = "EC202611208Q3MZK7W5T";

export const CUSTOMER_ID = "customer-lin";

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
