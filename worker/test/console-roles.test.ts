import { beforeAll, describe, expect, test, vi } from "vitest";
import { hasRight, type Right, ROLES, type Role } from "../domain/operator/rights.ts";
import type { Document } from "../http/core/openapi/document.ts";
import { beginAudit, listAudit } from "../store/audit.ts";
import { giveRole } from "../store/operators.ts";
import { accountOf } from "./shop.ts";
import { bindings, type Customer, customer, mint, request, requestWith } from "./world.ts";

/**
 * Who may call which operation of the console, with what becomes of it in the audit. An operation that the document has and
 * this table has not fails the test, so that no route is without a decision.
 */
const NEEDS: Record<string, Right> = {
  getConsoleMe: "read",
  getConsoleInvoices: "read",
  postConsoleInvoices: "invoices",
  getConsoleInvoicesById: "read",
  getConsoleInvoicesByIdPdf: "read",
  getConsoleInvoicesByIdPrint: "read",
  postConsoleInvoicesByIdRevision: "invoices",
  postConsoleInvoicesByIdCreditNotes: "invoices",
  postConsoleInvoicesByIdPay: "invoices",
  postConsoleInvoicesByIdVoid: "invoices",
  getConsoleCustomersByCustomerAccount: "read",
  putConsoleCustomersByCustomerAccount: "invoices",
  getConsoleInvoiceMonths: "read",
  postConsoleInvoiceMonthsByPeriodRun: "invoices",
  getConsoleSeller: "read",
  putConsoleSeller: "invoices",
  getConsoleFapiao: "read",
  getConsoleFapiaoCsv: "read",
  postConsoleFapiaoCsv: "invoices",
  postConsoleFapiaoResults: "invoices",
  getConsoleOverview: "read",
  getConsoleSearch: "read",
  getConsoleOrders: "read",
  getConsoleOrdersCsv: "read",
  postConsoleOrdersByIdAsk: "orders",
  getConsoleCustomers: "read",
  getConsoleCustomersByCustomer: "read",
  getConsoleCustomersByCustomerLedger: "read",
  getConsoleCustomersByCustomerUsage: "read",
  getConsoleCustomersByCustomerTimeline: "read",
  getConsoleEvents: "read",
  postConsoleCustomersByCustomerPlanEnd: "money",
  postConsoleOrdersByIdClose: "orders",
  postConsoleCustomersByCustomerAdjust: "money",
  getConsoleStuckOrders: "read",
  getConsoleOrdersById: "read",
  getConsoleAnomalies: "read",
  getConsoleSubscriptionIssues: "read",
  getConsoleReconciliations: "read",
  getConsoleRefunds: "read",
  putConsoleNotesByKey: "money",
  getConsoleCustomersByCustomerAllowNegative: "read",
  getConsoleCredits: "read",
  getConsoleCreditsManifests: "read",
  postConsoleCreditsVerify: "read",
  postConsoleCustomersByCustomerSessionsEnd: "sessions",
  postConsoleOrdersByIdRefund: "money",
  postConsoleOrdersByIdRefundRetry: "money",
  postConsoleOrdersByIdRefundSettled: "money",
  putConsoleCustomersByCustomerAllowNegative: "money",
  postConsoleCreditsSwitch: "settings",
  getConsoleFlags: "read",
  putConsoleFlagsByName: "settings",
  deleteConsoleFlagsByName: "settings",
  postConsoleFlagsByNamePreview: "settings",
  postConsoleFlagsSwitchPayWay: "settings",
  getConsoleKeys: "keys",
  postConsoleKeys: "keys",
  deleteConsoleKeysById: "keys",
  getConsoleOperators: "people",
  putConsoleOperatorsBySubject: "people",
  deleteConsoleOperatorsBySubject: "people",
  getConsoleAudit: "audit",
  getConsoleAuditCsv: "audit",
  getConsolePackages: "read",
  getConsolePackagesById: "read",
  postConsolePackages: "catalog",
  putConsolePackagesById: "catalog",
  deleteConsolePackagesById: "catalog",
  postConsolePackagesByIdOnSale: "catalog",
  postConsolePackagesByIdOffSale: "catalog",
  postConsolePackagesOrder: "catalog",
  postConsolePackagesByIdStock: "catalog",
  getConsoleRechargeRules: "read",
  getConsoleRechargeRulesById: "read",
  postConsoleRechargeRules: "catalog",
  putConsoleRechargeRulesById: "catalog",
  deleteConsoleRechargeRulesById: "catalog",
  postConsoleRechargeRulesByIdOnSale: "catalog",
  postConsoleRechargeRulesByIdOffSale: "catalog",
  postConsoleRechargeRulesOrder: "catalog",
  getConsoleCreditPackages: "read",
  getConsoleCreditPackagesById: "read",
  postConsoleCreditPackages: "catalog",
  putConsoleCreditPackagesById: "catalog",
  deleteConsoleCreditPackagesById: "catalog",
  postConsoleCreditPackagesByIdOnSale: "catalog",
  postConsoleCreditPackagesByIdOffSale: "catalog",
  postConsoleCreditPackagesOrder: "catalog",
  getConsolePlans: "read",
  getConsolePlansById: "read",
  postConsolePlans: "catalog",
  putConsolePlansById: "catalog",
  deleteConsolePlansById: "catalog",
  postConsolePlansByIdOnSale: "catalog",
  postConsolePlansByIdOffSale: "catalog",
  getConsoleProducts: "read",
  getConsoleProductsById: "read",
  postConsoleProducts: "catalog",
  putConsoleProductsById: "catalog",
  deleteConsoleProductsById: "catalog",
  postConsoleProductsByIdOnSale: "catalog",
  postConsoleProductsByIdOffSale: "catalog",
  postConsoleProductsOrder: "catalog",
  getConsoleAnomaliesCsv: "read",
  getConsoleCustomersCsv: "read",
  getConsoleCustomersByCustomerLedgerCsv: "read",
  getConsoleDiscrepanciesCsv: "read",
  getConsoleInvoicesCsv: "read",
  getConsoleRefundsCsv: "read",
  getConsoleStuckOrdersCsv: "read",
  getConsoleArchive: "read",
  postConsoleArchiveByMonthRestore: "settings",
  getConsoleCustomersByCustomerOrdersArchiveCsv: "read",
  getConsoleCustomersByCustomerInvoicesArchiveCsv: "read",
  getCronResetCredits: "read",
  postCronResetCredits: "money",
};

