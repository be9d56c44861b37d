import * as v from "valibot";
import { count, instant } from "../schemas.ts";

/** What happened to a customer, as host products and operators read it. */
export const EventFields = v.object({
  id: v.pipe(v.string(), v.description("The same event has the same id, wherever it is told")),
  type: v.pipe(v.string(), v.description("Such as `order.paid`; further types may come")),
  timestamp: v.pipe(instant, v.description("When it happened")),
  subject: v.pipe(v.string(), v.description("The customer's id")),
  seq: v.pipe(count, v.description("Rises strictly for each customer")),
  data: v.pipe(
    v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
    v.description("What depends on the type; times are epoch milliseconds, amounts minor units"),
  ),
});

export const COMPONENTS = { Event: EventFields };

export type EventFields = v.InferOutput<typeof EventFields>;
