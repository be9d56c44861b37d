import type { InferOutput } from "valibot";
import type {
  ConsoleAccount,
  PlanEnded,
} from "../../../../worker/http/areas/console/customers/schemas.ts";
import type { ConsoleEvents as ConsoleEventsSchema } from "../../../../worker/http/areas/console/events/schemas.ts";
import type { Timeline } from "../../../../worker/http/areas/console/timeline/schemas.ts";
import type { Answer } from "../../shared/api/answer.ts";
import { get } from "../../shared/api/client.ts";
import { addressOf, type Query } from "./client.ts";
import type { OrderFile } from "./types.ts";
import { write } from "./write.ts";

/** What happened to customers, and the ends that an operator makes of a plan or of an unpaid order. */

export type { TimelineEntry } from "../../../../worker/http/areas/console/timeline/schemas.ts";
export type ConsoleEvents = InferOutput<typeof ConsoleEventsSchema>;
export type ConsoleEvent = ConsoleEvents["items"][number];
export type Ending = NonNullable<ConsoleAccount["ending"]>;
export type EndWay = Ending["ways"][number];

const one = encodeURIComponent;

export const readTimeline = (customer: string, query: Query) =>
  get<Timeline>(addressOf(`customers/${one(customer)}/timeline`, query));
export const readEvents = (query: Query) => get<ConsoleEvents>(addressOf("events", query));

export const endPlan = (
  customer: string,
  body: { ref: string; way: EndWay; reason: string },
): Promise<Answer<PlanEnded>> =>
  write({ method: "POST", path: addressOf(`customers/${one(customer)}/plan/end`), body });

export const closeOrder = (orderNo: string, reason: string): Promise<Answer<OrderFile>> =>
  write({ method: "POST", path: addressOf(`orders/${one(orderNo)}/close`), body: { reason } });
