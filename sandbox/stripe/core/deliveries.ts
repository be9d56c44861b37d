import { createHmac } from "node:crypto";
import type { FaultName, StripeVariant } from "../../faults.ts";
import { STRIPE_VARIANTS } from "../../faults.ts";
import type { Message, Notification } from "../../notifier.ts";
import { randomText } from "../../signing.ts";
import { type Account, API_VERSION, newId } from "./account.ts";
import { inOlderVersion, OLDER_API_VERSION } from "./older-version.ts";
import type { StripeEvent, WebhookEndpoint } from "./records.ts";

/** The endpoint that was set up in the dashboard: the product's own, signed with `STRIPE_WEBHOOK_SECRETS`. */
export const OWN_ENDPOINT = "we_sandbox";

/** Older than the five minutes that the package tolerates. */
const STALE_SECONDS = 3600;

/** `t=…,v1=…` over the body, for each secret one signature. */
export function sign(body: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map((secret) =>
    createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex"),
  );
  return [`t=${timestamp}`, ...signatures.map((hex) => `v1=${hex}`)].join(",");
}

/** An event as it is posted; the signature is made anew for each delivery. */
export function composeEvent(
  account: Account,
  event: StripeEvent,
  endpoint: WebhookEndpoint,
  variant: StripeVariant,
): Message {
  const body = JSON.stringify(alter(account, event, endpoint, variant), null, 2);
  const secret = secretOf(account, endpoint);
  const secrets = {
    "two-signatures": [`whsec_${randomText(32)}`, secret],
    "wrong-secret": [`whsec_${randomText(32)}`],
  }[variant as string] ?? [secret];
  const now = Math.floor(account.clock.wall() / 1000);
  const signed = sign(body, secrets, variant === "stale-timestamp" ? now - STALE_SECONDS : now);
  return {
    variant,
    body:
      variant === "tampered-body" ? body.replace('"object": "event"', '"object":  "event"') : body,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      accept: "*/*; q=0.5, application/xml",
      "cache-control": "no-cache",
      ...(variant !== "missing-signature" && { "stripe-signature": signed }),
    },
  };
}

function alter(
  account: Account,
  event: StripeEvent,
  endpoint: WebhookEndpoint,
  variant: StripeVariant,
): StripeEvent {
  if (variant === "livemode-flipped") return { ...event, livemode: true };
  const older = variant === "older-api-version" || endpoint.api_version === OLDER_API_VERSION;
  return older ? inOlderVersion(account, event) : event;
}

const secretOf = (account: Account, endpoint: WebhookEndpoint): string =>
  endpoint.id === OWN_ENDPOINT ? account.keys.stripe.webhookSecret : (endpoint.secret ?? "");

/** All endpoints; the own one is there from the start. */
export function endpointsOf(account: Account): WebhookEndpoint[] {
  const made = account.store.all("endpoint");
  const own = made.some(({ id }) => id === OWN_ENDPOINT) ? [] : [ownEndpoint(account)];
  return [...own, ...made];
}

const ownEndpoint = ({ appUrl }: Account): WebhookEndpoint => ({
  id: OWN_ENDPOINT,
  object: "webhook_endpoint",
  api_version: API_VERSION,
  application: null,
  created: 0,
  description: "The product under test",
  enabled_events: ["*"],
  livemode: false,
  metadata: {},
  status: "enabled",
  url: `${appUrl}/api/pay/notify/stripe`,
});

const takes = (endpoint: WebhookEndpoint, type: string): boolean =>
  endpoint.status === "enabled" &&
  endpoint.enabled_events.some((name) => name === "*" || name === type);

/** Stripe's window in which neighbours are told in any order. */
const SHUFFLE_MS = 25_000;

export interface Deliverer {
  deliver(events: StripeEvent[]): void;
  /** While held, events are kept and nothing is posted: a test hands them over as it likes. */
  hold(held: boolean): void;
  /** Resolves when what was sent so far has been answered for the first time. */
  idle(): Promise<void>;
  forget(): void;
}

export function createDeliverer(account: Account): Deliverer {
  let held = false;
  // One after another, so that without a fault the order of arrival is the order of sending.
  let queue: Promise<void> = Promise.resolve();
  // What waits when everything is forgotten is never sent.
  let generation = 0;

  const sendLater = (event: StripeEvent, endpoint: WebhookEndpoint) => {
    const occasion = occasionOf(event);
    const shuffle = account.faults.take("shuffle-notifications", occasion);
    const notification = notificationOf(account, event, endpoint);
    if (shuffle) {
      const waitMs = Math.random() * (shuffle.delayMs ?? SHUFFLE_MS);
      account.clock.after(waitMs, () => void account.notifier.send(notification));
      return;
    }
    const begun = generation;
    queue = queue.then(() =>
      begun === generation ? account.notifier.send(notification) : undefined,
    );
  };

  return {
    deliver(events) {
      if (held) return;
      for (const event of events) {
        const endpoints = endpointsOf(account).filter((endpoint) => takes(endpoint, event.type));
        account.store.put("event", { ...event, pending_webhooks: endpoints.length });
        for (const endpoint of endpoints) {
          sendLater(event, endpoint);
          if (account.faults.take("second-event", occasionOf(event))) {
            const twin = { ...event, id: newId("evt") };
            account.store.put("event", twin);
            sendLater(twin, endpoint);
          }
        }
      }
      account.store.commit();
    },
    hold(wanted) {
      held = wanted;
    },
    async idle() {
      let waited: Promise<void> | undefined;
      while (waited !== queue) {
        waited = queue;
        await waited;
      }
    },
    forget() {
      generation += 1;
      held = false;
      queue = Promise.resolve();
    },
  };
}

const occasionOf = (event: StripeEvent) =>
  ({ gateway: "stripe", outTradeNo: event.type, operation: objectIdOf(event) }) as const;

const objectIdOf = (event: StripeEvent): string =>
  String((event.data.object as { id?: unknown }).id ?? "");

/** The first variant that a fault asks for. */
function takeVariant(account: Account, event: StripeEvent): StripeVariant {
  const asked = STRIPE_VARIANTS.find(
    (name) => name !== "genuine" && account.faults.take(name as FaultName, occasionOf(event)),
  );
  return asked ?? "genuine";
}

export function notificationOf(
  account: Account,
  event: StripeEvent,
  endpoint: WebhookEndpoint,
  variant?: StripeVariant,
): Notification {
  return {
    ...occasionOf(event),
    url: endpoint.url,
    compose: () => composeEvent(account, event, endpoint, variant ?? takeVariant(account, event)),
    delivered({ verdict }) {
      const kept = account.store.get("event", event.id);
      if (verdict !== "accepted" || !kept || kept.pending_webhooks === 0) return;
      account.store.put("event", { ...kept, pending_webhooks: kept.pending_webhooks - 1 });
      account.store.commit();
    },
  };
}
