import * as v from "valibot";
import { EVENT_TYPES } from "../../../../domain/event.ts";
import { EventFields } from "../../../core/events/schemas.ts";
import { beforeIn, instantMs } from "../../../core/query.ts";
import { next } from "../../../core/schemas.ts";

export const ConsoleEventsQuery = v.object({
  customer: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.minLength(1),
      v.maxLength(255),
      v.description("Only this customer's"),
    ),
  ),
  type: v.optional(v.pipe(v.picklist(EVENT_TYPES), v.description("Only events of this type"))),
  from: instantMs("ISO 8601: happened from then on"),
  to: instantMs("ISO 8601: happened before then"),
  before: beforeIn("console-events"),
});

export const ConsoleEvents = v.object({ items: v.array(EventFields), next });
