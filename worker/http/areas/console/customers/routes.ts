import { Hono } from "hono";
import type * as v from "valibot";
import { accountObject } from "../../../../actions/objects.ts";
import { faultText } from "../../../../domain/fault.ts";
import { partOf } from "../../../../domain/page.ts";
import { endableOf } from "../../../../domain/subscription/ending.ts";
import { EXPORT_PART_MAX, type HistoryItem } from "../../../../objects/account/history.ts";
import type { Standing } from "../../../../objects/account/object.ts";
import {
  type ConsoleCustomerRow,
  latestCustomers,
  paidBy,
  searchCustomers,
} from "../../../../store/console-customers.ts";
import { someAreToTell } from "../../../../store/customers-asked.ts";
import { hostsWithKeys } from "../../../../store/key-writing.ts";
import { endSessions } from "../../../../store/sessions.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { presentCredits, presentPlan } from "../../../core/credits/present.ts";
import { creditSystemOf } from "../../../core/credits/system.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import type { FailureCode } from "../../../core/errors.ts";
import { presentBalances, presentEntitlement } from "../../../core/holdings/present.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { presentSummary } from "../../../core/usage/present.ts";
import { usageSystemOf } from "../../../core/usage/rules.ts";
import { PeriodQuery, UsageSummary } from "../../../core/usage/schemas.ts";
import { answerFile, describeFile, FILE_ROWS_ASKED } from "../file.ts";
import { adjust } from "./adjust.ts";
import {
  CUSTOMER_COLUMNS,
  customerCells,
  DEBTS_NOT_WHOLE,
  LEDGER_COLUMNS,
  presentCustomer,
  presentEnding,
  presentLedgerEntry,
  presentPaid,
} from "./present.ts";
import {
  AccountStanding,
  Adjust,
  Adjusted,
  Allowance,
  ConsoleAccount,
  ConsoleCustomers,
  ConsoleCustomersQuery,
  ConsoleLedgerPage,
  LedgerFileOfCustomer,
  LedgerOfCustomer,
  OfCustomer,
  SessionsEnded,
} from "./schemas.ts";

/** Rows of one part. */
const CUSTOMERS_PART_MAX = 50;

const placeOf = ({ lastSeenAtMs, id }: ConsoleCustomerRow) => [lastSeenAtMs, id] as const;

