import type { GatewayName } from "../domain/order/payway.ts";
import type { Env } from "../env.ts";
import type { Notice } from "../payments/port.ts";

export type Elsewhere = Extract<Notice, { kind: "elsewhere" }>;

/**
 * A genuine event that is about no payment of an order: of a subscription, an invoice, a customer, or of a type that nothing
 * uses. None is used yet, so each is acknowledged and nothing is kept. What a customer's account lives by is to be handed on
 * here: the ids alone, written down in the account's object before this returns, since the event is then acknowledged.
 */
export async function takeElsewhere(
  _env: Env,
  _gateway: GatewayName,
  _event: Elsewhere,
): Promise<void> {}
