import * as v from "valibot";
import { customerId } from "../../../core/schemas.ts";

export const OfCustomer = v.object({ customer: customerId });

export const Allowance = v.object({ allow: v.boolean() });

export const AccountStanding = v.object({
  customerId: v.string(),
  allowNegative: v.boolean(),
  owed: v.pipe(
    v.object({ power: v.number(), credits: v.number() }),
    v.description("Units that the next ones to come pay for"),
  ),
});

export const COMPONENTS = { AccountStanding };
