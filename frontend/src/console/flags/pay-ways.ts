import type { ConsoleFlag } from "../api/settings.ts";

/** From one way to pay to the other: the act of an outage. */
export interface PayWaySwitch {
  off: 1 | 2;
  on: 1 | 2;
}

/** What can be switched now: away from the one that is on, to WeChat Pay where both are off. Null where the other is not set up. */
export function offeredSwitch(items: readonly ConsoleFlag[]): PayWaySwitch | null {
  const way = (payType: number) => items.find(({ name }) => name === `payway_${payType}_status`);
  const isOn = (payType: number) => way(payType)?.value === "true";
  const wanted: PayWaySwitch = isOn(1) ? { off: 1, on: 2 } : { off: 2, on: 1 };
  return way(wanted.on)?.usable ? wanted : null;
}
