/**
 * The sandbox's own time. Trades, codes and retries live on it, so that two hours can pass in a test without waiting.
 * Signature timestamps live on `wall()`, the real clock: the product checks them against its own. A test that moves the
 * product's clock as well moves it by `skewMs`.
 */
export interface Clock {
  readonly offsetMs: number;
  readonly scale: number;
  readonly skewMs: number;
  now(): number;
  wall(): number;
  /** Runs once after `delayMs / scale`; moving the clock forward brings it nearer. */
  after(delayMs: number, run: () => void): void;
  set(change: ClockChange): void;
  /** Cancels every pending timer. */
  forget(): void;
}

export interface ClockChange {
  offsetMs?: number;
  scale?: number;
  skewMs?: number;
}

interface Waiting {
  since: number;
  delayMs: number;
  run: () => void;
  timer?: NodeJS.Timeout;
}

/** Node fires at once when a delay exceeds 32 bits; such a wait is looked at again when it ends. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function createClock(): Clock {
  let offsetMs = 0;
  let scale = 1;
  let skewMs = 0;
  const waiting = new Set<Waiting>();
  const now = () => Date.now() + offsetMs;

  function arm(entry: Waiting): void {
    clearTimeout(entry.timer);
    const remainingMs = Math.max(0, entry.since + entry.delayMs / scale - now());
    const due = () => {
      waiting.delete(entry);
      entry.run();
    };
    const waits = remainingMs > TIMER_MS_MAX;
    entry.timer = setTimeout(waits ? () => arm(entry) : due, Math.min(remainingMs, TIMER_MS_MAX));
    entry.timer.unref();
  }

  return {
    get offsetMs() {
      return offsetMs;
    },
    get scale() {
      return scale;
    },
    get skewMs() {
      return skewMs;
    },
    now,
    wall: () => Date.now() + skewMs,
    after(delayMs, run) {
      const entry: Waiting = { since: now(), delayMs, run };
      waiting.add(entry);
      arm(entry);
    },
    set(change) {
      offsetMs = change.offsetMs ?? offsetMs;
      scale = change.scale ?? scale;
      skewMs = change.skewMs ?? skewMs;
      for (const entry of waiting) arm(entry);
    },
    forget() {
      for (const entry of waiting) clearTimeout(entry.timer);
      waiting.clear();
    },
  };
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;
const beijing = (at: number) => new Date(at + BEIJING_OFFSET_MS).toISOString();

/** WeChat's form of a time: RFC 3339 with the Beijing offset and whole seconds (section 1.1). */
export const rfc3339 = (at: number): string => `${beijing(at).slice(0, 19)}+08:00`;

/** Alipay's form of a time: the Beijing wall clock without an offset (section 2.2). */
export const beijingTime = (at: number): string => beijing(at).slice(0, 19).replace("T", " ");

/** The inverse of `beijingTime`; undefined for anything that is not such a time. */
export function parseBeijingTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text.replace(" ", "T")}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

/** `20261120` of Beijing, the beginning of many gateway numbers. */
export const beijingDay = (at: number): string => beijing(at).slice(0, 10).replaceAll("-", "");
