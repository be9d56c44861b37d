import { expireSession, followDelayed } from "./checkout/complete.ts";
import { change } from "./core/account.ts";
import type { TaskHandlers } from "./core/tasks.ts";
import { behaviourOf } from "./payment-methods.ts";
import { CARD_DECLINES } from "./payments/charges.ts";
import { endRefund } from "./refunds.ts";
import { tellExpiring, turnPhase } from "./schedules/schedule.ts";
import {
  expireIncomplete,
  finalizeAndCollect,
  retry,
  settleIntent,
} from "./subscriptions/aftermath.ts";
import { cancelNow } from "./subscriptions/cancel.ts";
import { renew, tellTrialWillEnd, tellUpcoming } from "./subscriptions/renew.ts";
import { expirePendingUpdate } from "./subscriptions/update.ts";
import { finishAdvance } from "./test-clocks.ts";

/** What Stripe does by itself when its time has come. */
export const TASK_HANDLERS: TaskHandlers = {
  cancel: (account, id) => void cancelNow(account, id, {}),
  phase: turnPhase,
  "trial-will-end": tellTrialWillEnd,
  upcoming: tellUpcoming,
  "schedule-expiring": tellExpiring,
  renew: (account, id, due) => renew(account, id, due),
  "resume-collection": (account, id) =>
    void change(
      account,
      "subscription",
      id,
      { pause_collection: null },
      "customer.subscription.updated",
    ),
  "pending-update-expires": expirePendingUpdate,
  "incomplete-expires": expireIncomplete,
  "session-expires": (account, id) => void expireSession(account, id),
  "debit-settles"(account, id) {
    const method = account.store.get("paymentIntent", id)?.payment_method ?? "";
    const fails = behaviourOf(account, method) === "debit-fails";
    settleIntent(account, id, fails ? CARD_DECLINES.debit : null);
    followDelayed(account, id, fails);
  },
  "refund-settles": (account, id) => void endRefund(account, id, "failed"),
  finalize: finalizeAndCollect,
  retry,
  "clock-ready": (account, id) => finishAdvance(account, TASK_HANDLERS, id),
};
