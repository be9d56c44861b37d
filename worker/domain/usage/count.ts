import { err, ok, type Result } from "../result.ts";
import type { RecordedEvent, UsageEvent, UsageRefusal } from "./event.ts";
import { soundPools, totalOf } from "./pools.ts";
import { COUNT_MAX, type Product } from "./product.ts";

/** Whether an event is one of its product, whatever was used before. */
export function fits(event: UsageEvent, product: Product): Result<null, UsageRefusal> {
  const { count, pools, corrects } = event;
  if (!Number.isSafeInteger(count) || Math.abs(count) > COUNT_MAX)
    return invalid(`a count is a whole number of at most ${COUNT_MAX}`);
  if (corrects !== null)
    return count < 0 ? ok(null) : invalid("a correction has a count below zero");
  if (count < 0) return invalid("a count below zero names the event that it corrects");
  if (product.pooled !== (pools !== null))
    return invalid(product.pooled ? "the product is counted by pools" : "the product has no pools");
  if (product.kind === "counter" && count === 0) return invalid("a counter counts at least one");
  if (pools === null) return ok(null);
  const sound = soundPools(pools);
  if (!sound.ok) return sound;
  return totalOf(pools) === count ? ok(null) : invalid("the count is not the sum of the pools");
}

/** Whether a correction may be made of the event that it names. An event is never corrected below zero. */
export function corrects(
  event: UsageEvent,
  product: Product,
  original: RecordedEvent | null,
): Result<RecordedEvent, UsageRefusal> {
  if (product.kind === "gauge") return wrong("a gauge is set anew instead");
  if (original === null) return wrong("there is no such event, or it is older than 400 days");
  if (original.product !== event.product) return wrong("the event is of another product");
  if (original.corrects !== null) return wrong("the event is a correction itself");
  const left = original.count - original.corrected;
  if (-event.count > left) return wrong(`${left} of the event's ${original.count} are left`);
  if (original.pools !== null && -event.count !== original.count)
    return wrong("an event with pools is corrected as a whole");
  return ok(original);
}

const invalid = (detail: string) => err({ reason: "count-invalid" as const, detail });
const wrong = (detail: string) => err({ reason: "correction-invalid" as const, detail });
