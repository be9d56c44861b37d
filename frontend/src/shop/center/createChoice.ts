import { useSearchParams } from "@solidjs/router";
import { type Accessor, createEffect, createSignal, onMount, untrack } from "solid-js";
import type { OrderFrom, PayWay } from "../api/types.ts";
import { chosenOf } from "./choice.ts";
import { keepChoice, keptChoice } from "./visit.ts";

/** The seeds preselect it. */
const USUAL_PAY_TYPE = 1;

interface ChoiceOptions<Item> {
  from: OrderFrom;
  /** What can be bought. */
  items: Accessor<Item[]>;
  ways: Accessor<PayWay[]>;
  /** Whether the first item is chosen for a customer who has not chosen; the usual pay way always is. */
  preselects: boolean;
}

/** `package` and `payType` bring a guest's choice back from signing in. */
interface Query extends Record<string, string> {
  package: string;
  payType: string;
}

/** The item and the pay way that are chosen. A look at another page, such as the terms, does not lose them. */
export function createChoice<Item extends { id: string }>(options: ChoiceOptions<Item>) {
  const { from, items, ways, preselects } = options;
  const [query, setQuery] = useSearchParams<Query>();
  const kept = keptChoice(from);
  const asked = untrack(() => ({ item: query.package, payType: Number(query.payType) }));
  const [itemId, chooseItem] = createSignal(asked.item ?? kept.itemId);
  const [payType, chooseWay] = createSignal(asked.payType || kept.payType);
  onMount(() => {
    if (query.package ?? query.payType)
      setQuery({ package: undefined, payType: undefined }, { replace: true, scroll: false });
  });
  createEffect(() => keepChoice(from, { itemId: itemId(), payType: payType() }));

  const usualWay = () => ways().find((one) => one.payType === USUAL_PAY_TYPE) ?? ways()[0];
  return {
    chooseItem: (id: string) => chooseItem(id),
    chooseWay: (wanted: number) => chooseWay(wanted),
    item: () => chosenOf(items(), (one) => one.id, itemId(), preselects ? items()[0] : undefined),
    way: () => chosenOf(ways(), (one) => one.payType, payType(), usualWay()),
  };
}
