import { err, ok, type Result } from "../../../domain/result.ts";
import type { Recorded, UsageEvent, UsageRefusal } from "../../../domain/usage/event.ts";
import { poolsOf, totalOf } from "../../../domain/usage/pools.ts";
import type { Pools } from "../../../domain/usage/product.ts";
import type { FailureCode } from "../../core/errors.ts";
import { type FieldError, refuse, refuseInsufficient } from "../../core/problem.ts";
import { presentStanding } from "../../core/usage/present.ts";
import type { HostContext } from "./calls.ts";
import type { RecordedBody, UsageEventInput } from "./usage-schemas.ts";

const CODES: Record<UsageRefusal["reason"], FailureCode> = {
  "product-unknown": "PRODUCT_UNKNOWN",
  "count-invalid": "COUNT_INVALID",
  "tokens-invalid": "TOKENS_INVALID",
  "model-not-priced": "MODEL_NOT_PRICED",
  "too-old": "EVENT_TOO_OLD",
  "in-future": "EVENT_IN_FUTURE",
  "correction-invalid": "CORRECTION_INVALID",
  "event-id-reused": "EVENT_ID_REUSED",
  "quota-exceeded": "QUOTA_EXCEEDED",
  insufficient: "INSUFFICIENT_BALANCE",
};

export const USAGE_CODES = Object.values(CODES);

/** What a host sent as the account takes it. */
export function eventOf(host: string, input: UsageEventInput): Result<UsageEvent, UsageRefusal> {
  const { id, product, count, at, properties, corrects, mode } = input;
  const pools = poolsIn(input);
  if (!pools.ok) return pools;
  const units = count ?? (pools.value ? totalOf(pools.value) : null);
  if (units === null) return err({ reason: "count-invalid", detail: "a count is needed" });
  const atMs = at === null ? null : Date.parse(at);
  if (Number.isNaN(atMs)) return err({ reason: "too-old" });
  return ok({
    ...{ host, id, product, count: units, pools: pools.value, atMs },
    ...{ properties, corrects, mode },
  });
}

function poolsIn({ pools, modelUsage }: UsageEventInput): Result<Pools | null, UsageRefusal> {
  if (!modelUsage) return ok(pools ?? null);
  if (pools)
    return err({ reason: "tokens-invalid", detail: "both pools and modelUsage are given" });
  return poolsOf(modelUsage.provider, modelUsage.usage);
}

export function presentRecorded({
  id,
  result,
  refusal,
  standing,
  charged,
}: Recorded): RecordedBody {
  return {
    ...{ id, result },
    ...(refusal ? { code: CODES[refusal.reason], ...detailOf(refusal) } : {}),
    ...(standing ? presentStanding(standing) : NOTHING_KNOWN),
    charged,
  };
}

/** An event of a batch that did not come to the account. */
export const rejectedBy = (id: string, code: FailureCode, detail?: string): RecordedBody => ({
  ...{ id, result: "rejected", code, ...(detail ? { detail } : {}) },
  ...NOTHING_KNOWN,
  charged: 0,
});

export const rejectedFor = (id: string, refusal: UsageRefusal): RecordedBody =>
  rejectedBy(id, CODES[refusal.reason], detailOf(refusal).detail);

const NOTHING_KNOWN = { used: null, limit: null, remaining: null, resetsAt: null };

const detailOf = (refusal: UsageRefusal): { detail?: string } =>
  "detail" in refusal ? { detail: refusal.detail } : {};

/** One event that was refused. At a limit it says when to come again, where that is known. */
export function refuseUsage(
  c: HostContext,
  refusal: UsageRefusal,
  standing: Recorded["standing"],
): Response {
  const code = CODES[refusal.reason];
  const { detail } = detailOf(refusal);
  const errors: FieldError[] | undefined = detail
    ? [{ field: refusal.reason === "correction-invalid" ? "corrects" : "count", message: detail }]
    : undefined;
  if (refusal.reason === "insufficient") return refuseInsufficient(c, refusal.available);
  if (refusal.reason !== "quota-exceeded" || !standing) return refuse(c, code, errors);
  const { used, limit, remaining, resetsAt } = presentStanding(standing);
  const { resetsAtMs } = standing;
  if (resetsAtMs !== null)
    c.header("retry-after", String(Math.max(1, Math.ceil((resetsAtMs - Date.now()) / 1_000))));
  return refuse(c, code, errors, {
    ...{ used, limit: limit ?? 0, remaining: remaining ?? 0 },
    ...(resetsAt === null ? {} : { resetsAt }),
  });
}
