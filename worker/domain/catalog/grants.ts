import type { EntitlementKind } from "../entitlement/handlers.ts";
import type { DaySale, Named } from "../entitlement/stretch.ts";
import type {
  Answers,
  LedgerRefusal,
  OperationKind,
  Requests,
  ReversalPolicy,
} from "../ledger/operations.ts";
import { ok, type Result } from "../result.ts";
import type { CreditSale, Grant, PowerSale } from "./sale.ts";

/** What the customer has after the grant of what was sold. */
export type Granted = DaysGranted | PowerGranted | CreditsGranted;

/** What was sold is called, and when its own days run, as it was when they were granted. */
export interface DaysGranted extends Named {
  /** Epoch ms; left out where it was granted before there were stretches. */
  startsAtMs?: number;
  expiresAtMs: number;
}

/** The units that came with the grant, and those available after it. */
export interface PowerGranted {
  name: string;
  power: number;
  available: number;
}

export interface CreditsGranted {
  name: string;
  credits: number;
  available: number;
}

/** What can be taken back: units of an asset, or whole days of access. */
export const REVERSED_UNITS = ["power", "days", "credits"] as const;

/** `owed` of the units taken back were gone already, and the customer owes them. */
export interface Reversed {
  unit: (typeof REVERSED_UNITS)[number];
  amount: number;
  owed: number;
}

/** Runs one operation of the ledger. */
export type Perform = <Kind extends OperationKind>(
  kind: Kind,
  request: Requests[Kind],
) => Result<Answers[Kind], LedgerRefusal>;

export interface GrantKey {
  key: string;
  /** The order's number. */
  reference: string;
}

export interface ReversalKey extends GrantKey {
  /** The key that the grant was given under. */
  grantKey: string;
  policy: ReversalPolicy;
}

/** How what an order sold is given, and taken back. */
export interface GrantHandler<Sold> {
  unit: Reversed["unit"];
  /** Units sold. */
  units(sold: Sold): number;
  grant(perform: Perform, sold: Sold, key: GrantKey): Result<Granted, LedgerRefusal>;
  reverse(
    perform: Perform,
    sold: Sold,
    key: ReversalKey,
  ): Result<Omit<Reversed, "unit">, LedgerRefusal>;
}

/** The source of lots that an order sold. */
export const ORDER_SOURCE = "order";

/** A grant's handler, by its kind. A new kind of grant is a row here. */
const HANDLERS: { [Kind in Grant["kind"]]: GrantHandler<Extract<Grant, { kind: Kind }>> } = {
  coze: daysOf("coze"),
  power: {
    unit: "power",
    units: powerOf,
    grant(perform, sold, { key, reference }) {
      const { name, power, givePower } = sold;
      const granted = perform("grant", {
        key,
        reference,
        asset: "power",
        amount: powerOf(sold),
        source: ORDER_SOURCE,
        expiresAtMs: null,
        detail: { name, power, givePower },
      });
      if (!granted.ok) return granted;
      const { amount, available } = granted.value;
      return ok({ name, power: amount, available });
    },
    reverse: reverseUnits,
  },
  credits: {
    unit: "credits",
    units: ({ credits }) => credits,
    grant(perform, sold, { key, reference }) {
      const { name, credits } = sold;
      const granted = perform("grant", {
        key,
        reference,
        asset: "credits",
        amount: credits,
        source: ORDER_SOURCE,
        expiresAtMs: null,
        detail: { name, ...namesIn(sold) },
      });
      if (!granted.ok) return granted;
      return ok({ name, credits, available: granted.value.available });
    },
    reverse: reverseUnits,
  },
};

/** The name in the other languages, as the history keeps it beside the name. */
const namesIn = ({ names }: CreditSale): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names ?? {}).flatMap(([language, name]) =>
      name ? [[`name_${language}`, name]] : [],
    ),
  );

function reverseUnits(
  perform: Perform,
  _sold: unknown,
  { key, reference, grantKey, policy }: ReversalKey,
): Result<Omit<Reversed, "unit">, LedgerRefusal> {
  const taken = perform("reverse", { key, reference, grant: grantKey, policy });
  return taken.ok ? ok({ amount: taken.value.amount, owed: taken.value.owed ?? 0 }) : taken;
}

export const handlerOf = (grant: Grant): GrantHandler<Grant> =>
  HANDLERS[grant.kind] as GrantHandler<Grant>;

function powerOf({ power, givePower }: PowerSale): number {
  return power + givePower;
}

/** Days of an entitlement. */
function daysOf(entitlement: EntitlementKind): GrantHandler<{ kind: string } & DaySale> {
  return {
    unit: "days",
    units: ({ days }) => days,
    grant(perform, { kind: _kind, ...sale }, { key, reference }) {
      return perform("entitlement.grant", { key, reference, entitlement, sale });
    },
    reverse(perform, { kind: _kind, ...sale }, { key, reference, grantKey, policy }) {
      const taken = perform("entitlement.reverse", {
        ...{ key, reference, entitlement, sale, policy },
        grant: grantKey,
      });
      return taken.ok ? ok({ amount: taken.value.days, owed: 0 }) : taken;
    },
  };
}
