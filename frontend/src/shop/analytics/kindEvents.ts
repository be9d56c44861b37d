import type { EventName } from "../../shared/analytics/names.ts";

/** One centre's name for each event; an event without a name is not reported. */
export interface KindEvents {
  view: EventName;
  select?: EventName;
  order: EventName;
  code: EventName;
  paid: EventName;
  timeout?: EventName;
  refresh?: EventName;
  cancel?: EventName;
}
