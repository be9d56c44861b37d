import type { OrderFile } from "../api/types.ts";

type Data = OrderFile["timeline"][number]["data"];

/**
 * What an entry of an order's timeline tells, as the order's own record has it: names and values, for who has to know exactly.
 * An instant is a date instead of epoch ms, as `dateOf` writes one in ISO 8601; beyond what a date can say it stays a number.
 */
export const detailOf = (data: Data, dateOf: (iso: string) => string): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) =>
      name.endsWith("AtMs") && typeof value === "number" && isDate(value)
        ? `${name.slice(0, -"Ms".length)} ${dateOf(new Date(value).toISOString())}`
        : `${name} ${value}`,
    )
    .join(" · ");

const isDate = (atMs: number): boolean => !Number.isNaN(new Date(atMs).getTime());
