import { expect, test } from "vitest";
import {
  type AccountManifest,
  type CreditSystem,
  fleetHash,
  isProven,
  manifestText,
  planText,
  statusText,
  verifiedText,
} from "./credits-report.ts";

const SYSTEM: CreditSystem = {
  version: "v2",
  purchasesEnabled: false,
  creditPeriod: "calendar",
  timeZone: "Asia/Shanghai",
  period: "2026-12",
  switches: [
    { at: "2026-11-01T00:00:00.000Z", from: "v1", to: "v1", by: null },
    { at: "2026-12-01T00:00:00.000Z", from: "v1", to: "v2", by: "operator-wang" },
  ],
  customers: 3,
  pendingPackOrders: 2,
};
const account = (customerId: string, change: Partial<AccountManifest> = {}): AccountManifest => ({
  ...{ customerId, hash: "a".repeat(64), lots: 1, units: 5, seq: 1 },
  ...change,
});

test("one hash stands for all accounts, whatever their order, and for nothing else", () => {
  const accounts = [account("a"), account("b")];
  expect(fleetHash(accounts.toReversed())).toBe(fleetHash(accounts));
  expect(fleetHash([account("a"), account("b", { hash: "b".repeat(64) })])).not.toBe(
    fleetHash(accounts),
  );
  expect(manifestText("Now", accounts)).toMatch(
    /^Now: 2 accounts, 2 lots, 10 units there\n {2}sha256 /,
  );
});

test("the status tells the switches", () => {
  expect(statusText(SYSTEM)).toContain("The credit system is v2. Packs of credits are not sold");
  expect(statusText(SYSTEM)).toContain("2026-12-01T00:00:00.000Z  v1 -> v2, by operator-wang");
  expect(statusText({ ...SYSTEM, switches: [] })).toContain("No switch so far.");
});

test("the plan of a switch tells all that it writes", () => {
  const text = planText(SYSTEM, "v1");
  expect(text).toContain("credit_system_version = v1");
  expect(text).toContain("No balance changes.");
  expect(planText({ ...SYSTEM, version: "v1" }, "v2")).toContain(
    "2 orders for packs that are open",
  );
  expect(planText(SYSTEM, "v2")).toMatch(/already/);
});

test("what differs is named, and proves nothing", () => {
  const sound = [
    { customerId: "a", result: "same" as const },
    { customerId: "b", result: "journalled" as const, transactions: 2, units: -7 },
  ];
  expect(isProven(sound)).toBe(true);
  expect(verifiedText(sound)).toBe(
    "1 accounts are the same to the bit, 1 changed by 2 transactions that add up, 0 differ.",
  );
  const differs = { customerId: "c", result: "differs" as const, detail: "no transaction says so" };
  expect(isProven([...sound, differs])).toBe(false);
  expect(verifiedText([...sound, differs])).toContain("c: no transaction says so");
});
