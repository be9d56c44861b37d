import * as v from "valibot";
import { instant } from "../../../core/schemas.ts";
import { RowNote } from "../notes/schemas.ts";
import { more } from "../schemas.ts";

export const Reconciliations = v.object({
  /** By day of Beijing, newest first. */
  items: v.array(
    v.object({
      day: v.string(),
      orders: v.number(),
      /** Gateway numbers of those orders. */
      numbers: v.number(),
      matched: v.number(),
      /** Payments that our books did not have: granted now, or refunded. */
      mended: v.number(),
      discrepancies: v.number(),
      /** Numbers that the gateways did not answer about, however often they were asked. */
      unanswered: v.number(),
      /** Orders with numbers that will be asked about again. */
      waiting: v.number(),
      finished: v.boolean(),
      startedAt: instant,
    }),
  ),
  more,
  /** Where our books and a gateway's differ and a person must look, newest first. */
  discrepancies: v.array(
    v.object({
      day: v.string(),
      orderNo: v.string(),
      number: v.string(),
      gateway: v.string(),
      reason: v.string(),
      at: instant,
      note: RowNote,
    }),
  ),
  moreDiscrepancies: more,
});

export type Reconciliations = v.InferOutput<typeof Reconciliations>;
