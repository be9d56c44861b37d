import type { Translations } from "../language.ts";

/** What something is called, as it was sold. */
export interface Named {
  name: string;
  /** The name in the other languages. */
  names?: Translations;
}

/** Days of access, as an order sold them. */
export interface DaySale extends Named {
  /** A positive integer. */
  days: number;
  /** The highest runs first; left out where it was sold before there were tiers, which means 0. */
  tier?: number;
}

/**
 * The days of one grant, laid out in time. Of a stretch that was displaced when some of it had been used, this is what is
 * left. Days left are computed from the clock on read, never stored.
 */
export interface Stretch extends Named {
  /** The key of the grant that made it. */
  source: string;
  tier: number;
  /** Days sold. */
  days: number;
  /** Epoch ms. */
  startsAtMs: number;
  expiresAtMs: number;
}

const DAY_MS = 86_400_000;

/** Lays out what is left of each stretch from now on: the highest tier first, within a tier as they were granted. */
export function schedule(stretches: readonly Stretch[], nowMs: number): Stretch[] {
  let fromMs = nowMs;
  return left(stretches, nowMs)
    .sort(byTurn)
    .map((stretch) => {
      const runsOn = fromMs === nowMs && stretch.startsAtMs <= nowMs;
      const run = runsOn ? stretch : movedTo(fromMs, stretch, nowMs);
      fromMs = run.expiresAtMs;
      return run;
    });
}

/** The stretches with the sale's behind the last of its tier. */
export function withSale(
  stretches: readonly Stretch[],
  source: string,
  sale: DaySale,
  nowMs: number,
): Stretch[] {
  const { days, tier = 0 } = sale;
  const fromMs = endOf(stretches, nowMs);
  const sold: Stretch = {
    source,
    ...nameOf(sale),
    tier,
    days,
    startsAtMs: fromMs,
    expiresAtMs: fromMs + days * DAY_MS,
  };
  return schedule([...stretches, sold], nowMs);
}

/** The stretches without what of one still lies ahead; that one stays as it was lived through, the others close up. */
export function withoutAhead(
  stretches: readonly Stretch[],
  source: string,
  nowMs: number,
): { takenMs: number; ended: Stretch | null; stretches: Stretch[] } {
  const own = stretches.find((stretch) => stretch.source === source);
  const takenMs = own ? aheadMs(own, nowMs) : 0;
  const others = stretches.filter((stretch) => stretch !== own);
  return {
    takenMs,
    ended:
      own && takenMs > 0
        ? { ...own, startsAtMs: Math.min(own.startsAtMs, nowMs), expiresAtMs: nowMs }
        : null,
    stretches: schedule(others, nowMs),
  };
}

/** What of a stretch still lies ahead, in ms. */
export const aheadMs = (
  { startsAtMs, expiresAtMs }: Pick<Stretch, "startsAtMs" | "expiresAtMs">,
  nowMs: number,
): number => Math.max(0, expiresAtMs - Math.max(startsAtMs, nowMs));

/** Time in days; a begun one counts whole: the last hour still reads "1 day". */
export const daysOf = (ms: number): number => Math.max(0, Math.ceil(ms / DAY_MS));

/** Stretches of one package in a row. */
export interface Run extends Named {
  /** Epoch ms. */
  startsAtMs: number;
  expiresAtMs: number;
}

/** What the customer has of one kind: the name of what runs now, the end of all together, and what follows. */
export interface Held extends Named {
  /** Epoch ms. */
  expiresAtMs: number;
  next: Run[];
}

/** Null when nothing is left. */
export function heldOf(stretches: readonly Stretch[], nowMs: number): Held | null {
  const [running, ...next] = runsOf(stretches, nowMs);
  if (!running) return null;
  return { ...nameOf(running), expiresAtMs: endOf(stretches, nowMs), next };
}

/** What is left, in order, one run for each package in a row. */
export function runsOf(stretches: readonly Stretch[], nowMs: number): Run[] {
  const runs: Run[] = [];
  for (const stretch of left(stretches, nowMs).sort(byStart)) {
    const { startsAtMs, expiresAtMs } = stretch;
    const last = runs.at(-1);
    if (last && isSamePackage(last, stretch)) last.expiresAtMs = expiresAtMs;
    else runs.push({ ...nameOf(stretch), startsAtMs, expiresAtMs });
  }
  return runs;
}

/** To a customer a package is its name, also where an operator changed its tier between two purchases. */
export const isSamePackage = (a: Named, b: Named): boolean => a.name === b.name;

export const nameOf = ({ name, names }: Named): Named => ({ name, ...(names ? { names } : {}) });

/** When the last of them ends; now when nothing is left. */
export const endOf = (stretches: readonly Stretch[], nowMs: number): number =>
  Math.max(nowMs, ...stretches.map(({ expiresAtMs }) => expiresAtMs));

const left = (stretches: readonly Stretch[], nowMs: number): Stretch[] =>
  stretches.filter((stretch) => aheadMs(stretch, nowMs) > 0);

/** Those of a tier never change places, so the time that they were given says whose turn is first. */
const byTurn = (a: Stretch, b: Stretch): number => b.tier - a.tier || byStart(a, b);

const byStart = (a: Stretch, b: Stretch): number => a.startsAtMs - b.startsAtMs;

function movedTo(startsAtMs: number, stretch: Stretch, nowMs: number): Stretch {
  if (stretch.startsAtMs === startsAtMs) return stretch;
  return { ...stretch, startsAtMs, expiresAtMs: startsAtMs + aheadMs(stretch, nowMs) };
}
