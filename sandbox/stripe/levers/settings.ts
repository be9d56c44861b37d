import type { Settings } from "../core/records.ts";
import { type Body, LeverProblem, oneOf } from "./input.ts";

const RETRIES_END = ["cancel", "unpaid", "past_due"] as const;
const NUMBERS = new Set(["delayedMethodHours", "upcomingDays"]);
const FLAGS = new Set([
  "subscriptionCreatedIncomplete",
  "limitToOneSubscription",
  "finalizeAfterAcknowledged",
  "disputeCancels",
]);

export function readSettings(body: Body): Partial<Settings> {
  const settings: Partial<Settings> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === "retriesEnd") settings.retriesEnd = oneOf(RETRIES_END, body, name);
    else if (name === "retryHours" && isHours(value)) settings.retryHours = value;
    else if (NUMBERS.has(name) && isHours([value])) Object.assign(settings, { [name]: value });
    else if (FLAGS.has(name) && typeof value === "boolean") {
      Object.assign(settings, { [name]: value });
    } else throw new LeverProblem(`not a setting, or not its kind of value: ${name}`);
  }
  return settings;
}

const isHours = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === "number" && each >= 0);
