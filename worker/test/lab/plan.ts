import { REVERSAL_SCOPES, type ReversalScope } from "../../domain/order/refund.ts";
import { createDice, type Dice } from "./dice.ts";

/** What one schedule is about. Each has the faults of its name; `everything` has all of them at once. */
export type Weather =
  /** Notifications are lost and nothing else: what is paid must be found in time. */
  "calm" | "notifications" | "gateways" | "stores" | "crashes" | "clocks" | "everything";

/** How often things go wrong, each as a part of its occasions. */
export interface Rates {
  notificationLost: number;
  notificationLate: number;
  notificationMany: number;
  forged: number;
  gateway: number;
  d1: number;
  account: number;
  order: number;
  crash: number;
  alarm: number;
  /** Two things that fall close together happen at once, and their steps are mixed. */
  together: number;
}

/** A time during which one side does not work at all. */
export interface Outage {
  what: "wechat" | "alipay" | "d1" | "account";
  fromMs: number;
  toMs: number;
}

export type Step =
  /** Of something else than the buyer wants at first. */
  | { do: "order"; wants?: Wanted }
  | { do: "show" }
  | { do: "switch" }
  | { do: "pay"; which: "latest" | "earlier" }
  | { do: "scan" }
  | { do: "cancel" }
  | { do: "poll" }
  /** An operator gives the money back: of the latest order, unless it says which, from 0. */
  | { do: "refund"; clawBack: ReversalScope; of?: number }
  | { do: "spend"; amount: number };

/** Packages of rising tiers, the first of them limited, and power. */
export type Wanted = "limited" | "package" | "high" | "power";

export interface Buyer {
  wants: Wanted;
  payType: 1 | 2;
  /** From the schedule's beginning. */
  steps: (Step & { atMs: number })[];
}

export interface Plan {
  seed: number;
  weather: Weather;
  rates: Rates;
  /** The gateways' clocks against ours, until `skewEndsMs`. */
  skewMs: number;
  skewEndsMs: number;
  outages: Outage[];
  stock: number;
  buyers: Buyer[];
}

const MINUTE_MS = 60_000;

/** From here on nothing goes wrong any more, and everything must come to rest. */
export const FAULTS_END_MS = 150 * MINUTE_MS;

const BUYERS_MAX = 4;
const STEPS_MAX = 8;

const NOTHING: Rates = {
  notificationLost: 0,
  notificationLate: 0,
  notificationMany: 0,
  forged: 0,
  gateway: 0,
  d1: 0,
  account: 0,
  order: 0,
  crash: 0,
  alarm: 0,
  together: 0,
};

const NOTIFICATIONS = {
  notificationLost: 0.3,
  notificationLate: 0.5,
  notificationMany: 0.4,
  forged: 0.7,
};

/** What can go wrong in which weather, at most. */
const WORST: Record<Weather, Partial<Rates>> = {
  calm: { notificationLost: 1, together: 0.3 },
  notifications: { ...NOTIFICATIONS, together: 0.6 },
  gateways: { gateway: 0.4, notificationLost: 0.5, together: 0.3 },
  stores: { d1: 0.3, account: 0.4, order: 0.2, notificationLost: 0.3, together: 0.3 },
  crashes: { crash: 0.15, alarm: 0.5, notificationLost: 0.5, together: 0.4 },
  clocks: { ...NOTIFICATIONS, gateway: 0.05, together: 0.2 },
  everything: {
    ...NOTIFICATIONS,
    gateway: 0.25,
    d1: 0.15,
    account: 0.2,
    order: 0.1,
    crash: 0.06,
    alarm: 0.3,
    together: 0.5,
  },
};

const WEATHERS: Record<Weather, number> = {
  calm: 3,
  notifications: 2,
  gateways: 2,
  stores: 2,
  crashes: 2,
  clocks: 1,
  everything: 4,
};

