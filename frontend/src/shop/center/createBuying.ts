import { type Accessor, createEffect, untrack } from "solid-js";
import { currentPath, goToSignIn } from "../../shared/api/auth.ts";
import type { Kind, Purchase, Sold } from "../kinds/kind.ts";
import { keepWaiting, takeWaiting } from "./visit.ts";

interface Chosen {
  itemId: string;
  payType: number;
  sold: Sold;
  amount: string;
}

interface BuyingOptions {
  kind: Kind;
  /** undefined while it is not known. */
  offer: Accessor<{ isGuest: boolean; open: boolean } | undefined>;
  /** undefined while something is still to be chosen. */
  chosen: Accessor<Chosen | undefined>;
  signIn: () => void;
  order: (purchase: Purchase) => unknown;
}

/** What pressing "buy" does: an order, or first signing in. */
export function createBuying({ kind, offer, chosen, signIn, order }: BuyingOptions) {
  const buyAt = ({ sold, itemId, payType }: Chosen, shownAmount: string) =>
    void order({ ...sold, itemId, payType, shownAmount });

  // Who pressed it as a guest has pressed it: after signing in the purchase goes on, at the price that was shown. Only what
  // is chosen now is bought, so that nobody pays for what the page does not show.
  let looked = false;
  createEffect(() => {
    const known = offer();
    if (looked || !known) return;
    looked = true;
    const waiting = takeWaiting(kind.from);
    if (!waiting || known.isGuest || !known.open) return;
    const now = untrack(chosen);
    if (now?.itemId !== waiting.itemId || now.payType !== waiting.payType) return;
    untrack(() => buyAt(now, waiting.amount));
  });

  return () => {
    const wanted = chosen();
    if (!wanted) return;
    if (!offer()?.isGuest) return buyAt(wanted, wanted.amount);
    keepWaiting(kind.from, wanted);
    signIn();
  };
}

/** Leaves for the identity provider; the choice comes back in the address. */
export function signInWith(choice: Record<string, string | number | undefined>): void {
  const back = new URL(currentPath(), location.origin);
  for (const [name, value] of Object.entries(choice))
    if (value !== undefined) back.searchParams.set(name, String(value));
  goToSignIn(back.pathname + back.search);
}
