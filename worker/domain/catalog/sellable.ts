import type { EntitlementKind } from "../entitlement/handlers.ts";
import type { Asset } from "../ledger/assets.ts";
import { AMOUNT_MAX } from "../ledger/operations.ts";
import { isCurrency } from "../money.ts";
import { DAY_MS } from "../time.ts";
import { DAYS_MAX, isPrice, isWhole } from "./row.ts";
import type { Grant, Sale } from "./sale.ts";

/** What a customer has already, as far as it bounds what can still be granted. */
export interface Room {
  /** Units of each asset that were ever granted. */
  granted: Record<Asset, number>;
  /** When all that the customer has of a kind ends, epoch ms; in the past when there is nothing. */
  endsAtMs: Record<EntitlementKind, number>;
}

/** Of a customer who was never granted anything. */
export const NO_ROOM_TAKEN: Room = {
  ...{ granted: { power: 0, credits: 0 }, endsAtMs: { coze: 0 } },
};

/** The last instant that a date can say. */
const TIME_MS_MAX = 8_640_000_000_000_000;

/** Longest name that is granted: a recharge's is made by us, a package's is bounded by its row. */
const NAME_LENGTH_MAX = 200;

/** Why this cannot be sold to a customer, or null: every bound that its grant will meet. */
export const saleFault = (sale: Sale, room: Room, nowMs: number): string | null =>
  !isCurrency(sale.price.currency) || !isPrice(sale.price.amountMinor)
    ? `no price: ${sale.price.amountMinor} ${sale.price.currency}`
    : grantFault(sale.grant, room, nowMs);

/** Why the account cannot take a grant, or null. */
export function grantFault(grant: Grant, room: Room, nowMs: number): string | null {
  if (typeof grant.name !== "string" || [...grant.name].length > NAME_LENGTH_MAX)
    return `a name is a text of at most ${NAME_LENGTH_MAX} characters`;
  switch (grant.kind) {
    case "power":
      return unitsFault(grant.power, grant.givePower, room.granted.power);
    case "credits":
      return unitsFault(grant.credits, 0, room.granted.credits);
    case "subscription":
      return null; // Its time is laid out by the rules of subscriptions, which refuse by refunding.
    case "coze":
      return daysFault(grant.days, Math.max(nowMs, room.endsAtMs[grant.kind]));
  }
}

function unitsFault(sold: number, given: number, grantedBefore: number): string | null {
  const isSound = isWhole(sold, 1, AMOUNT_MAX) && isWhole(given, 0, AMOUNT_MAX);
  if (!isSound || sold + given > AMOUNT_MAX)
    return `${sold} + ${given} units: one grant is of 1 to ${AMOUNT_MAX}`;
  return Number.isSafeInteger(grantedBefore + sold + given)
    ? null
    : `${grantedBefore} units were granted before: no more than ${Number.MAX_SAFE_INTEGER} can be counted`;
}

function daysFault(days: number, fromMs: number): string | null {
  if (!isWhole(days, 1, DAYS_MAX)) return `${days} days: one grant is of 1 to ${DAYS_MAX}`;
  return fromMs + days * DAY_MS <= TIME_MS_MAX ? null : `${days} days more end after the last date`;
}
