import { createMemo, onMount } from "solid-js";
import { track } from "../../shared/analytics/track.ts";
import { currentPath, signInAddress } from "../../shared/api/auth.ts";
import { t } from "../../shared/i18n/index.ts";
import type { PayWay } from "../api/types.ts";
import type { Kind, Sold } from "../kinds/kind.ts";
import { createCenterCheckout } from "./createCenterCheckout.ts";
import { createChoice } from "./createChoice.ts";

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
interface Choice {
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
    items: () => offer()?.items.filter((one) => !choiceOf(one).soldOut) ?? [],
    ways: () => offer()?.ways ?? [],
    preselects,
  });
  const checkout = createCenterCheckout(kind, { reload, signIn });
  onMount(() => track(kind.events.view));

  function chooseItem(id: string) {
    if (id === item()?.id) return;
    choice.chooseItem(id);
    const chosen = item();
    if (!chosen || !kind.events.select) return;
    const { sold, amount, currency } = choiceOf(chosen);
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
    const back = new URL(currentPath(), location.origin);
    const chosen = { package: item()?.id, payType: way()?.payType };
    for (const [name, value] of Object.entries(chosen))
      if (value !== undefined) back.searchParams.set(name, String(value));
    location.assign(signInAddress(back.pathname + back.search));
  }

  function buy() {
    const chosen = item();
    const by = way();
    if (!chosen || !by) return;
    if (offer()?.isGuest) return signIn();
    const { sold, amount } = choiceOf(chosen);
    void checkout.buy({ ...sold, itemId: chosen.id, payType: by.payType, shownAmount: amount });
  }

  const total = () => {
    const chosen = item();
    return chosen && choiceOf(chosen);
  };
  return { kind, offer, choiceOf, item, way, chooseItem, chooseWay, missing, total, checkout, buy };
}
