import type { PrepaidRedirect } from "../../app.ts";
import { attemptsOf } from "../card.ts";
import type { Customer } from "../world.ts";

/** Stripe's page for an order that sells a plan. */
export async function prepayByCardOf(who: Customer, orderId: string): Promise<string> {
  const asked = { from: "subscription", orderId, payType: 3 };
  const { status } = await who.post<PrepaidRedirect>("/api/pay/prepay", asked);
  if (status !== 200) throw new Error(`no page: ${status}`);
  return (await attemptsOf(orderId)).at(-1)?.gatewayId ?? "";
}
