import { serverNow } from "../../shared/primitives/clock.ts";
import type { OrderFrom } from "../api/types.ts";

/** What one visit, a tab, remembers of a centre: the choice, and a purchase that waits for signing in. */

interface Choice {
  itemId?: string | undefined;
  payType?: number | undefined;
}

/** What a guest was about to buy when signing in came in between. */
interface Waiting {
  itemId: string;
  payType: number;
  /** The price that was shown; another one now is refused. */
  amount: string;
  sinceMs: number;
}

/** Who comes back later than this presses again. */
const WAITS_MS_MAX = 10 * 60_000;

const choiceKey = (from: OrderFrom): string => `ec.choice.${from}`;
const waitingKey = (from: OrderFrom): string => `ec.buying.${from}`;

export const keptChoice = (from: OrderFrom): Choice => read<Choice>(choiceKey(from)) ?? {};

export const keepChoice = (from: OrderFrom, choice: Choice): void =>
  write(choiceKey(from), JSON.stringify(choice));

export const keepWaiting = (
  from: OrderFrom,
  { itemId, payType, amount }: Omit<Waiting, "sinceMs">,
): void =>
  write(waitingKey(from), JSON.stringify({ itemId, payType, amount, sinceMs: serverNow() }));

/** Once: a reload does not buy again. Kept in the tab, so that no link from elsewhere can start a purchase. */
export function takeWaiting(from: OrderFrom): Waiting | undefined {
  const waiting = read<Waiting>(waitingKey(from));
  write(waitingKey(from), null);
  return waiting && serverNow() - waiting.sinceMs < WAITS_MS_MAX ? waiting : undefined;
}

function read<T extends object>(key: string): T | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return typeof value === "object" && value !== null ? (value as T) : undefined;
  } catch {
    return undefined; // Storage is blocked, or holds something else.
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Nothing to do: the choice holds while the page is shown.
  }
}
