import { createDice, type Dice } from "../dice.ts";

/** What a customer with a plan does, or what happens to one at Stripe. */
export type Step =
  | { do: "by-card"; planId: PaidPlan }
  /** On a page that was opened before the first was paid: two subscriptions at once. */
  | { do: "twice"; planId: PaidPlan }
  | { do: "by-code"; planId: PaidPlan; payType: 1 | 2 }
  | { do: "change"; planId: PaidPlan }
  | { do: "cancel" | "resume" | "card-fails" | "card-works" | "refund" | "dispute" }
  | { do: "dispute-ends"; outcome: "won" | "lost" }
  /** Several spendings at once. */
  | { do: "spend"; amount: number };

export type PaidPlan = "pro_monthly" | "pro_yearly" | "lifetime";

/** Parts of all occasions. */
export interface Trouble {
  eventLost: number;
  eventDoubled: number;
  eventLate: number;
  shuffled: boolean;
  /** Of a call to Stripe: not reached, or done and the answer lost. */
  call: number;
  /** Of a step: Stripe itself misbehaves, by a switch of the sandbox, for a few calls. */
  stripe: number;
  d1: number;
  kv: number;
  /** Objects are gone from memory between two steps. */
  crash: number;
}

export interface MonthsPlan {
  seed: number;
  trouble: Trouble;
  steps: { step: Step; pauseMs: number }[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PAUSES_MS = [0, 5_000, MINUTE_MS, 3 * 3_600_000, DAY_MS, 16 * DAY_MS, 32 * DAY_MS];
const WORST: Trouble = {
  ...{ eventLost: 0.6, eventDoubled: 0.5, eventLate: 0.4, shuffled: true },
  ...{ call: 0.15, stripe: 0.6, d1: 0.1, kv: 0.1, crash: 0.6 },
};

/** Pure: a seed is a plan. */
export function monthsOf(seed: number): MonthsPlan {
  const dice = createDice(seed ^ 0x3017);
  const steps = [first(dice)];
  for (let count = dice.between(2, 7); count > 0; count -= 1) steps.push(stepOf(dice));
  return {
    seed,
    trouble: troubleOf(dice),
    steps: steps.map((step) => ({ step, pauseMs: dice.pick(PAUSES_MS) })),
  };
}

/** Each kind of trouble is absent, seldom or frequent, whatever the others are. */
function troubleOf(dice: Dice): Trouble {
  const part = (name: Exclude<keyof Trouble, "shuffled">) => WORST[name] * dice.pick([0, 0.3, 1]);
  return {
    ...{ eventLost: part("eventLost"), eventDoubled: part("eventDoubled") },
    ...{ eventLate: part("eventLate"), shuffled: dice.chance(0.5) },
    ...{ call: part("call"), stripe: part("stripe") },
    ...{ d1: part("d1"), kv: part("kv"), crash: part("crash") },
  };
}

const planIn = (dice: Dice): PaidPlan =>
  dice.weighted({ pro_monthly: 4, pro_yearly: 2, lifetime: 1 });

const first = (dice: Dice): Step =>
  dice.chance(0.75)
    ? {
        do: dice.chance(0.2) ? "twice" : "by-card",
        planId: dice.weighted({ pro_monthly: 4, pro_yearly: 1 }),
      }
    : { do: "by-code", planId: planIn(dice), payType: dice.pick([1, 2]) };

function stepOf(dice: Dice): Step {
  const what = dice.weighted({
    ...{ "by-card": 2, "by-code": 2, change: 4, cancel: 2, resume: 2, refund: 1 },
    ...{ "card-fails": 2, "card-works": 2, dispute: 1, "dispute-ends": 1, spend: 4, twice: 1 },
  });
  switch (what) {
    case "by-code":
      return { do: what, planId: planIn(dice), payType: dice.pick([1, 2]) };
    case "by-card":
    case "twice":
    case "change":
      return { do: what, planId: dice.weighted({ pro_monthly: 1, pro_yearly: 1 }) };
    case "dispute-ends":
      return { do: what, outcome: dice.pick(["won", "lost"]) };
    case "spend":
      return { do: what, amount: dice.between(1, 60) };
    default:
      return { do: what };
  }
}
