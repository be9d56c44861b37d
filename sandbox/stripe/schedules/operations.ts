import type Stripe from "stripe";
import { type Account, find, timeOf } from "../core/account.ts";
import { listRecords, PAGING } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import {
  choice,
  fieldsOf,
  flag,
  integer,
  list,
  mergeMetadata,
  metadata,
  need,
  type Read,
  shape,
  text,
} from "../core/parameters.ts";
import type { Schedule } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { usablePrice } from "../prices.ts";
import { PRORATION } from "../subscriptions/fields.ts";
import { boundary } from "../subscriptions/periods.ts";
import { buildPhase, type Phase } from "./build.ts";
import { cancelSchedule, fromSubscription, release, setPhases } from "./schedule.ts";

const ADDRESS = "/v1/subscription_schedules";

const CREATE = fieldsOf<Stripe.SubscriptionScheduleCreateParams>()({
  from_subscription: text(),
  metadata,
});

const PHASE_FIELDS = {
  duration: shape({
    interval: choice("day", "week", "month", "year"),
    interval_count: integer(1),
  }),
  end_date: integer(1),
  items: list(shape({ metadata, price: text(), quantity: integer(0) }), 20),
  metadata,
  proration_behavior: PRORATION,
  start_date: integer(1),
};

const UPDATE = fieldsOf<Stripe.SubscriptionScheduleUpdateParams>()({
  end_behavior: choice("cancel", "release"),
  metadata,
  phases: list(shape(PHASE_FIELDS), 10),
  proration_behavior: PRORATION,
});

export const SCHEDULE_OPERATIONS: Operation[] = [
  operation("subscriptionSchedules.create", `POST ${ADDRESS}`, CREATE, ({ account, params }) => {
    const id = need(params.from_subscription, "from_subscription");
    if (params.metadata) {
      throw invalidRequest(
        "You cannot set `metadata` if `from_subscription` is set: update the schedule afterwards.",
        { param: "from_subscription" },
      );
    }
    return fromSubscription(account, id);
  }),
  operation(
    "subscriptionSchedules.list",
    `GET ${ADDRESS}`,
    fieldsOf<Stripe.SubscriptionScheduleListParams>()({ ...PAGING, customer: text() }),
    ({ account, params }) =>
      listRecords(
        account,
        "schedule",
        params,
        ADDRESS,
        ({ customer }) => params.customer === undefined || customer === params.customer,
      ),
  ),
  operation("subscriptionSchedules.retrieve", `GET ${ADDRESS}/:id`, {}, ({ account, id }) =>
    find(account, "schedule", id),
  ),
  operation("subscriptionSchedules.update", `POST ${ADDRESS}/:id`, UPDATE, (call) =>
    updateSchedule(call.account, call.id, call.params),
  ),
  operation(
    "subscriptionSchedules.release",
    `POST ${ADDRESS}/:id/release`,
    fieldsOf<Stripe.SubscriptionScheduleReleaseParams>()({ preserve_cancel_date: flag }),
    ({ account, id }) => release(account, id),
  ),
  operation(
    "subscriptionSchedules.cancel",
    `POST ${ADDRESS}/:id/cancel`,
    fieldsOf<Stripe.SubscriptionScheduleCancelParams>()({ invoice_now: flag, prorate: flag }),
    ({ account, id, params }) =>
      cancelSchedule(account, id, { invoiceNow: params.invoice_now, prorate: params.prorate }),
  ),
];

function updateSchedule(account: Account, id: string, params: Read<typeof UPDATE>): Schedule {
  const before = find(account, "schedule", id);
  if (before.status !== "active") {
    throw invalidRequest(
      `You cannot update a subscription schedule that is currently in the \`${before.status}\` status.`,
    );
  }
  const phases = params.phases ? readPhases(account, before, params) : before.phases;
  return setPhases(account, id, phases, {
    ...(params.end_behavior && { end_behavior: params.end_behavior }),
    ...(params.metadata !== undefined && {
      metadata: mergeMetadata(before.metadata, params.metadata),
    }),
  });
}

/** All phases are sent each time; they follow each other without a gap, and the one that runs keeps its beginning. */
function readPhases(account: Account, before: Schedule, params: Read<typeof UPDATE>): Phase[] {
  const now = timeOf(account, before.customer);
  const running = before.current_phase?.start_date;
  const phases: Phase[] = [];
  for (const [index, asked] of (params.phases ?? []).entries()) {
    const path = `phases[${index}]`;
    const start = asked.start_date ?? phases.at(-1)?.end_date ?? running ?? now;
    const last = phases.at(-1);
    if (last ? start !== last.end_date : start !== running) {
      throw invalidRequest(
        last
          ? "The phases must be contiguous: the start of a phase is the end of the one before."
          : "You can not modify the start date of the current phase.",
        { param: `${path}[start_date]` },
      );
    }
    const end = endOf(asked, start, path);
    if (end <= start) throw invalidRequest("A phase must end after it starts.", { param: path });
    phases.push(
      buildPhase({
        start,
        end,
        items: need(asked.items, `${path}[items]`).map((item, at) => ({
          price: phasePrice(
            account,
            before,
            need(item.price, `${path}[items][${at}][price]`),
            path,
          ),
          quantity: item.quantity ?? 1,
        })),
        prorationBehavior:
          asked.proration_behavior ?? params.proration_behavior ?? "create_prorations",
        metadata: mergeMetadata({}, asked.metadata),
        currency: before.phases[0]?.currency ?? "usd",
      }),
    );
  }
  return phases;
}

/** A price that already runs may be archived. */
function phasePrice(account: Account, { phases }: Schedule, id: string, path: string) {
  const runs = phases.some(({ items }) => items.some(({ price }) => price === id));
  return runs ? find(account, "price", id) : usablePrice(account, id, `${path}[items]`);
}

function endOf(asked: Read<typeof PHASE_FIELDS>, start: number, path: string): number {
  if (asked.end_date !== undefined) return asked.end_date;
  const interval = need(asked.duration?.interval, `${path}[duration]`);
  const rhythm = { interval, interval_count: asked.duration?.interval_count ?? 1 };
  return boundary(start, rhythm, 1);
}
