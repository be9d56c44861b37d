import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Clock } from "./clock.ts";
import type { Faults, Gateway } from "./faults.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between deliveries after a failure (section 1.7: 15 retries in 24 h 4 min). */
const WECHAT_RETRIES_MS = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];

/** Section 2.10: eight deliveries within about 25 hours. */
const ALIPAY_RETRIES_MS = [
  4 * MINUTE,
  10 * MINUTE,
  10 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  15 * HOUR,
];

/** Unpublished: test mode is said to try about three times over a few hours. */
const STRIPE_RETRIES_MS = [5 * MINUTE, HOUR, 4 * HOUR];

interface DeliveryRules {
  retriesMs: readonly number[];
  /** Whether an answer ends the retries. */
  accepts(status: number, body: string): boolean;
}

/** WeChat and Stripe read only the status, Alipay only the text. */
export const DELIVERY_RULES: Record<Gateway, DeliveryRules> = {
  wechat: {
    retriesMs: WECHAT_RETRIES_MS,
    accepts: (status) => status === 200 || status === 204,
  },
  alipay: {
    retriesMs: ALIPAY_RETRIES_MS,
    accepts: (status, body) => status === 200 && body === "success",
  },
  stripe: {
    retriesMs: STRIPE_RETRIES_MS,
    accepts: (status) => status >= 200 && status < 300,
  },
};

export interface Message {
  headers: Record<string, string>;
  body: string;
  /** The crafted variant, or `genuine`. */
  variant: string;
}

export interface Notification {
  gateway: Gateway;
  outTradeNo: string;
  /** What faults may name beside the number. */
  operation?: string;
  url: string;
  /** Asked for every delivery: each one is signed anew (section 1.7). */
  compose(): Message;
  /** Hears of each delivery that was made. */
  delivered?(delivery: Delivery): void;
}

export interface Delivery {
  id: number;
  gateway: Gateway;
  number: string;
  url: string;
  variant: string;
  /** 1 for the first, counted per notification. */
  attempt: number;
  at: string;
  /** 0 when no answer came. */
  status: number;
  body: string;
  verdict: "accepted" | "refused" | "unreachable" | "dropped";
}

export interface Notifier {
  /** Resolves when the first delivery was answered or is put off. */
  send(notification: Notification): Promise<void>;
  /** One delivery right now, without retries. */
  sendOnce(notification: Notification): Promise<Delivery>;
  deliveries(): readonly Delivery[];
  forget(): void;
}

/** Only a person or a test reads them: the newest are enough. */
const DELIVERIES_KEPT = 2000;

export function createNotifier(clock: Clock, faults: Faults): Notifier {
  let deliveries: Delivery[] = [];
  let lastId = 0;
  // Deliveries on their way when everything is forgotten belong to the time before.
  let generation = 0;

  function record(delivery: Omit<Delivery, "id" | "at">): Delivery {
    lastId += 1;
    const entry = { id: lastId, at: new Date(clock.now()).toISOString(), ...delivery };
    deliveries = [...deliveries, entry].slice(-DELIVERIES_KEPT);
    return entry;
  }

  async function attempt(notification: Notification, attemptNumber: number): Promise<Delivery> {
    const begun = generation;
    const { gateway, outTradeNo: number, url } = notification;
    const message = notification.compose();
    const answer = await post(url, message);
    const accepted = DELIVERY_RULES[gateway].accepts(answer.status, answer.body);
    const verdict = answer.status === 0 ? "unreachable" : accepted ? "accepted" : "refused";
    const delivery = { gateway, number, url, variant: message.variant, attempt: attemptNumber };
    const entry = { ...delivery, status: answer.status, body: answer.body, verdict } as const;
    if (begun !== generation) return { id: 0, at: "", ...entry };
    const recorded = record(entry);
    notification.delivered?.(recorded);
    return recorded;
  }

  async function deliver(notification: Notification, attemptNumber: number): Promise<void> {
    const begun = generation;
    const delivery = await attempt(notification, attemptNumber);
    const waitMs = DELIVERY_RULES[notification.gateway].retriesMs[attemptNumber - 1];
    if (delivery.verdict === "accepted" || waitMs === undefined || begun !== generation) return;
    clock.after(waitMs, () => void deliver(notification, attemptNumber + 1));
  }

  return {
    async send(notification) {
      const { gateway, outTradeNo: number, url } = notification;
      if (faults.take("drop-notification", notification)) {
        const lost = { variant: "genuine", attempt: 1, status: 0, body: "" };
        record({ gateway, number, url, ...lost, verdict: "dropped" });
        return;
      }
      const delayed = faults.take("delay-notification", notification);
      const duplicated = faults.take("duplicate-notification", notification);
      const copies = duplicated ? (duplicated.count ?? 2) : 1;
      const first = new Promise<void>((resolve) => {
        clock.after(delayed?.delayMs ?? 0, () => {
          for (let copy = 1; copy < copies; copy += 1) void attempt(notification, 1);
          void deliver(notification, 1).then(resolve);
        });
      });
      if (!delayed) await first;
    },
    sendOnce: (notification) => attempt(notification, 1),
    deliveries: () => deliveries,
    forget() {
      generation += 1;
      deliveries = [];
    },
  };
}

/** Section 1.7: an answer later than this counts as none. */
const ANSWER_MS_MAX = 5000;
const ANSWER_BYTES_MAX = 65_536;

interface Answer {
  status: number;
  body: string;
}

/** Plain `node:http`: nothing is followed, reused or added, as with a gateway's own sender. */
function post(url: string, message: Message): Promise<Answer> {
  const send = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ status: 0, body: error.message });
    const headers = { ...message.headers, "content-length": Buffer.byteLength(message.body) };
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const call = send(url, { method: "POST", headers, agent: false, signal }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        if (body.length < ANSWER_BYTES_MAX) body += part;
      });
      response.on("error", failed);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on("error", failed);
    call.end(message.body);
  });
}
