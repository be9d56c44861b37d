import type { Entitlement } from "../../domain/entitlement/handlers.ts";
import type { Balance } from "../../domain/ledger/assets.ts";
import type { Issue } from "../../domain/subscription/issues.ts";
import { revenueOf } from "../../domain/subscription/revenue.ts";
import type { SubscriptionRecord } from "../../domain/subscription/state.ts";
import type { Batch, Outbox } from "../../durable/outbox.ts";
import type { Steps } from "../../durable/steps.ts";
import { type CustomerProjection, projectCustomer } from "../../store/customers.ts";
import type { SeenProfile } from "./profile.ts";
import type { Debt } from "./standing.ts";

/** What the account knows when it is projected. */
export interface AccountState {
  customerId: string;
  balances: Balance[];
  entitlements: Entitlement[];
  subscription: SubscriptionRecord;
  /** What needs an operator's eye; null where nothing ever did. */
  issues: Issue[] | null;
  profile: SeenProfile | null;
  debt: Debt;
  /** Of the ledger's first and last transactions, epoch ms; null without any. */
  history: { firstAtMs: number; lastAtMs: number } | null;
}

interface Projecting {
  steps: Steps;
  write<T>(change: () => T): T;
  state(): AccountState;
}

/** Writes the customer's row to D1, when that is due. */
export async function project(
  db: D1Database,
  outbox: Outbox,
  { steps, write, state }: Projecting,
): Promise<void> {
  const dueMs = outbox.dueAtMs();
  if (dueMs === null || dueMs > Date.now()) return;
  await outbox.deliver(steps, write, (batch) =>
    projectCustomer(db, customerOf(state(), batch, Date.now())),
  );
}

/** The customer's row as D1 shows it. */
export function customerOf(
  {
    customerId,
    balances,
    entitlements,
    subscription,
    issues,
    profile,
    debt,
    history,
  }: AccountState,
  { version, events }: Batch,
  nowMs: number,
): CustomerProjection {
  const first = [profile?.firstSeenAtMs, history?.firstAtMs].filter((at) => at !== undefined);
  const last = [profile?.lastSeenAtMs, history?.lastAtMs].filter((at) => at !== undefined);
  return {
    id: customerId,
    name: profile?.name ?? null,
    email: profile?.email ?? null,
    balances,
    entitlements: entitlements.map(({ kind, name, startsAtMs, expiresAtMs, source }) => ({
      kind,
      name,
      startsAt: startsAtMs,
      expiresAt: expiresAtMs,
      source,
    })),
    plan: planOf(subscription),
    issues,
    owed: Object.values(debt.owed).some((units) => units > 0) ? debt.owed : null,
    mayOwe: debt.mayOwe,
    firstSeenAtMs: first.length > 0 ? Math.min(...first) : nowMs,
    lastSeenAtMs: last.length > 0 ? Math.max(...last) : nowMs,
    version,
    events,
    nowMs,
  };
}

const planOf = (record: SubscriptionRecord): object | null =>
  record.status === "free"
    ? null
    : {
        planId: record.planId,
        status: record.status,
        source: record.source,
        startsAt: record.periodStartMs,
        endsAt: record.periodEndMs,
        cancelAt: record.cancelAtMs,
        revenue: revenueOf(record),
      };
