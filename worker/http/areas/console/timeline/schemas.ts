import * as v from "valibot";
import { placedAt, TIMELINE_KINDS } from "../../../../domain/console/timeline.ts";
import { ROLES } from "../../../../domain/operator/rights.ts";
import { AUDIT_OUTCOMES } from "../../../../store/audit.ts";
import { archivedBefore } from "../../../core/orders/schemas.ts";
import { beforeIn } from "../../../core/query.ts";
import { count, instant, next } from "../../../core/schemas.ts";
import { amount } from "../schemas.ts";

export const TimelineQuery = v.object({
  kind: v.optional(v.pipe(v.picklist(TIMELINE_KINDS), v.description("Only entries of this kind"))),
  before: v.optional(
    v.pipe(
      v.unwrap(beforeIn("timeline")),
      v.check((place) => placedAt(place) !== null, "`next` of an answer of this list"),
    ),
  ),
});

export const TimelineEntry = v.object({
  id: v.pipe(v.string(), v.description("One of a kind in this timeline")),
  at: instant,
  kind: v.picklist(TIMELINE_KINDS),
  what: v.pipe(
    v.string(),
    v.description(
      "`order.placed`; an event's type; `refund.<state>`, as it stands now, at the time that it was begun; `ledger.<kind>`; an act of an operator, such as `customer.adjust`",
    ),
  ),
  orderNo: v.pipe(v.nullable(v.string()), v.description("The order that it is about")),
  invoice: v.pipe(
    v.nullable(v.object({ id: v.string(), number: v.nullable(v.string()) })),
    v.description("The document that it is about"),
  ),
  name: v.pipe(v.string(), v.description("What was sold or moved; empty where nothing was")),
  money: v.nullable(v.object({ amount, currency: v.string() })),
  units: v.pipe(
    v.nullable(v.object({ asset: v.nullable(v.string()), amount: count })),
    v.description("The change of what can be spent; `asset` is null for days"),
  ),
  data: v.pipe(
    v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
    v.description("What else the event or the refund says"),
  ),
  operator: v.pipe(
    v.nullable(
      v.object({
        ...{ by: v.string(), role: v.picklist(ROLES), why: v.string() },
        ...{ outcome: v.picklist(AUDIT_OUTCOMES), code: v.nullable(v.string()) },
      }),
    ),
    v.description("Of an act: who, why, and what became of it"),
  ),
});

export const Timeline = v.object({
  items: v.array(TimelineEntry),
  next,
  withOperators: v.pipe(
    v.boolean(),
    v.description("False for a role that may not read what operators did: no act is among them"),
  ),
  archivedBefore,
});

export const COMPONENTS = { TimelineEntry };

export type TimelineEntry = v.InferOutput<typeof TimelineEntry>;
export type Timeline = v.InferOutput<typeof Timeline>;
