import type { TaskHandlers } from "./core/tasks.ts";
import { finishAdvance } from "./test-clocks.ts";

const nothing = () => {};

/** What Stripe does by itself when its time has come. */
export const TASK_HANDLERS: TaskHandlers = {
  cancel: nothing,
  phase: nothing,
  "trial-will-end": nothing,
  upcoming: nothing,
  "schedule-expiring": nothing,
  renew: nothing,
  "resume-collection": nothing,
  "pending-update-expires": nothing,
  "incomplete-expires": nothing,
  "session-expires": nothing,
  "debit-settles": nothing,
  "refund-settles": nothing,
  finalize: nothing,
  retry: nothing,
  "clock-ready": (account, id) => finishAdvance(account, TASK_HANDLERS, id),
};
