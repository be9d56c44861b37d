import * as v from "valibot";
import { MONTH_SHAPE } from "../../../../domain/archive/month.ts";
import { count, instant } from "../../../core/schemas.ts";

/** What left D1 for the archive, month by month. */

const month = v.pipe(v.string(), v.regex(MONTH_SHAPE, "a month such as 2025-02"));

export const OfArchivedMonth = v.object({ month });

const ArchiveMonth = v.object({
  month,
  orders: v.pipe(count, v.description("Orders that left D1; they may be back since")),
  events: v.pipe(count, v.description("Events that left D1")),
  invoices: v.pipe(
    count,
    v.description(
      "Invoices about the month that left D1, each with its revisions and credit notes; they may be back since",
    ),
  ),
  bytes: v.pipe(count, v.description("Of their lines in the archive")),
  finishedAt: v.pipe(
    v.nullable(instant),
    v.description("When the last walk over the month ended; null during the first"),
  ),
  restoredAt: v.pipe(
    v.nullable(instant),
    v.description("Since when its orders and invoices are back in D1"),
  ),
});

export const ArchiveMonths = v.object({ items: v.array(ArchiveMonth) });

export const Restored = v.object({
  month,
  orders: v.pipe(count, v.description("Orders that this call put back")),
  invoices: v.pipe(count, v.description("Invoices that this call put back")),
  done: v.pipe(v.boolean(), v.description("False: call again, it goes on where this one ended")),
});

export const COMPONENTS = { ArchiveMonth };

export type ArchiveMonth = v.InferOutput<typeof ArchiveMonth>;
