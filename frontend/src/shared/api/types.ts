/** The API's shapes that every page may need, types only: nothing of the Worker is bundled. */
export type {
  Credits,
  Me,
  Plan,
  PlanChanged,
  Plans,
  Preview,
  Subscription,
} from "../../../../worker/app.ts";
