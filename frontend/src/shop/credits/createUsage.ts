import { useSearchParams } from "@solidjs/router";
import { useSite } from "../../shared/frame/site.tsx";
import { monthBeside, readMonth } from "../../shared/periods/months.ts";
import { onAccountChanged } from "../../shared/primitives/accountChanges.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { readUsage } from "../api/credits.ts";

interface Query extends Record<string, string> {
  month: string;
  page: string;
}

const REFRESH_INTERVAL_MS = 60_000;

export type MonthUsage = ReturnType<typeof createUsage>;

/** One month of the customer's credits; which one stands in the address. */
export function createUsage() {
  const { customer } = useSite();
  const [query, setQuery] = useSearchParams<Query>();
  const page = () => (/^[1-9]\d{0,5}$/.test(query.page ?? "") ? Number(query.page) : 1);
  const [usage, reload] = createRemote(
    () => (customer() ? { month: readMonth(query.month), page: page() } : undefined),
    (wanted) => readUsage(wanted.month, wanted.page),
  );
  createRefresh(() => reload(), REFRESH_INTERVAL_MS);
  onAccountChanged(() => void reload());

  const show = (wanted: { month?: string | undefined; page?: string | undefined }) =>
    setQuery(wanted, { scroll: false });
  const step = (steps: -1 | 1) => {
    const shown = readMonth(query.month) ?? usage.value?.month;
    if (shown) show({ month: monthBeside(shown, steps), page: undefined });
  };
  return {
    usage,
    reload,
    page,
    /** Whether the month that is shown is over: only the billing time zone's owner knows, so its own end tells. */
    hasNext: () => usage.value !== undefined && Date.parse(usage.value.to) <= serverNow(),
    previous: () => step(-1),
    next: () => step(1),
    turn: (to: number) => show({ page: to === 1 ? undefined : String(to) }),
  };
}
