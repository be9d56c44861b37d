import { createDice, type Dice } from "../dice.ts";

/** What a customer with a plan does, or what happens to one at Stripe. */
export type Step =
  | { do: "by-card"; planId: PaidPlan }
  /** On a page that was opened before the first was paid: two subscriptions at once. */
  | { do: "twice"; planId: PaidPlan }
  | { do: "by-code"; planId: PaidPlan; payType: 1 | 2 }
  | { do: "change"; planId: PaidPlan }
  | { do: "cancel" | "resume" | "card-fails" | "card-works" | "refund" | "dispute" | "pack" }
  /** The bank sends a refund back, also one that was done long ago; an operator refunds what was paid by code; and ends the plan at once. */
  | { do: "refund-fails" | "refund-order" | "end-plan" }
  | { do: "dispute-ends"; outcome: "won" | "lost" }
  /** Several spendings at once. */
  | { do: "spend"; amount: number }
  /** An operator switches the credit system. */
  | { do: "switch"; version: "v1" | "v2" }
  /** Months in which the customer does nothing. */
  | { do: "months"; count: number };

export type PaidPlan = "pro_monthly" | "pro_yearly" | "lifetime";

/** Parts of all occasions. */
export interface Trouble {
  eventLost: number;
  eventDoubled: number;
  eventLate: number;
  shuffled: boolean;
  /** Of a call to Stripe: not reached, answered too late or not at all, refused, or done and the answer lost. */
  stripe: number;
  d1: number;
  kv: number;
  /** Of a call of the account that an event leads to: not reached, or written and not acknowledged. */
  hearing: number;
  /** Of any of these: the machine dies there, and all objects are gone from memory. */
  death: number;
  /** Of a step: Stripe answers nothing at all. */
  outage: number;
  alarmLate: number;
  alarmLost: number;
  alarmTwice: number;
  /** Objects are gone from memory between two steps. */
  crash: number;
}

export interface MonthsPlan {
  seed: number;
  version: "v1" | "v2";
  trouble: Trouble;
  steps: { step: Step; pauseMs: number }[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PAUSES_MS = [0, 5_000, MINUTE_MS, 3 * 3_600_000, DAY_MS, 16 * DAY_MS];
export const MONTH_MS = 32 * DAY_MS;

const WORST: Trouble = {
  ...{ eventLost: 0.6, eventDoubled: 0.5, eventLate: 0.4, shuffled: true },
  ...{ stripe: 0.15, d1: 0.1, kv: 0.1, hearing: 0.1, death: 0.02, outage: 0.3 },
  ...{ alarmLate: 0.4, alarmLost: 0.1, alarmTwice: 0.2, crash: 0.5 },
};

/** Parts of the schedules in which money goes back and comes again after further purchases: chance leads there too seldom. */
const COMES_BACK = 0.25;

/** Pure: a seed is a plan. */
export function monthsOf(seed: number): MonthsPlan {
  const dice = createDice(seed ^ 0x3017);
  const steps = [first(dice)];
  for (let count = dice.between(2, 7); count > 0; count -= 1) steps.push(stepOf(dice));
  if (dice.chance(COMES_BACK)) steps.push(...comingBack(dice));
  return {
    seed,
    version: dice.pick(["v1", "v2"]),
    trouble: troubleOf(dice),
    steps: steps.map((step) => ({
      step,
      pauseMs: dice.chance(0.35) ? MONTH_MS : dice.pick(PAUSES_MS),
    })),
  };
}

/** Each kind of trouble is absent, seldom or frequent, whatever the others are. */
function troubleOf(dice: Dice): Trouble {
  const trouble = { ...WORST, shuffled: dice.chance(0.5) };
  for (const name of Object.keys(WORST) as (keyof Trouble)[])
    if (name !== "shuffled") trouble[name] = WORST[name] * dice.pick([0, 0.3, 1]);
  return trouble;
}

const planIn = (dice: Dice): PaidPlan =>
  dice.weighted({ pro_monthly: 4, pro_yearly: 2, lifetime: 1 });

const first = (dice: Dice): Step =>
  dice.chance(0.8)
    ? {
        do: dice.chance(0.15) ? "twice" : "by-card",
        planId: dice.weighted({ pro_monthly: 5, pro_yearly: 1 }),
      }
    : { do: "by-code", planId: planIn(dice), payType: dice.pick([1, 2]) };

/** Refunded, bought anew or not, perhaps ended, and the refund fails. */
function comingBack(dice: Dice): Step[] {
  const planId = dice.weighted({ pro_monthly: 2, pro_yearly: 1 });
  const buys: Step[] = [
    { do: "by-code", planId, payType: dice.pick([1, 2]) },
    { do: "by-card", planId },
  ];
  const between: Step[] = [
    ...(dice.chance(0.4) ? [{ do: "end-plan" } as const] : []),
    ...(dice.chance(0.7) ? [dice.pick(buys)] : []),
  ];
  const isEndedFirst = dice.chance(0.3);
  return [
    ...(isEndedFirst ? [{ do: "end-plan" } as const] : []),
    { do: "refund" },
    ...between,
    { do: "refund-fails" },
  ];
}

function stepOf(dice: Dice): Step {
  const what = dice.weighted({
    ...{ "by-card": 2, "by-code": 2, change: 3, cancel: 1, resume: 2, refund: 1, months: 6 },
    ...{ "card-fails": 2, "card-works": 2, dispute: 1, "dispute-ends": 1, spend: 4, twice: 1 },
    ...{ switch: 1, pack: 2, "refund-fails": 2, "refund-order": 1, "end-plan": 1 },
  });
  switch (what) {
    case "by-code":
      return { do: what, planId: planIn(dice), payType: dice.pick([1, 2]) };
    case "by-card":
    case "twice":
    case "change":
      return { do: what, planId: dice.weighted({ pro_monthly: 2, pro_yearly: 1 }) };
    case "dispute-ends":
      return { do: what, outcome: dice.pick(["won", "lost"]) };
    case "spend":
      return { do: what, amount: dice.between(1, 60) };
    case "switch":
      return { do: what, version: dice.pick(["v1", "v2"]) };
    case "months":
      return { do: what, count: dice.chance(0.1) ? 12 : dice.between(1, 4) };
    default:
      return { do: what };
  }
}
