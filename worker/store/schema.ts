import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The tables of migrations/ as drizzle reads them. The migrations are written by hand and are the authority. */

/** As `NoteColumns` in row-notes.ts. */
const noteColumns = () => ({
  note: text(),
  notedBy: text("noted_by"),
  notedAtMs: integer("noted_at"),
  noteVersion: integer("note_version").notNull().default(0),
  aside: integer().notNull().default(0),
});

export interface PackageTexts {
  name?: string;
  label?: string;
  description?: string;
  content?: string[];
}

export const cozePackage = sqliteTable("coze_package", {
  id: text().primaryKey(),
  name: text().notNull(),
  label: text().notNull(),
  description: text().notNull(),
  content: text({ mode: "json" }).$type<string[]>().notNull(),
  translations: text({ mode: "json" }).$type<Record<string, PackageTexts>>().notNull(),
  durationDays: integer("duration_days").notNull(),
  originalPriceMinor: integer("original_price_minor"),
  currentPriceMinor: integer("current_price_minor").notNull(),
  currency: text().notNull(),
  stock: integer(),
  enabled: integer({ mode: "boolean" }).notNull(),
  sort: integer().notNull(),
  tier: integer().notNull(),
});

export const rechargeRule = sqliteTable("recharge_rule", {
  id: text().primaryKey(),
  power: integer().notNull(),
  givePower: integer("give_power").notNull(),
  sellPriceMinor: integer("sell_price_minor").notNull(),
  currency: text().notNull(),
  label: text().notNull(),
  translations: text({ mode: "json" }).$type<Record<string, { label?: string }>>().notNull(),
  enabled: integer({ mode: "boolean" }).notNull(),
  sort: integer().notNull(),
});

export const orders = sqliteTable("orders", {
  orderNo: text("order_no").primaryKey(),
  customerId: text("customer_id").notNull(),
  kind: text().notNull(),
  itemId: text("item_id").notNull(),
  itemName: text("item_name").notNull(),
  grantJson: text("grant_json").notNull(),
  quantity: integer().notNull(),
  amountMinor: integer("amount_minor").notNull(),
  currency: text().notNull(),
  payType: integer("pay_type").notNull(),
  payingWith: integer("paying_with").notNull(),
  stockLimited: integer("stock_limited", { mode: "boolean" }).notNull(),
  stockHeld: integer("stock_held", { mode: "boolean" }).notNull(),
  state: text().notNull(),
  version: integer().notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  paidAt: integer("paid_at"),
  completedAt: integer("completed_at"),
  updatedAt: integer("updated_at").notNull(),
  opened: integer({ mode: "boolean" }).notNull(),
});

export const orderTransaction = sqliteTable("order_transaction", {
  orderNo: text("order_no").primaryKey(),
  transactionId: text("transaction_id").notNull(),
});

export const refund = sqliteTable("refund", {
  number: text().primaryKey(),
  orderNo: text("order_no").notNull(),
  tradeNumber: text("trade_number").notNull(),
  gateway: text().notNull(),
  amountMinor: integer("amount_minor").notNull(),
  currency: text().notNull(),
  why: text().notNull(),
  state: text().notNull(),
  detail: text().notNull(),
  version: integer().notNull(),
  startedAt: integer("started_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const refundAsked = sqliteTable("refund_asked", {
  orderNo: text("order_no").primaryKey(),
});

export const event = sqliteTable("event", {
  position: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  type: text().notNull(),
  subject: text().notNull(),
  seq: integer().notNull(),
  at: integer().notNull(),
  data: text({ mode: "json" }).notNull(),
});

export const customer = sqliteTable("customer", {
  id: text().primaryKey(),
  name: text(),
  email: text(),
  balances: text({ mode: "json" }).notNull(),
  entitlements: text({ mode: "json" }).notNull(),
  plan: text({ mode: "json" }),
  owed: text({ mode: "json" }),
  mayOwe: integer("may_owe", { mode: "boolean" }).notNull(),
  toldVersion: integer("told_version"),
  askAt: integer("ask_at"),
  firstSeenAt: integer("first_seen_at").notNull(),
  lastSeenAt: integer("last_seen_at").notNull(),
  version: integer().notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** What the account tells; an operator's note of it is written by hand (`row-notes.ts`). */
export const subscriptionIssue = sqliteTable(
  "subscription_issue",
  {
    customerId: text("customer_id").notNull(),
    key: text().notNull(),
    kind: text().notNull(),
    about: text().notNull(),
    since: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.key] })],
);

export const apiKey = sqliteTable("api_key", {
  prefix: text().primaryKey(),
  hostId: text("host_id").notNull(),
  secretHash: text("secret_hash").notNull(),
  name: text().notNull(),
  createdAt: integer("created_at").notNull(),
  revokedAt: integer("revoked_at"),
  scopes: text(),
  expiresAt: integer("expires_at"),
});

export const apiKeyUse = sqliteTable("api_key_use", {
  prefix: text().primaryKey(),
  usedAt: integer("used_at").notNull(),
});

export const apiRefusal = sqliteTable(
  "api_refusal",
  {
    day: text().notNull(),
    prefix: text().notNull(),
    reason: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.prefix, table.reason] })],
);

export const anomaly = sqliteTable("anomaly", {
  id: integer().primaryKey({ autoIncrement: true }),
  at: integer().notNull(),
  gateway: text().notNull(),
  genuine: integer({ mode: "boolean" }).notNull(),
  reason: text().notNull(),
  detail: text().notNull(),
  ...noteColumns(),
});

export const anomalyCount = sqliteTable(
  "anomaly_count",
  {
    day: text().notNull(),
    gateway: text().notNull(),
    reason: text().notNull(),
    count: integer().notNull(),
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
    details: text({ mode: "json" }).$type<string[]>().notNull(),
    ...noteColumns(),
  },
  (table) => [primaryKey({ columns: [table.day, table.gateway, table.reason] })],
);

export type OrderRow = typeof orders.$inferSelect;
export type RechargeRow = typeof rechargeRule.$inferSelect;
export type PackageRow = typeof cozePackage.$inferSelect;
