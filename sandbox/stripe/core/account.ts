import type Stripe from "stripe";
import type { Clock } from "../../clock.ts";
import type { Faults } from "../../faults.ts";
import type { SandboxKeys } from "../../keys.ts";
import type { Notifier } from "../../notifier.ts";
import { randomText } from "../../signing.ts";
import { differenceOf } from "./difference.ts";
import type { Customer, Kind, Records, Settings, StripeEvent, TaskKind } from "./records.ts";
import { resourceMissing } from "./refusal.ts";
import { createStore, type Store } from "./store.ts";

/** The version of the API that the sandbox speaks: the one that the package pins. */
export const API_VERSION = "2026-10-28.endive";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What the account needs of the sandbox around it. */
export interface Surroundings {
  keys: SandboxKeys;
  appUrl: string;
  url: string;
  clock: Clock;
  faults: Faults;
  notifier: Notifier;
}

/** One Stripe account in test mode: what it holds, its time, and what it tells. */
export interface Account extends Surroundings {
  store: Store;
  /** Unix seconds; a task runs at the moment it was due. */
  time: { running: number | null };
  /** Who asked: noted in the events of a request. */
  request: StripeEvent["request"];
  /** Events of the request or task under way, in the order they came about. */
  pending: StripeEvent[];
  /** The order in which the events of this request are told, where it is known to differ. */
  eventOrder: readonly string[] | null;
  /** Writes down what was committed: before any answer or event tells of it. */
  save: () => void;
  /** Sends what was committed. Both are set where the account is put together (stripe.ts). */
  deliver: (events: StripeEvent[]) => void;
  /** The keys of requests that are still being answered. */
  inFlight: Set<string>;
}

export function createAccount(surroundings: Surroundings): Account {
  return {
    ...surroundings,
    store: createStore(),
    time: { running: null },
    request: null,
    pending: [],
    eventOrder: null,
    save: () => {},
    deliver: () => {},
    inFlight: new Set(),
  };
}

export const newId = (prefix: string): string => `${prefix}_${randomText(24)}`;

/** The account's own time, in seconds. */
export const accountTime = (account: Account): number =>
  account.time.running ?? Math.floor(account.clock.now() / 1000);

/** The time that a customer lives on: its test clock's, or the account's. */
export function timeOf(account: Account, customer: string | null | undefined): number {
  const clock = clockOf(account, customer);
  const found = clock === null ? undefined : account.store.get("testClock", clock);
  return found?.frozen_time ?? accountTime(account);
}

export const clockOf = (account: Account, customer: string | null | undefined): string | null =>
  (customer && account.store.get("customer", customer)?.test_clock) || null;

/** The record an id names, or Stripe's refusal. */
export function find<K extends Kind>(
  account: Account,
  kind: K,
  id: string,
  param = "id",
): Records[K] {
  const found = account.store.get(kind, id);
  if (found) return found;
  throw resourceMissing(NOUNS[kind] ?? kind, id, param);
}

/** A customer that can be used; a deleted one is as if it had never been. */
export function liveCustomer(account: Account, id: string, param = "customer"): Customer {
  const found = account.store.get("customer", id);
  if (!found || found.deleted) throw resourceMissing("customer", id, param);
  return found;
}

const NOUNS: Partial<Record<Kind, string>> = {
  paymentMethod: "PaymentMethod",
  paymentIntent: "payment_intent",
  setupIntent: "setupintent",
  schedule: "subscription_schedule",
  invoiceItem: "invoiceitem",
  invoicePayment: "invoice_payment",
  session: "checkout.session",
  creditNote: "credit note",
  portalConfiguration: "configuration",
  testClock: "test_clock",
  endpoint: "webhook endpoint",
};

/** Notes an event; `before` is what the object was, of which the event names what changed. */
export function emit(
  account: Account,
  type: Stripe.Event.Type,
  object: object,
  before?: object,
): StripeEvent {
  const { customer, id } = object as { customer?: unknown; id?: unknown };
  const owner = typeof customer === "string" ? customer : typeof id === "string" ? id : null;
  const event: StripeEvent = {
    id: newId("evt"),
    object: "event",
    api_version: API_VERSION,
    created: timeOf(account, owner),
    data: { object, ...(before && { previous_attributes: differenceOf(before, object) }) },
    livemode: false,
    pending_webhooks: 0,
    request: account.request ?? { id: null, idempotency_key: null },
    type,
  };
  account.pending.push(event);
  return event;
}

/** Replaces a record and tells of it, unless nothing changed. */
export function change<K extends Kind>(
  account: Account,
  kind: K,
  id: string,
  patch: Partial<Records[K]>,
  type?: Stripe.Event.Type,
): Records[K] {
  const before = find(account, kind, id);
  const after = { ...before, ...patch };
  account.store.put(kind, after);
  const differs = Object.keys(differenceOf(before, after)).length > 0;
  if (type && differs) emit(account, type, after, before);
  return after;
}

/** At most one task of a kind per target: a later call moves it. */
export function schedule(
  account: Account,
  kind: TaskKind,
  target: string,
  due: number,
  customer: string | null | undefined,
): void {
  const clock = clockOf(account, customer);
  account.store.put("task", { id: `${kind}:${target}`, kind, target, due, clock });
}

export const unschedule = (account: Account, kind: TaskKind, target: string): void =>
  account.store.remove("task", `${kind}:${target}`);

const SETTINGS_DEFAULT: Settings = {
  id: "settings",
  retriesEnd: "cancel",
  // Eight attempts in two weeks, the recommended setting.
  retryHours: [24, 48, 48, 48, 48, 48, 72],
  delayedMethodHours: 72,
  upcomingDays: 3,
  subscriptionCreatedIncomplete: false,
  limitToOneSubscription: false,
  finalizeAfterAcknowledged: false,
  disputeCancels: false,
};

export const settingsOf = (account: Account): Settings =>
  account.store.get("settings", "settings") ?? SETTINGS_DEFAULT;
