import * as v from "valibot";
import { PayWay } from "../../core/centre/schemas.ts";
import { CozeEntitlement, PackageRun } from "../../core/holdings/schemas.ts";
import { count, instant, money } from "../../core/schemas.ts";

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

/** What buying a package now would do to what the customer has. */
const PurchaseEffect = v.object({
  id: v.pipe(v.string(), v.description("The package")),
  effect: v.pipe(
    v.picklist(["extends", "starts-now-displaces", "follows-after"]),
    v.description(
      "`extends`: its days follow those of the same package. `starts-now-displaces`: it runs at once, and what runs now goes on afterwards. `follows-after`: it starts when something else has ended",
    ),
  ),
  startsAt: v.pipe(instant, v.description("When the days that are bought would run")),
  expiresAt: instant,
  after: v.pipe(
    v.nullable(v.string()),
    v.description("What runs before them; null when they start now"),
  ),
  delayed: v.pipe(
    v.array(PackageRun),
    v.description("What would follow them, later than without them"),
  ),
  allExpireAt: v.pipe(instant, v.description("When all together would end")),
});

const CozeUser = v.object({
  id: v.string(),
  username: v.string(),
  avatar: v.pipe(v.string(), v.description("Image address, or empty")),
  cozePackage: v.pipe(v.nullable(CozeEntitlement), v.description("Null when none is running")),
  effects: v.pipe(
    v.array(PurchaseEffect),
    v.description(
      "For each package on sale what buying it would do; empty while none is running, since then it only starts",
    ),
  ),
});

export const CozeCenter = v.object({
  status: v.pipe(v.boolean(), v.description("false: closed, show the lock screen")),
  packages: v.array(CozePackage),
  payWayList: v.array(PayWay),
  explain: v.pipe(v.string(), v.description("Sanitised HTML; empty when the operator set none")),
  user: v.optional(CozeUser),
});

export const COMPONENTS = { CozePackage, PurchaseEffect, CozeUser, CozeCenter };

export type CozePackage = v.InferOutput<typeof CozePackage>;
export type PurchaseEffect = v.InferOutput<typeof PurchaseEffect>;
export type CozeCenter = v.InferOutput<typeof CozeCenter>;
