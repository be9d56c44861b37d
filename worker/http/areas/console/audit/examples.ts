import { ORDER_NO } from "../../../core/examples.ts";

const REFUND = {
  ...{ id: 4711, at: "2026-11-20T09:30:00.000Z" },
  ...{ operator: "operator-li", role: "finance", address: "203.0.113.7" },
  ...{ act: "order.refund", object: ORDER_NO },
  ...{ why: "bought twice", before: null, after: { clawBack: "what-is-left" } },
  ...{ outcome: "done", code: null },
};

const AUDIT_CSV = `\ufeff${Object.keys(REFUND).join(",")}\r\n4711,2026-11-20T09:30:00.000Z,operator-li,finance,203.0.113.7,order.refund,${ORDER_NO},bought twice,,"{""clawBack"":""what-is-left""}",done,\r\n`;

export const EXAMPLES = {
  "getConsoleAudit 200": { "A refund": { items: [REFUND], next: null } },
  "getConsoleAuditCsv 200": { "A refund": AUDIT_CSV },
};

const FILTERED = {
  ...{ operator: "operator-li", act: "order.refund", object: ORDER_NO, outcome: "done" },
  address: "203.0.113.7",
  ...{ from: "2026-11-01T00:00:00.000Z", before: "4711" },
};

export const PARAMETERS = { getConsoleAudit: FILTERED, getConsoleAuditCsv: FILTERED };