/** What is not written down when it was allowed: looking, and posts that change nothing. */
const isLooking = (method: string, operationId: string) =>
  ["postConsoleCreditsVerify", "postConsoleFlagsByNamePreview"].includes(operationId) ||
  (method === "get" && !operationId.endsWith("Csv"));

const PLACES: Record<string, string> = {
  id: "EC20261126AAAAAAAAAA",
  customer: "customer-of-the-matrix",
  subject: "somebody-else",
  period: "2025-12",
  month: "2025-02",
};

const document = (await (await request("/api/openapi.json")).json()) as Document;
const operations = Object.entries(document.paths)
  .filter(([path]) => path.startsWith("/api/console/") || path.startsWith("/api/cron/"))
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({ path, method, operationId })),
  );

const callOf = ({ path, method }: { path: string; method: string }) => ({
  path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PLACES[name] ?? "unknown"),
  init: {
    method: method.toUpperCase(),
    ...(method === "post" || method === "put"
      ? { body: "{}", headers: { "content-type": "application/json" } }
      : {}),
  },
});

const people = new Map<Role, Customer>();

beforeAll(async () => {
  for (const role of ROLES) {
    const one = await customer();
    await giveRole(bindings.DB, { subject: one.id, role, by: "the-test", nowMs: Date.now() });
    people.set(role, one);
  }
});

const operatorOf = (role: Role) => people.get(role) as Customer;
const codeOf = async (answer: Response) =>
  ((await answer.json()) as { code?: string }).code ?? null;
const lastOf = async (operator: string) =>
  (await listAudit(bindings.DB, { operator, limit: 1 }))[0];

test("every operation of the console is in the table, and no other", () => {
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
    Object.keys(NEEDS).sort(),
  );
});

describe.each(operations)("$operationId", ({ path, method, operationId }) => {
  const right = NEEDS[operationId] ?? "people";
  const call = callOf({ path, method });

  test("is nothing for guests, customers and hosts", async () => {
    const guest = await request(call.path, call.init);
    expect([guest.status, await codeOf(guest)]).toEqual([401, "UNAUTHENTICATED"]);
    const who = await customer();
    const refused = await who.call(call.path, call.init);
    expect([refused.status, await codeOf(refused)]).toEqual([403, "FORBIDDEN"]);
    expect(await lastOf(who.id)).toBeUndefined();
    const host = await request(call.path, {
      ...call.init,
      headers: { ...call.init.headers, authorization: "Bearer eck_abcdefghijkl.notakey" },
    });
    expect(host.status).toBe(401);
  });

  test.each(ROLES)("for the role %s", async (role) => {
    const who = operatorOf(role);
    const before = await lastOf(who.id);
    const answer = await who.call(call.path, call.init);
    const last = await lastOf(who.id);
    if (!hasRight(role, right)) {
      expect([answer.status, await codeOf(answer)]).toEqual([403, "ROLE_NOT_ENOUGH"]);
      expect(last).toMatchObject({ outcome: "forbidden", role });
      expect(last?.id).not.toBe(before?.id);
      return;
    }
    expect([401, 403]).not.toContain(answer.status);
    expect(answer.status).toBeLessThan(500);
    if (isLooking(method, operationId)) return expect(last?.id).toBe(before?.id);
    const outcome = answer.status < 400 ? "done" : "refused";
    const code = answer.status < 400 ? null : await codeOf(answer);
    expect(last).toMatchObject({ outcome, code, role });
    expect(last?.id).not.toBe(before?.id);
  });
});

