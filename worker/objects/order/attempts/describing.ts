import type { Result } from "../../../domain/result.ts";
import type { Gateway, OpenFailure, Presented } from "../../../payments/port.ts";
import { notifyUrlOf } from "../../../payments/registry.ts";
import { type OrderContext, orderIn } from "../context.ts";

/**
 * Opens a number under the name of what is sold. A gateway that refuses the name, for a word in it or a rule that we do not
 * know, is told the order's number instead, for this code and every later one of the order: a refused text is never sent
 * again, and a number is re-entered with what it was opened with.
 */
export async function openTrade(
  context: OrderContext,
  gateway: Gateway,
  tradeNo: string,
): Promise<Result<Presented, OpenFailure>> {
  const { storage, now, write, env } = context;
  const { orderNo, sale, expiresAtMs } = orderIn(storage).placed;
  const openAs = (description: string) =>
    gateway.open({
      tradeNo,
      amount: sale.price,
      description,
      notifyUrl: notifyUrlOf(gateway.name, env),
      payableUntilMs: expiresAtMs,
    });
  if (isNameRefused(context, gateway)) return openAs(orderNo);

  const opened = await openAs(sale.grant.name);
  if (opened.ok || opened.error.reason !== "refused" || !opened.error.aboutText) return opened;
  const { code, detail } = opened.error;
  write(() =>
    storage.timeline.note(now(), "name-refused", {
      gateway: gateway.name,
      number: tradeNo,
      code,
      detail,
    }),
  );
  return openAs(orderNo);
}

const isNameRefused = ({ storage }: OrderContext, { name }: Gateway): boolean =>
  storage.timeline
    .all()
    .some(({ event, data }) => event === "name-refused" && data.gateway === name);
