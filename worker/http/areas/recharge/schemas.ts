import * as v from "valibot";
import { PayWay } from "../../core/centre/schemas.ts";
import { count, money } from "../../core/schemas.ts";

const RechargeRule = v.object({
  id: v.string(),
  power: count,
  givePower: v.pipe(count, v.description("Given on top")),
  sellPrice: money,
  currency: v.string(),
  label: v.string(),
});

/** Seed 003, `RechargeCenterInfo`. */
export const RechargeCenter = v.object({
  payWayList: v.array(PayWay),
  rechargeExplain: v.pipe(
    v.string(),
    v.description("Sanitised HTML; empty when the operator set none"),
  ),
  rechargeRule: v.array(RechargeRule),
  rechargeStatus: v.pipe(v.boolean(), v.description("false: closed, show the lock screen")),
  cozePackageStatus: v.pipe(
    v.boolean(),
    v.description("false: the other centre is closed, so a menu need not ask"),
  ),
  user: v.optional(
    v.object({
      id: v.string(),
      username: v.string(),
      avatar: v.string(),
      power: v.pipe(count, v.description("Power that can be spent")),
    }),
  ),
});

export const COMPONENTS = { RechargeRule, RechargeCenter };

export type RechargeRule = v.InferOutput<typeof RechargeRule>;
export type RechargeCenter = v.InferOutput<typeof RechargeCenter>;
