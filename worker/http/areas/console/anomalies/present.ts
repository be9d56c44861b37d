import type { latestAnomalies } from "../../../../store/anomalies.ts";
import { iso } from "../../../core/time.ts";
import type { Anomaly } from "./schemas.ts";

const DETAILS_JOINED_BY = " · ";

type Latest = Awaited<ReturnType<typeof latestAnomalies>>;

export const presentGenuine = ({
  at,
  gateway,
  reason,
  detail,
}: Latest["genuine"][number]): Anomaly => ({
  ...{ at: iso(at), gateway, genuine: true, reason, detail, count: 1 },
});

export const presentStrange = ({
  lastAt,
  gateway,
  reason,
  details,
  count,
}: Latest["strange"][number]): Anomaly => ({
  ...{
    at: iso(lastAt),
    gateway,
    genuine: false,
    reason,
    detail: details.join(DETAILS_JOINED_BY),
    count,
  },
});

/** Of a file of anomalies. */
export const ANOMALY_COLUMNS = [
  ...(["at", "gateway", "genuine", "reason", "detail", "count"] as const),
] as const;