describe("people", () => {
  const ids = async (owner: Customer) =>
    (await owner.get<{ items: { subject: string; role: string }[] }>("/api/console/operators")).body
      .items;
  const put = (by: Customer, subject: string, role: string) =>
    by.call(`/api/console/operators/${subject}`, {
      method: "PUT",
      body: JSON.stringify({ role }),
      headers: { "content-type": "application/json" },
    });

  test("are given a role, which counts from the next call on, and are shut out", async () => {
    const owner = operatorOf("owner");
    const who = await customer();
    expect((await who.get("/api/console/me")).status).toBe(403);
    expect((await put(owner, who.id, "support")).status).toBe(200);
    expect((await who.get("/api/console/me")).body).toMatchObject({
      ...{ id: who.id, role: "support" },
      rights: ["read", "orders", "sessions"],
    });
    expect(await ids(owner)).toContainEqual(expect.objectContaining({ subject: who.id }));
    expect(await lastOf(owner.id)).toMatchObject({
      ...{ act: "operator.give-role", object: who.id, outcome: "done" },
      ...{ before: { role: null }, after: { role: "support" } },
    });
    const gone = await owner.call(`/api/console/operators/${who.id}`, { method: "DELETE" });
    expect(gone.status).toBe(200);
    expect((await who.get("/api/console/me")).status).toBe(403);
  });

  test("whom the provider calls operators are owners, until their role is written", async () => {
    const claimed = await customer({ role: "operator" });
    expect((await claimed.get("/api/console/me")).body).toMatchObject({ role: "owner" });
    await put(operatorOf("owner"), claimed.id, "viewer");
    expect((await claimed.get("/api/console/me")).body).toMatchObject({ role: "viewer" });
    await operatorOf("owner").call(`/api/console/operators/${claimed.id}`, { method: "DELETE" });
    expect((await claimed.get("/api/console/me")).status).toBe(403);
  });

  test("nobody changes their own role, nor that of whom the variable names", async () => {
    const owner = operatorOf("owner");
    const own = await put(owner, owner.id, "viewer");
    expect([own.status, await codeOf(own)]).toEqual([409, "OWN_ROLE"]);
    const named = bindings.OPERATOR_SUBJECTS?.split(",")[0] ?? "";
    expect(named).not.toBe("");
    const fixed = await put(owner, named, "viewer");
    expect([fixed.status, await codeOf(fixed)]).toEqual([409, "ROLE_FIXED"]);
    expect(await ids(owner)).toContainEqual(
      expect.objectContaining({ subject: named, role: "owner", fixed: true }),
    );
  });
});

describe("the audit", () => {
  test("without the record there is no act", async () => {
    const owner = operatorOf("owner");
    const who = await customer();
    const prepare = bindings.DB.prepare.bind(bindings.DB);
    const failing = Object.assign(Object.create(bindings.DB), {
      prepare: (sql: string) => {
        if (sql.startsWith("INSERT INTO audit")) throw new Error("D1 is away");
        return prepare(sql);
      },
    }) as D1Database;
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const token = await mint({ sub: owner.id });
    const answer = await requestWith(
      { DB: failing },
      `/api/console/customers/${who.id}/allow-negative`,
      {
        method: "PUT",
        body: JSON.stringify({ allow: true }),
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      },
    );
    vi.restoreAllMocks();
    expect(answer.status).toBe(503);
    expect(await accountOf(who).standing()).toMatchObject({
      allowNegative: false,
      changesTotal: 0,
    });
  });

  test("is read by operator, act, object, outcome and time, in parts, and as a file", async () => {
    const finance = operatorOf("finance");
    const object = `customer-${crypto.randomUUID()}`;
    const address = "203.0.113.9";
    const wang = { operator: "wang", role: "finance", address } as const;
    const deed = { ...wang, act: "customer.let-owe", object };
    for (let at = 1; at <= 101; at += 1) await beginAudit(bindings.DB, { ...deed, atMs: at });
    type Part = { items: { id: number; object: string; at: string }[]; next: number | null };
    const get = async (query: string) =>
      (await finance.get<Part>(`/api/console/audit?object=${object}${query}`)).body;
    const first = await get("");
    expect(first.items).toHaveLength(100);
    const second = await get(`&before=${first.next}`);
    expect(second).toMatchObject({ items: [{ at: "1970-01-01T00:00:00.001Z" }], next: null });
    expect((await get("&operator=li")).items).toEqual([]);
    expect((await get("&act=order.refund")).items).toEqual([]);
    expect((await get("&outcome=done")).items).toEqual([]);
    expect((await get("&address=203.0.113.8")).items).toEqual([]);
    expect((await get(`&address=${address}`)).items).toHaveLength(100);
    expect((await get("&from=1970-01-01T00:00:00.101Z")).items).toHaveLength(1);
    expect((await get("&to=1970-01-01T00:00:00.002Z")).items).toHaveLength(1);
    const file = await (await finance.call(`/api/console/audit.csv?object=${object}`)).text();
    expect(file.trim().split("\r\n")).toHaveLength(102);
  });
});
