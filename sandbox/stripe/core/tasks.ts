import { type Account, accountTime } from "./account.ts";
import { lastThingsLast, putInOrder } from "./order.ts";
import { TASK_KINDS, type Task, type TaskKind } from "./records.ts";

/** What each kind of task does to its target at `due`. */
export type TaskHandlers = Record<
  TaskKind,
  (account: Account, target: string, due: number) => void
>;

/** Makes what happened final and tells of it. */
export function settle(account: Account): void {
  const { eventOrder, pending } = account;
  const events = eventOrder ? putInOrder(pending, eventOrder) : lastThingsLast(pending);
  account.pending = [];
  account.eventOrder = null;
  for (const event of events) account.store.put("event", event);
  account.store.commit();
  account.save();
  if (events.length > 0) account.deliver(events);
}

export function giveUp(account: Account): void {
  account.pending = [];
  account.eventOrder = null;
  account.store.undo();
}

/** A jump of ten years runs through about so many; more is a task that makes itself anew. */
const TASKS_PER_RUN_MAX = 200_000;

/** Runs what is due on the account's own clock, or on a test clock up to `until`, in order of time. */
export function runDue(
  account: Account,
  handlers: TaskHandlers,
  clock: string | null = null,
  until = accountTime(account),
): void {
  for (let ran = 0; ran < TASKS_PER_RUN_MAX; ran += 1) {
    const task = nextTask(account, clock);
    if (!task || task.due > until) return;
    runTask(account, handlers, task);
  }
  throw new Error(`more than ${TASKS_PER_RUN_MAX} tasks were due at once`);
}

export function nextTask(account: Account, clock: string | null): Task | undefined {
  let first: Task | undefined;
  for (const task of account.store.all("task")) {
    if (task.clock === clock && (!first || isBefore(task, first))) first = task;
  }
  return first;
}

const rankOf = (task: Task): number => TASK_KINDS.indexOf(task.kind);

const isBefore = (one: Task, other: Task): boolean =>
  one.due === other.due ? rankOf(one) < rankOf(other) : one.due < other.due;

function runTask(account: Account, handlers: TaskHandlers, task: Task): void {
  const { store, time } = account;
  const { request } = account;
  const { running } = time;
  store.remove("task", task.id);
  account.request = null;
  if (task.clock === null) time.running = task.due;
  else {
    const clock = store.get("testClock", task.clock);
    if (clock && clock.frozen_time < task.due) {
      store.put("testClock", { ...clock, frozen_time: task.due });
    }
  }
  try {
    handlers[task.kind](account, task.target, task.due);
    settle(account);
  } catch (error) {
    giveUp(account);
    store.remove("task", task.id);
    store.commit();
    console.error(`Sandbox: Stripe's task ${task.id} failed:`, error);
  } finally {
    time.running = running;
    account.request = request;
  }
}
