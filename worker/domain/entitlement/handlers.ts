import { type DaySale, type Stretch, withoutAhead, withSale } from "./stretch.ts";

/** How one kind of entitlement is granted, extended and taken back, and how that is called in the history. */
interface EntitlementHandler {
  /** The kinds of transaction that are stored and answered. They never change. */
  grantedAs: string;
  reversedAs: string;
  grant(stretches: readonly Stretch[], source: string, sale: DaySale, nowMs: number): Stretch[];
  reverse(
    stretches: readonly Stretch[],
    source: string,
    nowMs: number,
  ): { takenMs: number; ended: Stretch | null; stretches: Stretch[] };
}

/** The kinds of entitlements. A new kind is a row here, and one in domain/catalog/grants.ts if orders sell it. */
export const ENTITLEMENTS = {
  coze: {
    grantedAs: "coze.extend",
    reversedAs: "coze.retract",
    grant: withSale,
    reverse: withoutAhead,
  },
} as const satisfies Record<string, EntitlementHandler>;

export type EntitlementKind = keyof typeof ENTITLEMENTS;
type Row = (typeof ENTITLEMENTS)[EntitlementKind];

/** Kinds of transactions about entitlements. */
export type EntitlementEntry = Row["grantedAs"] | Row["reversedAs"];

export const ENTITLEMENT_KINDS = Object.keys(ENTITLEMENTS) as EntitlementKind[];
export const ENTITLEMENT_ENTRIES: EntitlementEntry[] = Object.values(ENTITLEMENTS).flatMap(
  ({ grantedAs, reversedAs }) => [grantedAs, reversedAs],
);

/** One line of what a customer has. */
export interface Entitlement extends Stretch {
  kind: EntitlementKind;
}