/** Customers: found, looked at, adjusted; whether a balance may go below zero, and the end of their sessions. */
export const customers = new Hono<AppEnv>()
  .get(
    "/customers",
    describe({
      tag: "Console",
      summary: "Customers, who was here last first; or those that a text leads to",
      answers: { 200: { description: "A part", schema: ConsoleCustomers } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", ConsoleCustomersQuery),
    async (c) => {
      const query = c.req.valid("query");
      const isSearch = query.search !== undefined;
      const [found, someToTell] = await Promise.all([
        customersAsked(c.env.DB, query, CUSTOMERS_PART_MAX + Number(!isSearch)),
        someAreToTell(c.env.DB),
      ]);
      const { rows, next } = partOf("customers", found, CUSTOMERS_PART_MAX, placeOf);
      const body = { items: rows.map(presentCustomer), next, debtsWhole: !someToTell };
      return c.json(body, 200, NO_STORE);
    },
  )
  .get(
    "/customers.csv",
    describeFile("Customers"),
    acting("customer.export", "read"),
    valid("query", ConsoleCustomersQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async (query) => {
        const [rows, someToTell] = await Promise.all([
          customersAsked(c.env.DB, query, FILE_ROWS_ASKED),
          query.debt !== undefined && someAreToTell(c.env.DB),
        ]);
        const notes = someToTell ? [DEBTS_NOT_WHOLE[c.get("language")]] : [];
        const file = { name: "customers.csv", columns: CUSTOMER_COLUMNS, cells: customerCells };
        return { ...file, rows, notes };
      }),
  )
  .get(
    "/customers/:customer",
    describe({
      tag: "Console",
      summary: "What a customer has now: plan, balances, entitlements, debts",
      answers: { 200: { description: "As it is", schema: ConsoleAccount } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const { rules, snapshot } = await creditSystemOf(c);
      const account = accountObject(c.env, customerId);
      const [held, record, standing, profile, paid, hosts] = await Promise.all([
        account.holdingsWith(rules),
        account.subscription(),
        account.standing(),
        account.profile(),
        paidBy(c.env.DB, customerId),
        hostsWithKeys(c.env.DB),
      ]);
      const [nowMs, language] = [Date.now(), c.get("language")];
      const body: ConsoleAccount = {
        customerId,
        name: profile?.name ?? null,
        email: profile?.email ?? null,
        firstSeenAt: profile ? iso(profile.firstSeenAtMs) : null,
        lastSeenAt: profile ? iso(profile.lastSeenAtMs) : null,
        plan: presentPlan(held.credits, snapshot.plans, nowMs, language),
        power: presentBalances(held.balances).power,
        credits: presentCredits(held.credits),
        cozePackage: presentEntitlement(held.entitlements, "coze", nowMs, language),
        allowNegative: standing.allowNegative,
        owed: standing.owed,
        paid: paid.map(presentPaid),
        hosts,
        ending: presentEnding(endableOf(record, nowMs)),
      };
      return c.json(body, 200, NO_STORE);
    },
  )
  .get(
    "/customers/:customer/ledger",
    describe({
      tag: "Console",
      summary: "A customer's ledger entries, the newest first",
      answers: { 200: { description: "One page", schema: ConsoleLedgerPage } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("param", OfCustomer),
    valid("query", LedgerOfCustomer),
    async (c) => {
      const query = c.req.valid("query");
      const { page, pageSize } = query;
      const account = accountObject(c.env, c.req.valid("param").customer);
      const { items, total, next } = await account.history(query);
      const entries = items.map((item) => presentLedgerEntry(item, c.get("language")));
      return c.json({ items: entries, total, page, pageSize, next }, 200, NO_STORE);
    },
  )
  .get(
    "/customers/:customer/ledger.csv",
    describeFile("A customer's ledger entries, the newest first,"),
    acting("customer.export-ledger", "read", "customer"),
    valid("param", OfCustomer),
    valid("query", LedgerFileOfCustomer),
    async (c) =>
      answerFile(c, c.req.valid("query"), async (query) => {
        const rows = await wholeLedger(c.env, c.req.valid("param").customer, query);
        const cells = (item: HistoryItem) => presentLedgerEntry(item, c.get("language"));
        return { name: "ledger.csv", columns: LEDGER_COLUMNS, rows, cells };
      }),
  )
  .get(
    "/customers/:customer/usage",
    describe({
      tag: "Console",
      summary: "What a customer used in a period, and what is left of each product",
      answers: { 200: { description: "By product and by day", schema: UsageSummary } },
      refusals: [
        ...FOR_CALLERS,
        ...(["FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST", "UNAVAILABLE"] as const),
      ],
    }),
    viewing(),
    valid("param", OfCustomer),
    valid("query", PeriodQuery),
    async (c) => {
      const system = await usageSystemOf(c);
      if (!system) return refuse(c, "UNAVAILABLE");
      const account = accountObject(c.env, c.req.valid("param").customer);
      const { period = null } = c.req.valid("query");
      const summary = await account.getUsageSummary(period, system.rules);
      return c.json(presentSummary(summary, system.rows, c.get("language")), 200, NO_STORE);
    },
  )
  .post(
    "/customers/:customer/adjust",
    describe({
      tag: "Console",
      summary: "Adds units to a customer's balance, or takes some. The same key does it once",
      answers: { 200: { description: "Done, or done before", schema: Adjusted } },
      headers: { "Idempotency-Key": "1 to 100 printable ASCII characters" },
      refusals: [
        ...FOR_WRITES,
        ...["FORBIDDEN", "ROLE_NOT_ENOUGH", "ADJUSTMENT_LIMIT", "INSUFFICIENT_BALANCE"],
        "IDEMPOTENCY_KEY_REUSED",
      ] as FailureCode[],
    }),
    acting("customer.adjust", "money", "customer"),
    valid("param", OfCustomer),
    valid("json", Adjust),
    (c) => adjust(c, c.req.valid("param").customer, c.req.valid("json")),
  )
  .get(
    "/customers/:customer/allow-negative",
    describe({
      tag: "Console",
      summary: "Whether a customer may owe units, and how many are owed",
      answers: { 200: { description: "As it is", schema: AccountStanding } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const standing = await accountObject(c.env, customerId).standing();
      return c.json(presentStanding(customerId, standing), 200, NO_STORE);
    },
  )
  .put(
    "/customers/:customer/allow-negative",
    describe({
      tag: "Console",
      summary: "Lets a full claw-back leave a customer owing what was spent, or ends that",
      answers: { 200: { description: "As it is from now on", schema: AccountStanding } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("customer.let-owe", "money", "customer"),
    valid("param", OfCustomer),
    valid("json", Allowance),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const { allow } = c.req.valid("json");
      const account = accountObject(c.env, customerId);
      const before = await account.standing();
      const standing = await account.allowNegative(allow, c.get("customer").id);
      c.set("audit", {
        before: { allow: before.allowNegative },
        after: { allow: standing.allowNegative },
      });
      return c.json(presentStanding(customerId, standing), 200, NO_STORE);
    },
  )
  .post(
    "/customers/:customer/sessions/end",
    describe({
      tag: "Console",
      summary: "Signs a customer, or another operator, out of every browser",
      answers: { 200: { description: "Written down", schema: SessionsEnded } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    acting("customer.end-sessions", "sessions", "customer"),
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const nowMs = Date.now();
      try {
        await endSessions(c.env, customerId, nowMs);
      } catch (error) {
        console.error("the end of a customer's sessions was not written", {
          error: faultText(error),
        });
        return refuse(c, "UNAVAILABLE");
      }
      return c.json({ customerId, endedUntil: iso(nowMs) }, 200, NO_STORE);
    },
  );

const customersAsked = (
  db: D1Database,
  { search, debt, before }: v.InferOutput<typeof ConsoleCustomersQuery>,
  limit: number,
): Promise<ConsoleCustomerRow[]> =>
  search === undefined
    ? latestCustomers(db, { debt, before }, limit)
    : searchCustomers(db, search, limit, debt);

/**
 * The ledger is only added to, and each part goes on after the last row of the one before: what is written meanwhile is in none, so
 * that the rows are of the moment of the first part.
 */
async function wholeLedger(
  env: AppEnv["Bindings"],
  customerId: string,
  query: v.InferOutput<typeof LedgerFileOfCustomer>,
): Promise<HistoryItem[]> {
  const account = accountObject(env, customerId);
  const rows: HistoryItem[] = [];
  while (rows.length < FILE_ROWS_ASKED) {
    const limit = Math.min(EXPORT_PART_MAX, FILE_ROWS_ASKED - rows.length);
    const beforeSeq = rows.at(-1)?.seq;
    const part = await account.export({ ...query, limit, ...(beforeSeq && { beforeSeq }) });
    rows.push(...part);
    if (part.length < limit) break;
  }
  return rows;
}

const presentStanding = (customerId: string, standing: Standing) => ({
  customerId,
  allowNegative: standing.allowNegative,
  owed: standing.owed,
  changes: standing.changes.map(({ atMs, by, allow }) => ({ at: iso(atMs), by, allow })),
  changesTotal: standing.changesTotal,
});
