import * as v from "valibot";
import { count, instant } from "../schemas.ts";

/** What a customer has, as the centres and host products are told. */

/** Days of one package in a row. */
export const PackageRun = v.object({ name: v.string(), startsAt: instant, expiresAt: instant });

export const CozeEntitlement = v.object({
  name: v.pipe(v.string(), v.description("The package that runs now")),
  expiresAt: v.pipe(instant, v.description("When it and all that follow it have ended")),
  remainingDays: v.pipe(
    count,
    v.description("Days left of all together, a begun day counts whole"),
  ),
  next: v.pipe(v.array(PackageRun), v.description("What follows, in order")),
});

export const COMPONENTS = { PackageRun, CozeEntitlement };

export type CozeEntitlement = v.InferOutput<typeof CozeEntitlement>;
