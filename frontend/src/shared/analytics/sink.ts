import { PostHog } from "posthog-js-lite";
import type { AnalyticsSetup } from "../api/analytics.ts";
import { sendOnLeaving } from "./beacon.ts";
import type { Sink } from "./event.ts";

type Queued = { message: { uuid: string } };
type StorageKey = Parameters<PostHog["getPersistedProperty"]>[0];

/** The library's own name for its queue; its enum is not exported. */
const QUEUE = "queue" as StorageKey;

/** PostHog's library, so that each event outlives the tab it happened in. Only ever loaded lazily. */
class Client extends PostHog {
  readonly #underway = new Set<string>();

  /** The library sends whole addresses; a query could identify the customer. */
  override getCommonEventProperties() {
    return {
      ...super.getCommonEventProperties(),
      $current_url: location.origin + location.pathname,
      $referrer: originOf(document.referrer),
    };
  }

  override async fetch(...[url, options]: Parameters<PostHog["fetch"]>) {
    const uuids = uuidsIn(options.body);
    for (const uuid of uuids) this.#underway.add(uuid);
    try {
      // keepalive: the browser finishes the request when the page has gone.
      return await super.fetch(url, { ...options, keepalive: true } as typeof options);
    } finally {
      for (const uuid of uuids) this.#underway.delete(uuid);
    }
  }

  /** Sends what is queued behind a pending request: the page will be gone when that ends. */
  leave(): void {
    const queue = this.getPersistedProperty<Queued[]>(QUEUE) ?? [];
    const isUnderway = ({ message }: Queued) => this.#underway.has(message.uuid);
    sendOnLeaving(queue.filter((one) => !isUnderway(one)).map(({ message }) => message));
    this.setPersistedProperty(QUEUE, queue.filter(isUnderway));
  }
}

export function openSink({ key, host }: AnalyticsSetup, visitor: string): Sink {
  const client = new Client(key, {
    host: location.origin + host,
    persistence: "memory",
    bootstrap: { distinctId: visitor, isIdentifiedId: false },
    flushAt: 1,
    // Compression is asynchronous, and a closing tab does not wait for it.
    disableCompression: true,
    autocapture: false,
    captureHistoryEvents: false,
    preloadFeatureFlags: false,
    disableRemoteFeatureFlags: true,
    disableSurveys: true,
    personProfiles: "never",
    disableGeoip: true,
  });
  return {
    take: ({ event, properties, timestamp }) =>
      client.capture(event, { ...properties }, { timestamp: new Date(timestamp) }),
    leave: () => client.leave(),
  };
}

const originOf = (address: string): string => (address === "" ? "" : new URL(address).origin);

function uuidsIn(body: unknown): string[] {
  if (typeof body !== "string") return [];
  const { batch = [] } = JSON.parse(body) as { batch?: { uuid: string }[] };
  return batch.map(({ uuid }) => uuid);
}
