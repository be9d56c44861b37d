import { createHash } from "node:crypto";

/** What `npm run credits` says. Plain values in, text out. */

export interface CreditSystem {
  version: "v1" | "v2";
  purchasesEnabled: boolean;
  creditPeriod: string;
  timeZone: string;
  period: string;
  switches: { at: string; from: "v1" | "v2"; to: "v1" | "v2"; by: string | null }[];
  customers: number;
  pendingPackOrders: number;
}

export interface AccountManifest {
  customerId: string;
  hash: string;
  lots: number;
  units: number;
  seq: number;
}

export interface Verified {
  customerId: string;
  result: "same" | "journalled" | "differs";
  transactions?: number;
  units?: number;
  detail?: string;
}

/** Differences shown; the rest is counted. */
const SHOWN_MAX = 20;

/** One hash over all accounts, in whatever order they came. */
export const fleetHash = (accounts: readonly AccountManifest[]): string =>
  createHash("sha256")
    .update(
      accounts
        .map(({ customerId, hash }) => `${customerId} ${hash}\n`)
        .sort()
        .join(""),
    )
    .digest("hex");

export function manifestText(title: string, accounts: readonly AccountManifest[]): string {
  const sum = (of: (account: AccountManifest) => number) =>
    accounts.reduce((total, account) => total + of(account), 0);
  return `${title}: ${accounts.length} accounts, ${sum(({ lots }) => lots)} lots, ${sum(
    ({ units }) => units,
  )} units there
  sha256 ${fleetHash(accounts)}`;
}

export function statusText(system: CreditSystem): string {
  const { version, purchasesEnabled, creditPeriod, timeZone, period, customers } = system;
  const packs = purchasesEnabled
    ? "Packs of credits are sold."
    : version === "v1"
      ? "Packs of credits are not sold: credit_purchases_status is false."
      : "Packs of credits are not sold; those that were bought stay and are spent after the plan's.";
  const history = system.switches.map(({ at, from, to, by }) =>
    from === to
      ? `  ${at}  ${to} (first seen)`
      : `  ${at}  ${from} -> ${to}, ${by === null ? "set by hand" : `by ${by}`}`,
  );
  return `The credit system is ${version}. ${packs}
Periods: ${creditPeriod}, in ${timeZone}; now ${period}. ${customers} customers, ${system.pendingPackOrders} unpaid orders for packs.
${history.length > 0 ? `Switches:\n${history.join("\n")}` : "No switch so far."}`;
}

export function planText(system: CreditSystem, to: "v1" | "v2"): string {
  if (system.version === to) return `The credit system is ${to} already: a switch writes nothing.`;
  return `A switch from ${system.version} to ${to} writes two values into KV and nothing else:
  credit_system_version = ${to}
  credit_system_history + { now, ${system.version} -> ${to} }
No balance changes. ${
    to === "v1"
      ? "Packs are sold within a minute."
      : `Packs are no longer sold within a minute; ${system.pendingPackOrders} orders for packs that are open can still be paid and are honoured.`
  }
Allowances of ${to} hold from the period after ${system.period} on, for every customer.`;
}

/** Whether every account is as it was, or its history says why not. */
export const isProven = (verified: readonly Verified[]): boolean =>
  verified.every(({ result }) => result !== "differs");

export function verifiedText(verified: readonly Verified[]): string {
  const of = (result: Verified["result"]) => verified.filter((each) => each.result === result);
  const journalled = of("journalled");
  const acts = journalled.reduce((sum, { transactions = 0 }) => sum + transactions, 0);
  const differs = of("differs");
  const shown = differs
    .slice(0, SHOWN_MAX)
    .map(({ customerId, detail }) => `  ${customerId}: ${detail}`);
  if (differs.length > SHOWN_MAX) shown.push(`  and ${differs.length - SHOWN_MAX} more`);
  return `${of("same").length} accounts are the same to the bit, ${journalled.length} changed by ${acts} transactions that add up, ${differs.length} differ.${
    differs.length > 0 ? `\n${shown.join("\n")}` : ""
  }`;
}