/** Pure: a seed is a plan. What comes of it depends on the product. */
export function planOf(seed: number): Plan {
  const dice = createDice(seed);
  const weather = dice.weighted(WEATHERS);
  const stock = dice.between(1, 3);
  const buyers = Array.from({ length: dice.between(1, BUYERS_MAX) }, () => buyerOf(dice));
  const outages = outagesOf(dice, weather);
  if (dice.chance(SCENE)) buyers.push(paysTwice(dice));
  if (dice.chance(SCENE)) buyers.push(givenBack(dice));
  if (dice.chance(SCENE) && weather !== "calm") lastSecond(dice, buyers, outages);
  // Dice of its own: what other scenes draw for a seed stays as it was.
  const more = createDice(seed ^ 0x71e5);
  if (more.chance(SCENE)) buyers.push(severalTiers(more));
  const skewed = weather === "clocks" || (weather === "everything" && dice.chance(0.2));
  return {
    seed,
    weather,
    rates: ratesOf(dice, weather),
    skewMs: skewed ? dice.between(-8 * 60, 8 * 60) * 1000 : 0,
    skewEndsMs: dice.between(5, 120) * MINUTE_MS,
    outages,
    stock,
    buyers,
  };
}

/** Some schedules have one kind of fault often, others all of them seldom. */
function ratesOf(dice: Dice, weather: Weather): Rates {
  const rates = { ...NOTHING };
  for (const [name, worst] of Object.entries(WORST[weather]) as [keyof Rates, number][])
    rates[name] = worst * dice.pick([0, 0.3, 0.6, 1]);
  if (weather === "calm") rates.notificationLost = dice.pick([0, 0.5, 1]);
  return rates;
}

function outagesOf(dice: Dice, weather: Weather): Outage[] {
  const sides: Partial<Record<Weather, Outage["what"][]>> = {
    gateways: ["wechat", "alipay"],
    stores: ["d1", "account"],
    everything: ["wechat", "alipay", "d1", "account"],
  };
  const can = sides[weather];
  if (!can) return [];
  return Array.from({ length: dice.between(0, 2) }, () => {
    const fromMs = dice.between(0, 40 * MINUTE_MS);
    const longMs = dice.pick([10_000, MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS]);
    return { what: dice.pick(can), fromMs, toMs: Math.min(fromMs + longMs, FAULTS_END_MS) };
  });
}

/** Most things follow each other fast. */
const SHORT_PAUSES_MS = [0, 300, 2_000, 9_000];

/** Pauses of a person: a double click, a look, a code's end, an order's end, coming back in the evening. */
const PAUSES_MS = [
  0,
  300,
  2_000,
  9_000,
  40_000,
  121_000,
  10 * MINUTE_MS,
  29 * MINUTE_MS,
  31 * MINUTE_MS,
];

function buyerOf(dice: Dice): Buyer {
  let atMs = dice.between(0, 60) * 1000;
  const steps: Buyer["steps"] = [{ do: "order", atMs }];
  atMs += dice.pick([300, 2_000]);
  steps.push({ do: "show", atMs });
  for (let count = dice.between(1, STEPS_MAX); count > 0; count--) {
    atMs += dice.pick(dice.chance(0.5) ? SHORT_PAUSES_MS : PAUSES_MS) + dice.between(0, 900);
    if (atMs > FAULTS_END_MS) break;
    steps.push({ ...stepOf(dice), atMs });
  }
  return {
    wants: dice.weighted({ limited: 3, package: 2, power: 3 }),
    payType: dice.pick([1, 2]),
    steps,
  };
}

/** Part of all schedules in which chance is helped to a rare meeting. */
const SCENE = 0.2;

/** Bought, used a little, and given back by an operator, perhaps twice. */
function givenBack(dice: Dice): Buyer {
  const atMs = dice.between(0, 60) * 1000;
  const refund = (): Step => ({ do: "refund", clawBack: dice.pick(REVERSAL_SCOPES) });
  return {
    wants: dice.pick(["limited", "package", "power"]),
    payType: dice.pick([1, 2]),
    steps: [
      { do: "order", atMs },
      { do: "show", atMs: atMs + 500 },
      { do: "pay", which: "latest", atMs: atMs + 6_000 },
      { do: "spend", amount: dice.between(1, 40), atMs: atMs + 70_000 },
      { ...refund(), atMs: atMs + dice.pick([70_000, 75_000, 20 * MINUTE_MS]) },
      { ...refund(), atMs: atMs + dice.pick([75_000, 21 * MINUTE_MS]) },
    ],
  };
}

