import type { latestAnomalies } from "../../../../store/anomalies.ts";
import { iso } from "../../../core/time.ts";
import { NOTE_COLUMNS, presentNote } from "../notes/present.ts";
import type { Anomaly } from "./schemas.ts";

const DETAILS_JOINED_BY = " · ";

type Latest = Awaited<ReturnType<typeof latestAnomalies>>;

export const presentGenuine = (row: Latest["genuine"][number]): Anomaly => ({
  at: iso(row.at),
  gateway: row.gateway,
  genuine: true,
  reason: row.reason,
  detail: row.detail,
  count: 1,
  note: presentNote({ list: "message", id: row.id }, row, 1),
});

export const presentStrange = ({
  day,
  gateway,
  reason,
  count,
  ...row
}: Latest["strange"][number]): Anomaly => ({
  at: iso(row.lastAt),
  gateway,
  genuine: false,
  reason,
  detail: row.details.join(DETAILS_JOINED_BY),
  count,
  note: presentNote({ list: "count", day, gateway, reason }, row, count),
});

/** Of a file of anomalies. */
export const ANOMALY_COLUMNS = [
  ...(["at", "gateway", "genuine", "reason", "detail", "count"] as const),
  ...NOTE_COLUMNS,
] as const;
