import type { Answer } from "./answer.ts";
import { getUnlessBlocked } from "./client.ts";

export interface AnalyticsSetup {
  /** PostHog's public project key. */
  key: string;
  /** The path on our own origin that hands events on. */
  host: string;
}

/** Where PostHog's library posts, below the setup's host. */
export const BATCH_PATH = "/api/analytics/batch/";

/** undefined when the operator has set no key. */
export const readAnalytics = (): Promise<Answer<AnalyticsSetup | undefined>> =>
  getUnlessBlocked<AnalyticsSetup | undefined>("/api/analytics");
