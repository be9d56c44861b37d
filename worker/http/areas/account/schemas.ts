import * as v from "valibot";
import { ORDER_KINDS } from "../../../domain/catalog/sale.ts";
import { TRANSACTION_KINDS } from "../../../domain/ledger/types.ts";
import { isTimeZone } from "../../../domain/zone.ts";
import { beforeIn, instantMs } from "../../core/query.ts";
import { PageQuery } from "../../core/schemas.ts";

/** A stretch of a customer's records: `from` is included, `to` is not. */
const stretchOf = <K extends readonly string[]>(kinds: K) =>
  v.object({
    ...PageQuery.entries,
    kind: v.optional(v.pipe(v.picklist(kinds), v.description("Only those of this kind"))),
    from: instantMs("ISO 8601: from then on"),
    to: instantMs("ISO 8601: before then"),
  });

const orders = stretchOf(ORDER_KINDS);
const ledger = stretchOf(TRANSACTION_KINDS);

export const OrdersQuery = v.object({ ...orders.entries, before: beforeIn("orders") });
export const LedgerQuery = v.object({ ...ledger.entries, before: beforeIn("ledger") });

const tz = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(64),
    v.description("IANA time zone of the times in words, such as `Asia/Shanghai`; UTC without it"),
    v.check(isTimeZone, "an IANA time zone"),
  ),
);
export const OrdersFileQuery = v.object({ ...orders.entries, tz });
export const LedgerFileQuery = v.object({ ...ledger.entries, tz });
