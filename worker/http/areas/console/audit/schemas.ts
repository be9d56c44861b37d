import * as v from "valibot";
import { ROLES } from "../../../../domain/operator/rights.ts";
import { AUDIT_OUTCOMES } from "../../../../store/audit.ts";
import { instantMs } from "../../../core/query.ts";
import { count, instant } from "../../../core/schemas.ts";

/** Rows of one part. */
export const AUDIT_PART_MAX = 100;

const text = (description: string) =>
  v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.description(description)));

export const AuditQuery = v.object({
  operator: text("Only what this operator did"),
  act: text("Only acts of this name, such as `order.refund`"),
  object: text("Only what was done to this order, customer, flag, …"),
  address: text("Only what was sent from this network address"),
  outcome: v.optional(
    v.pipe(v.picklist(AUDIT_OUTCOMES), v.description("Only those that ended so")),
  ),
  from: instantMs("ISO 8601: from then on"),
  to: instantMs("ISO 8601: before then"),
  before: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,15}$/, "a row's id"),
      v.description("Only what is older than the row of this id: `next` of the part before"),
      v.transform(Number),
    ),
  ),
});

export const AuditEntry = v.object({
  id: v.pipe(count, v.description("Rises with time")),
  at: instant,
  operator: v.string(),
  role: v.picklist(ROLES),
  act: v.string(),
  object: v.nullable(v.string()),
  address: v.pipe(
    v.nullable(v.string()),
    v.description("The network address that it was sent from; null where it is not known"),
  ),
  why: v.string(),
  before: v.pipe(
    v.unknown(),
    v.description("What was so before, as JSON; null where it is not told"),
  ),
  after: v.pipe(v.unknown(), v.description("What is so since")),
  outcome: v.pipe(
    v.picklist(AUDIT_OUTCOMES),
    v.description(
      "begun: not known to have ended; refused: with the code; forbidden: the role did not allow it",
    ),
  ),
  code: v.nullable(v.string()),
});

export const AuditPart = v.object({
  items: v.array(AuditEntry),
  next: v.pipe(v.nullable(count), v.description("`before` of the next part; null at the end")),
});

export const COMPONENTS = { AuditEntry };

export type AuditEntry = v.InferOutput<typeof AuditEntry>;
