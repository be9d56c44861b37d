import { EVENT } from "../../core/events/examples.ts";
import { BEFORE } from "../../core/examples.ts";

export const EVENT_FEED_EXAMPLES = {
  "getEvents 200": {
    "One that was not heard yet": { items: [EVENT], next: BEFORE.eventFeed, more: false },
  },
};

export const EVENT_FEED_PARAMETERS = { getEvents: { after: BEFORE.eventFeed } };
