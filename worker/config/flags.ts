import type { PayType } from "../domain/order/payway.ts";

/** Switches that an operator sets in KV. Absent or malformed means the default (docs/storage-schema.md). */
const FLAG_DEFAULTS = {
  coze_package_status: true,
  recharge_status: true,
  payway_1_status: true,
  payway_2_status: true,
  payway_3_status: false,
} as const satisfies Record<string, boolean>;

export type Flag = keyof typeof FLAG_DEFAULTS;
export const FLAGS = Object.keys(FLAG_DEFAULTS) as Flag[];

export interface FlagReading {
  value: boolean;
  source: "kv" | "default" | "malformed";
}

/** `true` or `false`, exactly, white space around it aside; anything else is the default and said to be malformed. */
export function readFlag(flag: Flag, stored: string | null | undefined): FlagReading {
  const text = stored?.trim();
  if (text === "true" || text === "false") return { value: text === "true", source: "kv" };
  return { value: FLAG_DEFAULTS[flag], source: stored == null ? "default" : "malformed" };
}

/** The switch of one way to pay. */
export const payWayFlag = (payType: PayType): Flag => `payway_${payType}_status`;
