import * as v from "valibot";
import { USAGE_MODES } from "../../../domain/usage/event.ts";
import { PROVIDERS } from "../../../domain/usage/pools.ts";
import { count, instant } from "../../core/schemas.ts";
import { standing } from "../../core/usage/schemas.ts";

/** Most events of one batch, and most customers that they are of: each customer is one call of an object. */
export const EVENTS_PER_BATCH_MAX = 500;
export const CUSTOMERS_PER_BATCH_MAX = 50;

/** Properties of one event. */
const PROPERTIES_MAX = 10;

const eventId = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,100}$/),
  v.description("The host's id of it, 1 to 100 printable ASCII characters: the same counts once"),
);

const tokens = v.optional(v.pipe(count, v.minValue(0)), 0);

export const TokenPools = v.pipe(
  v.object({ input: tokens, cachedInput: tokens, cacheWrite: tokens, output: tokens }),
  v.description("Tokens of a model, each in one pool only: cached input is not in `input`"),
);

export const ModelUsage = v.pipe(
  v.object({
    provider: v.picklist(PROVIDERS),
    usage: v.pipe(
      v.record(v.string(), v.unknown()),
      v.description("`usage`, or `usageMetadata`, as the provider answered it"),
    ),
  }),
  v.description("In place of `pools`: they are worked out from what the provider reports"),
);

const EVENT = {
  id: eventId,
  product: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  count: v.optional(
    v.pipe(
      count,
      v.description(
        "Units used; of a gauge its new value; below zero in a correction. Not needed with `pools` or `modelUsage`",
      ),
    ),
  ),
  pools: v.optional(TokenPools),
  modelUsage: v.optional(ModelUsage),
  at: v.optional(
    v.pipe(
      v.nullable(instant),
      v.description("When it was used, at most 7 days ago; left out or null, now"),
    ),
    null,
  ),
  properties: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.string(), v.maxLength(100))),
      v.check(
        (properties) => Object.keys(properties).length <= PROPERTIES_MAX,
        `at most ${PROPERTIES_MAX} properties`,
      ),
      v.description("`model` decides about the price where it goes by model"),
    ),
    {},
  ),
  corrects: v.optional(
    v.pipe(v.nullable(eventId), v.description("The event that a count below zero corrects")),
    null,
  ),
  mode: v.optional(
    v.pipe(
      v.picklist(USAGE_MODES),
      v.description(
        "`enforce` before the work is done: refused at a hard limit and without balance. `record` after it: always counted",
      ),
    ),
    "record",
  ),
};

export const UsageEvent = v.object(EVENT);

export const UsageBatch = v.object({
  events: v.pipe(
    v.array(
      v.object({
        customer: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
        ...EVENT,
      }),
    ),
    v.minLength(1),
    v.maxLength(EVENTS_PER_BATCH_MAX),
    v.check(
      (events) => new Set(events.map(({ customer }) => customer)).size <= CUSTOMERS_PER_BATCH_MAX,
      `events of at most ${CUSTOMERS_PER_BATCH_MAX} customers`,
    ),
  ),
});

export const Recorded = v.object({
  id: v.string(),
  result: v.pipe(
    v.picklist(["accepted", "duplicate", "rejected"]),
    v.description("`duplicate`: counted before, and not again"),
  ),
  code: v.optional(v.pipe(v.string(), v.description("Why it was rejected: a code of `Problem`"))),
  detail: v.optional(v.pipe(v.string(), v.description("…in words, for the host's developer"))),
  used: v.pipe(v.nullable(standing.used), v.description("Null when nothing is known of it")),
  ...{ limit: standing.limit, remaining: standing.remaining, resetsAt: standing.resetsAt },
  charged: v.pipe(
    count,
    v.description("Units of the product's asset that were taken; below zero given back"),
  ),
});

export const UsageResults = v.object({
  results: v.pipe(v.array(Recorded), v.description("One for each event, in their order")),
});

export const QuotaQuery = v.object({
  product: v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.description("The product's id")),
  count: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,12}$/, "a whole number"),
      v.description("How many are asked for, 1 unless told; of a gauge the value it is to have"),
      v.transform(Number),
    ),
    "1",
  ),
});

export const QuotaStatus = v.object({
  product: v.string(),
  allowed: v.pipe(
    v.boolean(),
    v.description("A preview: only an event with `enforce` holds the place"),
  ),
  ...standing,
  reason: v.picklist([
    "unlimited",
    "within-quota",
    "over-soft-limit",
    "quota-exceeded",
    "insufficient-balance",
  ]),
});

export const USAGE_COMPONENTS = {
  ...{ TokenPools, ModelUsage, UsageEvent, UsageBatch, Recorded, UsageResults, QuotaStatus },
};

export type UsageEventInput = v.InferOutput<typeof UsageEvent>;
export type RecordedBody = v.InferOutput<typeof Recorded>;
