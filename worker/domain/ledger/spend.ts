import { err, ok } from "../result.ts";
import { availableOf, changeOf } from "./change.ts";
import { take } from "./lot.ts";
import type { Rule } from "./rule.ts";

/** Spends at once, from the lots that end first. */
export const deduct: Rule<"deduct"> = (view, request, nowMs) => {
  const { key, reference, asset, amount } = request;
  const available = availableOf(view, asset, nowMs);
  if (available < amount) return err({ reason: "insufficient", asset, available });

  const lots = take(view.spendable(asset, nowMs), amount).map(({ lot, amount: piece }) => ({
    ...lot,
    remaining: lot.remaining - piece,
  }));
  return ok(
    changeOf(
      view,
      { key, kind: "deduct", reference, atMs: nowMs, detail: {} },
      { asset, moves: { available: -amount, spent: amount }, lots, hold: null },
      { amount },
    ),
  );
};

/** Sets units aside from the lots that end first, until they are settled, released or the deadline comes. */
export const hold: Rule<"hold"> = (view, request, nowMs) => {
  const { key, reference, asset, amount, ttlSeconds } = request;
  const available = availableOf(view, asset, nowMs);
  if (available < amount) return err({ reason: "insufficient", asset, available });

  const pieces = take(view.spendable(asset, nowMs), amount);
  const deadlineMs = nowMs + ttlSeconds * 1_000;
  return ok(
    changeOf(
      view,
      { key, kind: "hold", reference, atMs: nowMs, detail: { deadlineMs } },
      {
        asset,
        moves: { available: -amount, held: amount },
        lots: pieces.map(({ lot, amount: piece }) => ({
          ...lot,
          remaining: lot.remaining - piece,
          held: lot.held + piece,
        })),
        hold: {
          id: key,
          asset,
          amount,
          parts: pieces.map(({ lot, amount: piece }) => ({ lot: lot.id, amount: piece })),
          reference,
          deadlineMs,
          state: "open",
        },
      },
      { hold: key, amount, deadlineMs },
    ),
  );
};
