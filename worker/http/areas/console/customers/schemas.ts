import * as v from "valibot";
import { count, customerId, instant } from "../../../core/schemas.ts";

export const OfCustomer = v.object({ customer: customerId });

export const Allowance = v.object({ allow: v.boolean() });

export const AccountStanding = v.object({
  customerId: v.string(),
  allowNegative: v.boolean(),
  owed: v.pipe(
    v.object({ power: v.number(), credits: v.number() }),
    v.description("Units that the next ones to come pay for"),
  ),
  changes: v.pipe(
    v.array(v.object({ at: instant, by: v.string(), allow: v.boolean() })),
    v.description("Who allowed it and who ended that, the newest first"),
  ),
  changesTotal: v.pipe(count, v.description("How many there are: the list shows the last hundred")),
});

export const SessionsEnded = v.object({
  customerId: v.string(),
  endedUntil: v.pipe(
    instant,
    v.description("Sessions that began by then are over, everywhere within a minute"),
  ),
});

export const COMPONENTS = { AccountStanding, SessionsEnded };
