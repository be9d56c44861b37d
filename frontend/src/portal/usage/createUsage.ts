import { useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, on } from "solid-js";
import { language } from "../../shared/i18n/index.ts";
import { createPaging } from "../../shared/paging/createPaging.ts";
import { FIRST } from "../../shared/paging/place.ts";
import { dayText } from "../../shared/periods/days.ts";
import { monthBeside } from "../../shared/periods/months.ts";
import { onAccountChanged } from "../../shared/primitives/accountChanges.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { detailFile, readUsage, readUsageDetail } from "../api.ts";
import { createOwn } from "../own.ts";
import { detailPageQuery, detailQuery, readFilter, stretchOf, type UsageQuery } from "./filter.ts";
import { monthOf } from "./period.ts";

/**
 * The host product reports usage at any time, and nobody pushes it to a page: a page in view asks this often, so that what is
 * left follows within three seconds. One call of the account's object, which costs the same however much was used.
 */
const FOLLOW_INTERVAL_MS = 2_000;

export type OwnUsage = ReturnType<typeof createUsage>;

/** What the customer used in a period, its single events, and what of both the address asks for. */
export function createUsage() {
  const { own, isGuest } = createOwn();
  const [query, setQuery] = useSearchParams<UsageQuery>();
  const filter = createMemo(() => readFilter(query));
  const change = (changes: Partial<Record<keyof UsageQuery, string | undefined>>) =>
    setQuery({ ...FIRST, ...changes }, { scroll: false });

  const [usage, reload] = createRemote(
    () => {
      const reader = own();
      return reader ? { reader, month: filter().month } : undefined;
    },
    ({ month }) => readUsage(month),
  );
  /** A counter of a period that is over begins no more anew. */
  const isRunning = () =>
    filter().month === undefined ||
    (usage.value?.products.some(({ resetsAt }) => resetsAt !== null) ?? false);
  // What is over changes no more. An answer that takes longer than the interval is waited for.
  createRefresh(async () => {
    if (isRunning() && !usage.loading) await reload();
  }, FOLLOW_INTERVAL_MS);
  onAccountChanged(() => void reload());

  const stretch = createMemo(() => {
    const { value } = usage;
    return value && stretchOf(filter(), value.period);
  });
  const [detail, reloadDetail] = createRemote(
    () => {
      const days = stretch();
      return days ? `${detailPageQuery(days, filter())} ${language()}` : undefined;
    },
    (wanted) => readUsageDetail(wanted.split(" ")[0] ?? ""),
  );
  // Single events are read again when what they add up to has changed.
  createEffect(
    on(
      () => JSON.stringify([usage.value?.items, usage.value?.days]),
      () => void reloadDetail(),
      { defer: true },
    ),
  );

  const step = (steps: -1 | 1) => {
    const shown = filter().month ?? (usage.value && monthOf(usage.value.period));
    if (!shown) return;
    const wanted = monthBeside(shown, steps);
    const present = monthOf(dayText(new Date(serverNow())));
    change({ month: wanted >= present ? undefined : wanted });
  };
  return {
    usage,
    detail,
    filter,
    stretch,
    isGuest,
    isRunning,
    reload: async () => void (await Promise.all([reload(), reloadDetail()])),
    previous: () => step(-1),
    next: () => step(1),
    chooseProduct: (product: string) => change({ product: product || undefined }),
    chooseRange: (range: "period" | "custom") => {
      const days = stretch();
      if (range === "period" || !days)
        return change({ range: undefined, from: undefined, to: undefined });
      return change({ range, from: days.first, to: days.last });
    },
    chooseFrom: (from: string) => change({ from }),
    chooseTo: (to: string) => change({ to }),
    paging: createPaging(() => detail.failure),
    /** The same events as a file. */
    file: (): string | undefined => {
      const days = stretch();
      return days && detailFile(detailQuery(days, filter()));
    },
  };
}
