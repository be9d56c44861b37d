import { post } from "../../shared/api/client.ts";
import type { PlanChanged, Preview } from "./types.ts";

const BASE = "/api/portal/subscription";

/** What a change would cost and do. */
export const previewPlan = (planId: string, payType: number) =>
  post<Preview>(`${BASE}/preview`, { planId, payType });

/** Subscribes, extends, upgrades or downgrades. Another amount due than the one that was shown is refused. */
export const changePlan = (planId: string, payType: number, expectedAmount: string | undefined) =>
  post<PlanChanged>(`${BASE}/upgrade`, { planId, payType, expectedAmount });
