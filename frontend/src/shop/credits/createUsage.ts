import { useSearchParams } from "@solidjs/router";
import { useSite } from "../../shared/frame/site.tsx";
import { createPaging } from "../../shared/paging/createPaging.ts";
import { FIRST, type PlaceQuery } from "../../shared/paging/place.ts";
import { monthBeside, readMonth } from "../../shared/periods/months.ts";
import { onAccountChanged } from "../../shared/primitives/accountChanges.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { readUsage } from "../api/credits.ts";

interface Query extends PlaceQuery {
  month: string;
}

const REFRESH_INTERVAL_MS = 60_000;

export type MonthUsage = ReturnType<typeof createUsage>;

/** One month of the customer's credits; which one stands in the address. */
export function createUsage() {
  const { customer } = useSite();
  const [query, setQuery] = useSearchParams<Query>();
  const paging = createPaging(() => usage.failure);
  const [usage, reload] = createRemote(
    () => (customer() ? { month: readMonth(query.month), place: paging.place() } : undefined),
    (wanted) => readUsage(wanted.month, wanted.place),
  );
  createRefresh(() => reload(), REFRESH_INTERVAL_MS);
  onAccountChanged(() => void reload());

  const step = (steps: -1 | 1) => {
    const shown = readMonth(query.month) ?? usage.value?.month;
    if (shown) setQuery({ month: monthBeside(shown, steps), ...FIRST }, { scroll: false });
  };
  return {
    usage,
    reload,
    /** Whether the month that is shown is over: only the billing time zone's owner knows, so its own end tells. */
    hasNext: () => usage.value !== undefined && Date.parse(usage.value.to) <= serverNow(),
    previous: () => step(-1),
    next: () => step(1),
    paging,
  };
}
