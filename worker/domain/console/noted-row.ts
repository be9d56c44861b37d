/** Rows of the console's lists that take a note, by a key that stays theirs. Pure. */

export type NotedRow =
  /** A genuine message that fits no order. */
  | { list: "message"; id: number }
  /** Messages that are not a gateway's, counted by day and reason. */
  | { list: "count"; day: string; gateway: string; reason: string }
  /** Where our books and a gateway's differ. */
  | { list: "difference"; number: string; reason: string }
  /** What needs an operator's eye of a customer's subscription. */
  | { list: "issue"; customer: string; key: string };

export function keyOf(row: NotedRow): string {
  switch (row.list) {
    case "message":
      return `message:${row.id}`;
    case "count":
      return `count:${row.day}:${row.gateway}:${row.reason}`;
    case "difference":
      return `difference:${row.number}:${row.reason}`;
    case "issue":
      return `issue:${row.customer.replaceAll("%", "%25").replaceAll(":", "%3A")}:${row.key}`;
  }
}

/** Null for what is no row's key. */
export function rowOf(key: string): NotedRow | null {
  const [list, ...parts] = key.split(":");
  const [first = "", second = "", third = ""] = parts;
  if (list === "message" && parts.length === 1 && /^[1-9]\d{0,14}$/.test(first))
    return { list, id: Number(first) };
  if (list === "count" && parts.length === 3)
    return { list, day: first, gateway: second, reason: third };
  if (list === "difference" && parts.length === 2) return { list, number: first, reason: second };
  if (list === "issue" && parts.length >= 2)
    return {
      ...{ list, customer: first.replaceAll("%3A", ":").replaceAll("%25", "%") },
      key: parts.slice(1).join(":"),
    };
  return null;
}

/** `back`: set aside, and more came since. */
export const STANDINGS = ["open", "aside", "back"] as const;
export type Standing = (typeof STANDINGS)[number];

/** `aside` is how many messages there were when the row was set aside, 0 where it was not. */
export function standingOf({ aside, count }: { aside: number; count: number }): Standing {
  if (aside === 0) return "open";
  return count > aside ? "back" : "aside";
}
