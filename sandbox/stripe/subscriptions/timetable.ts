import { type Account, DAY, schedule, settingsOf, timeOf, unschedule } from "../core/account.ts";
import { type Subscription, TASK_KINDS } from "../core/records.ts";
import { detailOf, isEnded, nextBoundary } from "./build.ts";

const TRIAL_NOTICE_DAYS = 3;

/** Puts down everything that will happen to a subscription by itself, anew after each change. */
export function timetable(account: Account, subscription: Subscription): void {
  const { id, customer, status, cancel_at, trial_end } = subscription;
  const now = timeOf(account, customer);
  for (const kind of ["renew", "upcoming", "cancel", "trial-will-end"] as const) {
    unschedule(account, kind, id);
  }
  if (isEnded(subscription)) {
    for (const kind of TASK_KINDS) unschedule(account, kind, id);
    return;
  }
  if (cancel_at !== null) schedule(account, "cancel", id, Math.max(cancel_at, now), customer);
  if (status === "incomplete" || status === "paused") return;
  const next = nextBoundary(subscription);
  schedule(account, "renew", id, next, customer);
  const upcoming = next - settingsOf(account).upcomingDays * DAY;
  if (upcoming > now && !subscription.cancel_at_period_end) {
    schedule(account, "upcoming", id, upcoming, customer);
  }
  if (status === "trialing" && trial_end !== null) {
    const notice = trial_end - TRIAL_NOTICE_DAYS * DAY;
    const told = detailOf(account, id).trialToldFor === trial_end;
    if (!told) schedule(account, "trial-will-end", id, Math.max(notice, now), customer);
  }
}
