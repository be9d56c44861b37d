import * as v from "valibot";
import type { ListName } from "../../domain/cursor.ts";
import { CUSTOMER_ID_LENGTH_MAX, CUSTOMER_ID_SHAPE } from "../../domain/customer-id.ts";
import { KEY_SCOPES } from "../../domain/key-scopes.ts";
import { COUNTED_MAX, PAGE_SIZE_MAX } from "../../domain/page.ts";
import { FAILURES, type FailureCode } from "./errors.ts";
import { beforeIn } from "./query.ts";

/**
 * The shapes that cross HTTP: here those of every area, in an area's schemas.ts its own. Requests are validated by them,
 * the OpenAPI document is generated from them, and the page takes its types from them (through worker/app.ts). Money is a
 * decimal string of the major unit with `currency` beside it; times are ISO 8601 UTC.
 */

export const money = v.pipe(
  v.string(),
  v.regex(/^-?\d+(\.\d+)?$/),
  v.description("Decimal string of the major unit"),
);
export const instant = v.pipe(v.string(), v.isoTimestamp());
export const count = v.pipe(v.number(), v.integer());
export const payType = v.pipe(
  v.number(),
  v.integer(),
  v.description("1 WeChat Pay, 2 Alipay, 3 Stripe"),
);

/** A customer's id in a path: `isCustomerId`, in parts that the OpenAPI document can show. */
export const customerId = v.pipe(
  v.string(),
  v.maxLength(CUSTOMER_ID_LENGTH_MAX),
  v.regex(CUSTOMER_ID_SHAPE),
);

/** Where a list goes on. */
export const next = v.pipe(
  v.nullable(v.string()),
  v.description("`before` of what follows; null at the end"),
);

export const pageOf = <T extends v.GenericSchema>(item: T) =>
  v.object({
    items: v.array(item),
    total: count,
    page: count,
    pageSize: count,
    next,
  });

/** Of a list over all customers. */
export const countedPageOf = <T extends v.GenericSchema>(item: T) =>
  v.object({
    ...pageOf(item).entries,
    more: v.optional(
      v.pipe(
        v.literal(true),
        v.description(`There are more than \`total\`, which stops at ${COUNTED_MAX}`),
      ),
    ),
  });

const wholeNumber = (fallback: string, most: number, description: string) =>
  v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/, "a whole number")), fallback),
    v.description(description),
    v.transform(Number),
    v.minValue(1),
    v.maxValue(most),
  );

/** Of every list in pages. Files take them too, and go by neither. */
export const PageQuery = v.object({
  page: wholeNumber("1", 1_000_000, "Which page, from 1. With `before` it is only echoed"),
  pageSize: wholeNumber("20", PAGE_SIZE_MAX, `Rows of one page, at most ${PAGE_SIZE_MAX}`),
});

/**
 * Of a list in pages: a numbered one, or the one after a place, which repeats and misses no row whatever is written between two
 * answers.
 */
export const pageQuery = <L extends ListName>(list: L) => ({
  ...PageQuery.entries,
  before: beforeIn(list),
});

const failureCodes = Object.keys(FAILURES) as FailureCode[];

/** RFC 9457. */
const Problem = v.object({
  type: v.string(),
  title: v.pipe(v.string(), v.description("In the request's language")),
  status: count,
  code: v.pipe(
    v.picklist(failureCodes),
    v.description(
      failureCodes
        .map((code) => `\`${code}\` (${FAILURES[code].status}): ${FAILURES[code].text.en}`)
        .join("\n\n"),
    ),
  ),
  available: v.optional(
    v.pipe(v.number(), v.description("With INSUFFICIENT_BALANCE: what is there")),
  ),
  left: v.optional(
    v.pipe(v.number(), v.description("With CLAW_BACK_NOT_COVERED: units that are left")),
  ),
  granted: v.optional(v.pipe(v.number(), v.description("…of these that were granted"))),
  unit: v.optional(v.pipe(v.string(), v.description("…power or days"))),
  used: v.optional(v.pipe(v.number(), v.description("With QUOTA_EXCEEDED: what is used"))),
  limit: v.optional(v.pipe(v.number(), v.description("…of these"))),
  remaining: v.optional(v.pipe(v.number(), v.description("…what is left"))),
  resetsAt: v.optional(v.pipe(v.string(), v.description("…when the counter begins anew"))),
  scope: v.optional(
    v.pipe(v.picklist(KEY_SCOPES), v.description("With KEY_SCOPE_MISSING: the one that is needed")),
  ),
  reason: v.optional(
    v.pipe(
      v.string(),
      v.description(
        "With CHANGE_NOT_POSSIBLE: why, as a code. With EVENTS_GONE: `archived`, `restored` or `not-found`",
      ),
    ),
  ),
  current: v.optional(
    v.pipe(
      v.union([v.string(), v.record(v.string(), v.unknown())]),
      v.description(
        "With FLAG_CHANGED, CATALOG_CHANGED, SELLER_CHANGED and NOTE_CHANGED: what stands now, as GET answers it; absent where no flag is set",
      ),
    ),
  ),
  version: v.optional(v.pipe(v.string(), v.description("…its `version`"))),
  changedBy: v.optional(v.pipe(v.string(), v.description("…who set it, where the console knows"))),
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
});

export const COMPONENTS = { Problem };

export type Problem = v.InferOutput<typeof Problem>;
