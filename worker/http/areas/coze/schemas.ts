import * as v from "valibot";
import { PayWay } from "../../core/centre/schemas.ts";
import { CozeEntitlement } from "../../core/holdings/schemas.ts";
import { count, money } from "../../core/schemas.ts";

const CozePackage = v.object({
  id: v.string(),
  name: v.string(),
  label: v.pipe(v.string(), v.description("Short badge; may be empty")),
  description: v.string(),
  content: v.pipe(v.array(v.string()), v.description("What the package includes, a line each")),
  duration: v.pipe(count, v.description("Days of access")),
  originalPrice: v.nullable(money),
  currentPrice: money,
  currency: v.string(),
  soldOut: v.boolean(),
});

const CozeUser = v.object({
  id: v.string(),
  username: v.string(),
  avatar: v.pipe(v.string(), v.description("Image address, or empty")),
  cozePackage: v.pipe(v.nullable(CozeEntitlement), v.description("Null when none is running")),
});

export const CozeCenter = v.object({
  status: v.pipe(v.boolean(), v.description("false: closed, show the lock screen")),
  packages: v.array(CozePackage),
  payWayList: v.array(PayWay),
  explain: v.pipe(v.string(), v.description("Sanitised HTML; empty when the operator set none")),
  user: v.optional(CozeUser),
});

export const COMPONENTS = { CozePackage, CozeUser, CozeCenter };

export type CozePackage = v.InferOutput<typeof CozePackage>;
export type CozeCenter = v.InferOutput<typeof CozeCenter>;
