import { get } from "../api/client.ts";
import type { Plans } from "../api/types.ts";

/** The plans, and what this customer can do with each now. */
export const readPlans = () => get<Plans>("/api/portal/plans");
