import { useSearchParams } from "@solidjs/router";
import { type Accessor, createSignal, onMount, untrack } from "solid-js";
import type { PayWay } from "../api/types.ts";
import { chosenOf } from "./choice.ts";

/** The seeds preselect it. */
const USUAL_PAY_TYPE = 1;

interface ChoiceOptions<Item> {
  /** What can be bought. */
  items: Accessor<Item[]>;
  ways: Accessor<PayWay[]>;
  preselects: boolean;
}

/** `package` and `payType` bring a guest's choice back from signing in. */
interface Query extends Record<string, string> {
  package: string;
  payType: string;
}

/** The item and the pay way that are chosen. */
export function createChoice<Item extends { id: string }>(options: ChoiceOptions<Item>) {
  const { items, ways, preselects } = options;
  const [query, setQuery] = useSearchParams<Query>();
  const [itemId, chooseItem] = createSignal(untrack(() => query.package));
  const [payType, chooseWay] = createSignal(Number(untrack(() => query.payType)) || undefined);
  onMount(() => {
    if (query.package ?? query.payType)
      setQuery({ package: undefined, payType: undefined }, { replace: true, scroll: false });
  });

  const usualWay = () => ways().find((one) => one.payType === USUAL_PAY_TYPE) ?? ways()[0];
  return {
    chooseItem: (id: string) => chooseItem(id),
    chooseWay: (wanted: number) => chooseWay(wanted),
    item: () => chosenOf(items(), (one) => one.id, itemId(), preselects ? items()[0] : undefined),
    way: () =>
      chosenOf(ways(), (one) => one.payType, payType(), preselects ? usualWay() : undefined),
  };
}
