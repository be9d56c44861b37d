import { createMemo, onMount } from "solid-js";
import { track } from "../../shared/analytics/track.ts";
import { t } from "../../shared/i18n/index.ts";
import type { PayWay } from "../api/types.ts";
import type { Kind, Sold } from "../kinds/kind.ts";
import { createBuying, signInWith } from "./createBuying.ts";
import { createCenterCheckout } from "./createCenterCheckout.ts";
import { createChoice } from "./createChoice.ts";
import { createOwnPending } from "./createOwnPending.ts";

/** What a centre sells right now. */
export interface Offer<Item> {
  open: boolean;
  items: Item[];
  ways: PayWay[];
  /** The operator's words, HTML. */
  explain: string;
  isGuest: boolean;
}

/** What every centre needs to know of an item. */
export interface Choice {
  amount: string;
  currency: string;
  sold: Sold;
  soldOut: boolean;
  /** Lines of content on its card. */
  lines: number;
}

interface PurchaseOptions<Item> {
  kind: Kind;
  /** undefined while it is not known. */
  offer: () => Offer<Item> | undefined;
  choiceOf: (item: Item) => Choice;
  /** Whether the first item and the usual pay way are chosen for a customer who has not chosen yet. */
  preselects: boolean;
  reload: (fresh?: boolean) => Promise<void>;
}

export type Purchasing<Item extends { id: string }> = ReturnType<typeof createPurchase<Item>>;

/** One centre's way from a choice to a paid order. */
export function createPurchase<Item extends { id: string }>(options: PurchaseOptions<Item>) {
  const { kind, choiceOf, preselects, reload } = options;
  const offer = createMemo(options.offer);
  const { item, way, chooseWay, ...choice } = createChoice<Item>({
    from: kind.from,
    items: () => offer()?.items.filter((one) => !choiceOf(one).soldOut) ?? [],
    ways: () => offer()?.ways ?? [],
    preselects,
  });
  const checkout = createCenterCheckout(kind, { reload, signIn });
  onMount(() => track(kind.events.view));
  const chosen = () => {
    const [one, by] = [item(), way()];
    if (!one || !by) return undefined;
    const { sold, amount } = choiceOf(one);
    return { sold, amount, itemId: one.id, payType: by.payType };
  };
  const buy = createBuying({ kind, offer, chosen, signIn, order: checkout.buy });

  function chooseItem(id: string) {
    if (id === item()?.id) return;
    choice.chooseItem(id);
    const one = item();
    if (!one || !kind.events.select) return;
    const { sold, amount, currency } = choiceOf(one);
    track(kind.events.select, {
      itemId: id,
      itemName: sold.name,
      price: Number(amount),
      currency,
    });
  }

  /** What is still to be chosen, in words; undefined when all is. */
  const missing = () => {
    if (!offer() && preselects) return ""; // Nothing will be missing once it is known.
    if (offer()?.items.length === 0) return t(kind.texts.empty);
    if (!item()) return t(kind.texts.pick);
    return way() ? undefined : t("pay.center.pickPayWay");
  };

  function signIn() {
    signInWith({ package: item()?.id, payType: way()?.payType });
  }

  const ownPending = createOwnPending(kind.from, () => {
    const { isGuest, items } = offer() ?? { isGuest: true, items: [] };
    return !isGuest && items.some((one) => choiceOf(one).soldOut);
  });

  const total = () => {
    const one = item();
    return one && choiceOf(one);
  };
  return {
    kind,
    offer,
    choiceOf,
    item,
    way,
    chooseItem,
    chooseWay,
    missing,
    ownPending: (one: Item) => (choiceOf(one).soldOut ? ownPending(one.id) : undefined),
    total,
    checkout,
    buy,
  };
}
