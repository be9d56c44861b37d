import { expect } from "vitest";
import { type Customer, control, crafted, deliver } from "../world.ts";
import {
  code,
  countInLedger,
  faultsInBooks,
  hear,
  type Kind,
  listed,
  order,
  person,
  refundsListed,
  stateOf,
} from "./product.ts";
import { openAt, type Recording } from "./recordings.ts";
import { ALIPAY, type Played } from "./stage.ts";

/** What tests of recordings do with an order, and what must hold afterwards in every store. */

export interface Scene extends Played {
  who: Customer;
}

/** The recording, opened at this order. */
export async function at(recording: Recording, role: string): Promise<Scene> {
  const played = recording.cast[role] as Played;
  await openAt(recording, [role], [played.customer]);
  return { ...played, who: await person(played.customer) };
}

/** Of a plan the ledger has what its month gives, and no entry for the order. */
const GRANT: Record<Kind, string | null> = {
  coze: "coze.extend",
  recharge: "grant",
  credits: "grant",
  subscription: null,
};

/** All stores say that the order was granted, once. */
export async function expectGrantedOnce({ who, kind, orderNo, customer }: Scene) {
  expect(await stateOf(who, kind, orderNo)).toBe("completed");
  const entry = GRANT[kind];
  if (entry) expect(await countInLedger(who, orderNo, entry)).toBe(1);
  expect(await listed(who, orderNo)).toBe("completed");
  expect(await faultsInBooks(customer)).toEqual([]);
}

/** All stores say that the money went back, once, and the grant was taken back once. */
export async function expectRefundedOnce({ who, kind, orderNo, customer }: Scene) {
  expect(await stateOf(who, kind, orderNo)).toBe("refunded");
  const reversed = kind === "coze" ? "coze.retract" : "reverse";
  expect(await countInLedger(who, orderNo, reversed)).toBe(1);
  expect(await listed(who, orderNo)).toBe("refunded");
  const done = (await refundsListed(orderNo)).filter(({ state }) => state === "done");
  expect(done).toHaveLength(1);
  expect(await faultsInBooks(customer)).toEqual([]);
}

/** Codes that were shown for an order and of which the gateways still know, in the order of their numbers. */
export function codesOf({ gateways }: Recording, { orderNo }: Played): string[] {
  const { wechat, alipay } = gateways as Record<"wechat" | "alipay", Trade[]>;
  return [...wechat, ...alipay]
    .filter(({ number }) => number.startsWith(orderNo))
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .flatMap(({ codes }) => codes.slice(-1).map(({ codeUrl }) => codeUrl));
}

interface Trade {
  number: string;
  codes: { codeUrl: string }[];
}

/** The gateway tells once more of the order's payment. */
export async function repeat(
  gateway: "wechat" | "alipay",
  { orderNo }: Played,
  ordinal = 1,
): Promise<void> {
  const mail = await crafted({ gateway, number: `${orderNo}_${ordinal}`, variant: "genuine" });
  expect((await deliver(mail)).status).toBeLessThan(300);
}

export async function buy(who: Customer, kind: Kind, item: string): Promise<void> {
  const orderNo = await order(who, kind, item, ALIPAY);
  await control.pay(await code(who, kind, orderNo, ALIPAY));
  await hear(`${orderNo}_1`);
}
