import type { EventName, EventProperties } from "./names.ts";

/** An event in PostHog's form. */
export interface TrackedEvent {
  event: EventName;
  properties: EventProperties;
  timestamp: string;
}

/** Where events go once the library is there. */
export interface Sink {
  take(event: TrackedEvent): void;
  /** The page may be closing: sends everything that has not been sent. */
  leave(): void;
}
