import type Stripe from "stripe";
import { type Account, accountTime, change, DAY, emit, find, newId } from "./core/account.ts";
import { listRecords, PAGING } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import { fieldsOf, integer, need, text } from "./core/parameters.ts";
import type { TestClock } from "./core/records.ts";
import { invalidRequest } from "./core/refusal.ts";
import { runDue, type TaskHandlers } from "./core/tasks.ts";

const ADDRESS = "/v1/test_helpers/test_clocks";
const LIFE_SECONDS = 30 * DAY;

/** Two intervals of the shortest subscription per call; two years when there is none. */
const ADVANCE_INTERVALS_MAX = 2;
const INTERVAL_SECONDS = { day: DAY, week: 7 * DAY, month: 31 * DAY, year: 366 * DAY };

export const TEST_CLOCK_OPERATIONS: Operation[] = [
  operation(
    "testClocks.create",
    `POST ${ADDRESS}`,
    fieldsOf<Stripe.TestHelpers.TestClockCreateParams>()({ frozen_time: integer(0), name: text() }),
    ({ account, params }) =>
      createClock(account, need(params.frozen_time, "frozen_time"), params.name),
  ),
  operation(
    "testClocks.list",
    `GET ${ADDRESS}`,
    fieldsOf<Stripe.TestHelpers.TestClockListParams>()(PAGING),
    ({ account, params }) => listRecords(account, "testClock", params, ADDRESS),
  ),
  operation("testClocks.retrieve", `GET ${ADDRESS}/:id`, {}, ({ account, id }) =>
    find(account, "testClock", id),
  ),
  operation(
    "testClocks.advance",
    `POST ${ADDRESS}/:id/advance`,
    fieldsOf<Stripe.TestHelpers.TestClockAdvanceParams>()({ frozen_time: integer(0) }),
    ({ account, id, params }) => advance(account, id, need(params.frozen_time, "frozen_time")),
  ),
  operation("testClocks.delete", `DELETE ${ADDRESS}/:id`, {}, ({ account, id }) =>
    deleteClock(account, id),
  ),
];

function createClock(account: Account, frozenTime: number, name: string | undefined): TestClock {
  const created = accountTime(account);
  const made = {
    id: newId("clock"),
    object: "test_helpers.test_clock",
    created,
    deletes_after: created + LIFE_SECONDS,
    frozen_time: frozenTime,
    livemode: false,
    name: name ?? null,
    status: "ready",
    status_details: {},
  } satisfies TestClock;
  account.store.put("testClock", made);
  emit(account, "test_helpers.test_clock.created", made);
  return made;
}

function advance(account: Account, id: string, target: number): TestClock {
  const clock = find(account, "testClock", id);
  if (clock.status !== "ready") {
    throw invalidRequest("The test clock is already advancing.", { code: "test_clock_not_ready" });
  }
  if (target <= clock.frozen_time) {
    throw invalidRequest("The new time must be after the clock's frozen time.", {
      param: "frozen_time",
    });
  }
  if (target > clock.frozen_time + furthest(account, id)) {
    throw invalidRequest(
      "The test clock can be advanced by at most two intervals of its shortest subscription.",
      { param: "frozen_time" },
    );
  }
  account.store.put("task", {
    id: `clock-ready:${id}`,
    kind: "clock-ready",
    target: id,
    due: accountTime(account),
    clock: null,
  });
  return change(
    account,
    "testClock",
    id,
    { status: "advancing", status_details: { advancing: { target_frozen_time: target } } },
    "test_helpers.test_clock.advancing",
  );
}

function furthest(account: Account, clock: string): number {
  const intervals = account.store
    .all("subscription")
    .filter(({ test_clock, ended_at }) => test_clock === clock && ended_at === null)
    .flatMap(({ items }) => items.data)
    .map(({ plan }) => INTERVAL_SECONDS[plan.interval] * plan.interval_count);
  const shortest = intervals.length > 0 ? Math.min(...intervals) : INTERVAL_SECONDS.year;
  return ADVANCE_INTERVALS_MAX * shortest;
}

/** Everything due up to the target happens in order of time. */
export function finishAdvance(account: Account, handlers: TaskHandlers, id: string): void {
  const clock = account.store.get("testClock", id);
  const target = clock?.status_details.advancing?.target_frozen_time;
  if (!clock || target === undefined) return;
  runDue(account, handlers, id, target);
  change(
    account,
    "testClock",
    id,
    { frozen_time: target, status: "ready", status_details: {} },
    "test_helpers.test_clock.ready",
  );
}

/** Its customers and all of theirs die with it. */
function deleteClock(account: Account, id: string): object {
  const { store } = account;
  const clock = find(account, "testClock", id);
  const customers = store.all("customer").filter(({ test_clock }) => test_clock === id);
  const gone = new Set(customers.map((customer) => customer.id));
  for (const kind of ["subscription", "invoice", "schedule"] as const) {
    for (const record of store.all(kind)) {
      if (gone.has(record.customer ?? "")) store.remove(kind, record.id);
    }
  }
  for (const customer of customers) store.remove("customer", customer.id);
  for (const task of store.all("task")) {
    if (task.clock === id) store.remove("task", task.id);
  }
  store.remove("testClock", id);
  emit(account, "test_helpers.test_clock.deleted", clock);
  return { id, object: "test_helpers.test_clock", deleted: true };
}
