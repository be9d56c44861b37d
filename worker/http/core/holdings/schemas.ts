import * as v from "valibot";
import { count, instant } from "../schemas.ts";

/** What a customer has, as the centres and host products are told. */

export const CozeEntitlement = v.object({
  name: v.string(),
  expiresAt: instant,
  remainingDays: v.pipe(count, v.description("Days left, a begun day counts whole")),
});

export const COMPONENTS = { CozeEntitlement };

export type CozeEntitlement = v.InferOutput<typeof CozeEntitlement>;
