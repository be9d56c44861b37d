import { type AnalyticsSetup, readAnalytics } from "../api/analytics.ts";
import { optional } from "../primitives/optional.ts";
import { whenIdle } from "../primitives/whenIdle.ts";
import { sendOnLeaving } from "./beacon.ts";
import type { Sink, TrackedEvent } from "./event.ts";
import type { EventName, EventProperties } from "./names.ts";
import { forgetVisitor, keepVisitor, visitorId } from "./visitor.ts";

/** Most events kept until the library has loaded; later ones are dropped. A visit to a centre makes a few. */
const WAITING_MAX = 100;
/** After so many failures the library is taken to be blocked by the browser. */
const FAILURES_MAX = 3;

let waiting: TrackedEvent[] = [];
let sink: Sink | "off" | undefined;
let connecting = false;
let failures = 0;
let listening = false;

/** Reports an event. Its failures never reach the customer. */
export function track(event: EventName, properties: EventProperties = {}): void {
  if (sink === "off") return;
  const tracked = { event, properties, timestamp: new Date().toISOString() };
  if (sink) sink.take(tracked);
  else if (waiting.length < WAITING_MAX) waiting.push(tracked);
  if (!listening) window.addEventListener("pagehide", leave);
  listening = true;
  if (sink || connecting) return;
  connecting = true;
  whenIdle(() => void connect());
}

async function connect(): Promise<void> {
  const answer = await readAnalytics();
  const setup = answer.ok ? answer.value : undefined;
  if (answer.ok && !setup) turnOff();
  if (setup) sink = await open(setup);
  connecting = false;
  if (sink === undefined) return; // The next event tries again.
  const before = waiting;
  waiting = [];
  if (sink !== "off") for (const event of before) sink.take(event);
}

/** There is no key, or none any more. */
function turnOff(): void {
  sink = "off";
  forgetVisitor();
}

async function open(setup: AnalyticsSetup): Promise<typeof sink> {
  keepVisitor();
  const opened = await optional(async () =>
    (await import("./sink.ts")).openSink(setup, visitorId()),
  );
  return opened ?? (++failures < FAILURES_MAX ? undefined : "off");
}

function leave(): void {
  if (sink === "off") return;
  sink?.leave();
  const before = waiting;
  waiting = []; // A page restored from the browser's cache must not send them twice.
  sendOnLeaving(before.map((event) => ({ ...event, distinct_id: visitorId() })));
}
