import type { Account } from "./account.ts";
import { integer, type Read, type Reader, shape, text } from "./parameters.ts";
import type { Kind, Records } from "./records.ts";
import { resourceMissing } from "./refusal.ts";
import type { ListOf } from "./wire.ts";

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

export const PAGING = {
  limit: integer(1, LIMIT_MAX),
  starting_after: text(),
  ending_before: text(),
};

const RANGE_FIELDS = { gt: integer(), gte: integer(), lt: integer(), lte: integer() };

/** `created=5` or `created[gte]=5`. */
export const timeRange: Reader<Read<typeof RANGE_FIELDS> | number> = (value, path) =>
  typeof value === "string" ? integer()(value, path) : shape(RANGE_FIELDS)(value, path);

export function isInRange(time: number, range: ReturnType<typeof timeRange> | undefined): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return time === range;
  return (
    time > (range.gt ?? -1) &&
    time >= (range.gte ?? -1) &&
    time < (range.lt ?? Number.POSITIVE_INFINITY) &&
    time <= (range.lte ?? Number.POSITIVE_INFINITY)
  );
}

interface Page {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** One page, newest first. */
export function pageOf<T extends { id: string }>(
  oldestFirst: T[],
  { limit = LIMIT_DEFAULT, starting_after, ending_before }: Page,
  url: string,
): ListOf<T> {
  const all = oldestFirst.toReversed();
  const at = (id: string, param: string) => {
    const index = all.findIndex((entry) => entry.id === id);
    if (index < 0) throw resourceMissing("object", id, param);
    return index;
  };
  if (ending_before !== undefined) {
    const end = at(ending_before, "ending_before");
    const data = all.slice(Math.max(0, end - limit), end);
    return { object: "list", data, has_more: end > limit, url };
  }
  const start = starting_after === undefined ? 0 : at(starting_after, "starting_after") + 1;
  const data = all.slice(start, start + limit);
  return { object: "list", data, has_more: start + limit < all.length, url };
}

/** One page of all records of a kind for which `fits` holds. */
export const listRecords = <K extends Kind>(
  account: Account,
  kind: K,
  page: Page,
  url: string,
  fits: (record: Records[K]) => boolean = () => true,
): ListOf<Records[K]> => pageOf(account.store.all(kind).filter(fits), page, url);
