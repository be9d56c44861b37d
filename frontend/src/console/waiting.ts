import { whole } from "../shared/i18n/format.ts";
import type { Attention } from "./api/types.ts";
import { t } from "./i18n.ts";

/** How much waits; a null count could not be read. */
export type Waiting = Pick<Attention, "count" | "more">;

/** Of several kinds; undefined where nothing waits. What cannot be read makes no number of the others. */
export function together(
  all: readonly Attention[],
  kinds: readonly Attention["kind"][],
): Waiting | undefined {
  const found = all.filter(({ kind, count }) => kinds.includes(kind) && count !== 0);
  if (found.length === 0) return undefined;
  const isUnread = found.some(({ count }) => count === null);
  return {
    count: isUnread ? null : found.reduce((sum, { count }) => sum + (count ?? 0), 0),
    more: found.some(({ more }) => more),
  };
}

/** "3", "100+", and "?" for what cannot be read. */
export function waitingText({ count, more }: Waiting): string {
  if (count === null) return "?";
  return more ? t("console.moreThan", { count: whole(count) }) : whole(count);
}
