import { err, invariant, ok, type Result } from "../result.ts";
import { owedIn, sum } from "./assets.ts";
import { availableOf, changeOf, type Heading } from "./change.ts";
import { isOver, type Lot, take } from "./lot.ts";
import type { LedgerRefusal } from "./operations.ts";
import type { Rule } from "./rule.ts";
import type { Change, Hold, LedgerView } from "./types.ts";

/**
 * Spends what a call really took. The held lots are spent in the order they were taken; what is left of them goes back.
 * More than was held takes the rest from what is available, or is refused whole: the hold then stays open, so that the
 * caller can still settle less.
 */
export const settle: Rule<"settle"> = (view, request, nowMs) => {
  const { key, amount } = request;
  const found = openHold(view, request.hold, nowMs);
  if (!found.ok) return found;
  const hold = found.value;
  const { asset } = hold;

  const beyond = Math.max(0, amount - hold.amount);
  const available = availableOf(view, asset, nowMs);
  if (available < beyond) return err({ reason: "insufficient", asset, available });

  const ended = endParts(view, hold, amount - beyond, nowMs);
  for (const { lot, amount: piece } of take(view.spendable(asset, nowMs), beyond)) {
    const current = ended.lots.get(lot.id) ?? lot;
    ended.lots.set(lot.id, { ...current, remaining: current.remaining - piece });
  }
  return ok(
    changeOf(
      view,
      headingOf(key, "settle", hold, nowMs),
      {
        asset,
        moves: {
          held: -hold.amount,
          spent: amount,
          available: ended.givenBack - beyond,
          expired: ended.expired,
          debt: ended.repaid,
        },
        lots: [...ended.lots.values()],
        hold: { ...hold, state: "settled" },
      },
      { hold: hold.id, amount, givenBack: ended.givenBack, expired: ended.expired },
    ),
  );
};

/** Gives back all that was set aside: the call did not happen. */
export const release: Rule<"release"> = (view, request, nowMs) => {
  const found = openHold(view, request.hold, nowMs);
  if (!found.ok) return found;
  const heading = headingOf(request.key, "release", found.value, nowMs);
  return ok(giveBack(view, heading, found.value, "released"));
};

/** Ends a hold whose deadline has come. */
export function lapse(view: LedgerView, hold: Hold, nowMs: number): Change {
  invariant(hold.state === "open" && hold.deadlineMs <= nowMs, "only an open hold lapses, in time");
  const heading = headingOf(`lapse:${hold.id}`, "release", hold, nowMs);
  return giveBack(view, heading, hold, "lapsed");
}

function giveBack(view: LedgerView, heading: Heading, hold: Hold, state: "released" | "lapsed") {
  const { lots, givenBack, expired, repaid } = endParts(view, hold, 0, heading.atMs);
  return changeOf(
    view,
    heading,
    {
      asset: hold.asset,
      moves: { held: -hold.amount, available: givenBack, expired, debt: repaid },
      lots: [...lots.values()],
      hold: { ...hold, state },
    },
    { hold: hold.id, givenBack, expired },
  );
}

/** Past its deadline a hold is over, whether or not anything has written that down yet. */
function openHold(view: LedgerView, id: string, nowMs: number): Result<Hold, LedgerRefusal> {
  const hold = view.hold(id);
  if (!hold) return err({ reason: "hold-not-found" });
  if (hold.state !== "open") return err({ reason: "hold-ended", as: hold.state });
  return hold.deadlineMs <= nowMs ? err({ reason: "hold-ended", as: "lapsed" }) : ok(hold);
}

/**
 * Spends the first `spent` units of the hold and gives the rest back, to each lot what came from it. What the customer
 * owes is paid out of that first, so that nobody has something to spend and a debt.
 */
function endParts(view: LedgerView, hold: Hold, spent: number, nowMs: number) {
  invariant(sum(hold.parts.map((part) => part.amount)) === hold.amount, "a hold is its parts");
  const lots = new Map<string, Lot>();
  let unspent = spent;
  let givenBack = 0;
  let expired = 0;
  let repaid = 0;
  const owed = owedIn(view.counters(hold.asset));
  for (const part of hold.parts) {
    const lot = view.lot(part.lot);
    invariant(lot, "a hold's lot exists");
    const used = Math.min(part.amount, unspent);
    const back = part.amount - used;
    const over = isOver(lot, nowMs);
    const pays = over ? 0 : Math.min(back, owed - repaid);
    const stays = over ? 0 : back - pays;
    unspent -= used;
    repaid += pays;
    givenBack += stays;
    if (over) expired += back; // Its time went by while it was held.
    lots.set(lot.id, {
      ...lot,
      held: lot.held - part.amount,
      remaining: lot.remaining + stays,
    });
  }
  return { lots, givenBack, expired, repaid };
}

const headingOf = (key: string, kind: "settle" | "release", hold: Hold, atMs: number): Heading => ({
  key,
  kind,
  reference: hold.reference,
  atMs,
  detail: { hold: hold.id },
});