/** Packages of several tiers, one after the other, and some of them are given back. */
function severalTiers(dice: Dice): Buyer {
  const steps: Buyer["steps"] = [];
  let atMs = dice.between(0, 60) * 1000;
  const bought = dice.between(2, 4);
  const pick = () => dice.pick(["limited", "package", "high"] as const);
  for (let count = bought; count > 0; count--) {
    steps.push({ do: "order", wants: pick(), atMs });
    steps.push({ do: "show", atMs: atMs + 500 });
    steps.push({ do: "pay", which: "latest", atMs: atMs + 6_000 });
    atMs += 6_000 + dice.pick([300, 2_000, 70_000, 10 * MINUTE_MS]);
  }
  for (let count = dice.between(0, 2); count > 0; count--) {
    const clawBack = dice.pick(REVERSAL_SCOPES);
    steps.push({ do: "refund", clawBack, of: dice.between(0, bought - 1), atMs });
    atMs += dice.pick([300, 70_000, 20 * MINUTE_MS]);
  }
  return { wants: pick(), payType: dice.pick([1, 2]), steps };
}

/** Alipay's earlier code stays payable beside the next one: both are paid. */
function paysTwice(dice: Dice): Buyer {
  const atMs = dice.between(0, 60) * 1000;
  const gapMs = dice.pick([300, 2_000, 20_000]);
  return {
    wants: dice.pick(["limited", "package", "power"]),
    payType: 2,
    steps: [
      { do: "order", atMs },
      { do: "show", atMs: atMs + 500 },
      { do: "show", atMs: atMs + 3_000 },
      { do: "pay", which: "latest", atMs: atMs + 6_000 },
      { do: "pay", which: "earlier", atMs: atMs + 6_000 + gapMs },
      { do: "poll", atMs: atMs + 60_000 },
    ],
  };
}

/** Paid as the order ends, while its gateway cannot be asked; then others want what it gave back. */
function lastSecond(dice: Dice, buyers: Buyer[], outages: Outage[]): void {
  const payType = dice.pick([1, 2] as const);
  const paidAtMs = 30 * MINUTE_MS - dice.between(1, 20) * 1000;
  const atMs = paidAtMs - 29 * MINUTE_MS;
  buyers.push({
    wants: "limited",
    payType,
    steps: [
      { do: "order", atMs: 100 },
      { do: "show", atMs },
      { do: "pay", which: "latest", atMs: paidAtMs },
      { do: "poll", atMs: 60 * MINUTE_MS },
    ],
  });
  outages.push({
    what: payType === 1 ? "wechat" : "alipay",
    fromMs: paidAtMs + 1,
    toMs: 50 * MINUTE_MS,
  });
  for (let others = 3; others > 0; others--)
    buyers.push({
      wants: "limited",
      payType: payType === 1 ? 2 : 1,
      steps: [
        { do: "order", atMs: 37 * MINUTE_MS },
        { do: "show", atMs: 37 * MINUTE_MS + 900 },
        { do: "pay", which: "latest", atMs: 37 * MINUTE_MS + 5_000 },
      ],
    });
}

function stepOf(dice: Dice): Step {
  const what = dice.weighted({
    pay: 14,
    show: 4,
    switch: 3,
    cancel: 2,
    poll: 2,
    order: 1,
    scan: 1,
    spend: 2,
    refund: 2,
  });
  if (what === "pay") return { do: "pay", which: dice.chance(0.6) ? "latest" : "earlier" };
  if (what === "spend") return { do: "spend", amount: dice.between(1, 120) };
  if (what === "refund") return { do: what, clawBack: dice.pick(REVERSAL_SCOPES) };
  return { do: what };
}
