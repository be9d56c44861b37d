import { Hono } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import { recordUsage } from "../../../actions/recordUsage.ts";
import { isCustomerId } from "../../../domain/customer-id.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { host } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { refuse } from "../../core/problem.ts";
import { presentStanding, presentSummary } from "../../core/usage/present.ts";
import { usageSystemOf } from "../../core/usage/rules.ts";
import { PeriodQuery, UsageSummary } from "../../core/usage/schemas.ts";
import { aCustomer, type HostContext } from "./calls.ts";
import {
  eventOf,
  presentRecorded,
  refuseUsage,
  rejectedBy,
  rejectedFor,
  USAGE_CODES,
} from "./usage-calls.ts";
import {
  CUSTOMERS_PER_BATCH_MAX,
  EVENTS_PER_BATCH_MAX,
  QuotaQuery,
  QuotaStatus,
  Recorded,
  type RecordedBody,
  UsageBatch,
  UsageEvent,
  type UsageEventInput,
  UsageResults,
} from "./usage-schemas.ts";

const TAG = "Host product";
const READS = ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST", "UNAVAILABLE"] as const;

/** What a host product's backend reports of its customers' usage, and asks about it. */
export const hostUsage = new Hono<AppEnv>()
  .post(
    "/:customer/usage",
    describe({
      tag: TAG,
      summary: "Records one use: checks the quota, counts, and takes the price, or none of it",
      answers: {
        200: { description: "Counted, now or before under the same id", schema: Recorded },
      },
      refusals: [...READS, "BODY_TOO_LARGE", ...USAGE_CODES],
      security: BY_HOST,
    }),
    host,
    aCustomer,
    valid("json", UsageEvent),
    async (c) => {
      const event = eventOf(c.get("caller").hostId, c.req.valid("json"));
      if (!event.ok) return refuseUsage(c, event.error, null);
      const system = await usageSystemOf(c, new Set([event.value.product]));
      if (!system) return refuse(c, "UNAVAILABLE");
      const account = accountObject(c.env, c.req.param("customer"));
      const [recorded] = await account.recordUsage([event.value], system.rules);
      if (!recorded) return refuse(c, "UNAVAILABLE");
      if (recorded.refusal) return refuseUsage(c, recorded.refusal, recorded.standing);
      return c.json(presentRecorded(recorded), 200, NO_STORE);
    },
  )
  .get(
    "/:customer/usage",
    describe({
      tag: TAG,
      summary: "What a customer used in a period",
      answers: { 200: { description: "By product and by day", schema: UsageSummary } },
      refusals: READS,
      security: BY_HOST,
    }),
    host,
    aCustomer,
    valid("query", PeriodQuery),
    async (c) => {
      const system = await usageSystemOf(c);
      if (!system) return refuse(c, "UNAVAILABLE");
      const account = accountObject(c.env, c.req.param("customer"));
      const summary = await account.getUsageSummary(
        c.req.valid("query").period ?? null,
        system.rules,
      );
      return c.json(presentSummary(summary, system.rows, c.get("language")), 200, NO_STORE);
    },
  )
  .get(
    "/:customer/quota",
    describe({
      tag: TAG,
      summary: "What is left of a product, as a preview",
      answers: { 200: { description: "As of now; nothing is held", schema: QuotaStatus } },
      refusals: [...READS, "PRODUCT_UNKNOWN"],
      security: BY_HOST,
    }),
    host,
    aCustomer,
    valid("query", QuotaQuery),
    async (c) => {
      const { product, count } = c.req.valid("query");
      const system = await usageSystemOf(c, new Set([product]));
      if (!system) return refuse(c, "UNAVAILABLE");
      const [known] = system.rules.products;
      if (!known) return refuse(c, "PRODUCT_UNKNOWN");
      const account = accountObject(c.env, c.req.param("customer"));
      const view = await account.checkQuota(known, count, system.rules);
      const { allowed, reason } = view;
      const body = { product, allowed, ...presentStanding(view), reason };
      return c.json(body, 200, NO_STORE);
    },
  );

/** Many events at once. */
export const usageBatch = new Hono<AppEnv>().post(
  "/",
  describe({
    tag: TAG,
    summary: `Records up to ${EVENTS_PER_BATCH_MAX} uses of up to ${CUSTOMERS_PER_BATCH_MAX} customers; the whole can be sent again`,
    answers: {
      200: {
        description: "One result for each event, in their order; some may be rejected",
        schema: UsageResults,
      },
    },
    refusals: [...READS, "BODY_TOO_LARGE"],
    security: BY_HOST,
  }),
  host,
  valid("json", UsageBatch),
  async (c) => {
    const { events } = c.req.valid("json");
    const results = await recordBatch(c, events);
    return results ? c.json({ results }, 200, NO_STORE) : refuse(c, "UNAVAILABLE");
  },
);

type BatchEvent = UsageEventInput & { customer: string };

/** Null when nobody knows what is counted. What cannot be an event of its customer does not come to the account. */
async function recordBatch(
  c: HostContext,
  inputs: readonly BatchEvent[],
): Promise<RecordedBody[] | null> {
  const system = await usageSystemOf(c, new Set(inputs.map(({ product }) => product)));
  if (!system) return null;
  const { hostId } = c.get("caller");
  const read = inputs.map((input) => ({ input, event: eventOf(hostId, input) }));
  const sound = read.flatMap(({ input, event }, index) =>
    event.ok && isCustomerId(input.customer)
      ? [{ index, customerId: input.customer, event: event.value }]
      : [],
  );
  const recorded = await recordUsage(c.env, sound, system.rules);
  const byIndex = new Map(sound.map(({ index }, at) => [index, recorded[at] ?? null]));
  return read.map(({ input: { id, customer }, event }, index) => {
    if (!isCustomerId(customer)) return rejectedBy(id, "INVALID_REQUEST", "not a customer's id");
    if (!event.ok) return rejectedFor(id, event.error);
    const done = byIndex.get(index);
    return done ? presentRecorded(done) : rejectedBy(id, "UNAVAILABLE");
  });
}
