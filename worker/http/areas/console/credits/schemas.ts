import * as v from "valibot";
import { count, customerId, instant } from "../../../core/schemas.ts";

/** Accounts that one call looks into. Each is a call of an object; their answers fit a body. */
export const ACCOUNTS_PER_CALL_MAX = 100;

const version = v.picklist(["v1", "v2"]);

export const CreditSystem = v.object({
  version,
  purchasesEnabled: v.boolean(),
  creditPeriod: v.picklist(["calendar", "calendar-prorated", "anniversary"]),
  timeZone: v.string(),
  period: v.pipe(v.string(), v.description("The month of the calendar there")),
  switches: v.pipe(
    v.array(
      v.object({
        ...{ at: instant, from: version, to: version },
        by: v.pipe(
          v.nullable(v.string()),
          v.description("The operator; null where the flag was set by hand"),
        ),
      }),
    ),
    v.description(
      "The oldest first. Allowances go by the version in force when their period began",
    ),
  ),
  customers: v.pipe(count, v.description("Customers that there are")),
  pendingPackOrders: v.pipe(count, v.description("Orders for packs that can still be paid")),
});

export const SwitchVersion = v.object({ version });

export const AccountsQuery = v.object({
  after: v.optional(
    v.pipe(v.string(), v.maxLength(255), v.description("The last customer of the part before")),
    "",
  ),
});

const manifest = {
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/), v.description("SHA-256 over every lot")),
  lots: count,
  units: v.pipe(count, v.description("Units that are there, held ones too")),
  seq: v.pipe(count, v.description("The last transaction of the history")),
};

export const AccountManifest = v.object({ customerId: v.string(), ...manifest });

export const AccountManifests = v.object({
  accounts: v.array(AccountManifest),
  next: v.pipe(v.nullable(v.string()), v.description("`after` of the next part; null at the end")),
});

export const VerifyAccounts = v.object({
  accounts: v.pipe(
    v.array(v.object({ customerId, ...manifest })),
    v.maxLength(ACCOUNTS_PER_CALL_MAX),
  ),
});

const Verified = v.object({
  customerId: v.string(),
  result: v.pipe(
    v.picklist(["same", "journalled", "differs"]),
    v.description("`journalled`: the history says what changed, and adds up to it"),
  ),
  transactions: v.optional(count),
  units: v.optional(count),
  detail: v.optional(v.string()),
});

export const VerifiedAccounts = v.object({ accounts: v.array(Verified) });

export const COMPONENTS = {
  ...{ CreditSystem, AccountManifest, AccountManifests, VerifyAccounts, VerifiedAccounts },
};

export type CreditSystem = v.InferOutput<typeof CreditSystem>;
