import type { OrderFile } from "../api/types.ts";

/** The last instant that a date can say. */
const TIME_MS_MAX = 8_640_000_000_000_000;

type Data = OrderFile["timeline"][number]["data"];

/**
 * What an entry of an order's timeline tells, as the order's own record has it: names and values, for who has to know exactly.
 * An instant is a date instead of epoch ms, as `dateOf` writes one in ISO 8601; beyond what a date can say it stays a number.
 */
export const detailOf = (data: Data, dateOf: (iso: string) => string): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) =>
      name.endsWith("AtMs") && typeof value === "number" && Math.abs(value) <= TIME_MS_MAX
        ? `${name.slice(0, -"Ms".length)} ${dateOf(new Date(value).toISOString())}`
        : `${name} ${value}`,
    )
    .join(" · ");
