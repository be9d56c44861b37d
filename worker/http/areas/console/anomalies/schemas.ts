import * as v from "valibot";
import { count, instant } from "../../../core/schemas.ts";
import { RowNote } from "../notes/schemas.ts";
import { more } from "../schemas.ts";

export const Anomalies = v.object({
  items: v.array(
    v.object({
      at: instant,
      gateway: v.string(),
      genuine: v.boolean(),
      reason: v.string(),
      detail: v.pipe(
        v.string(),
        v.description("Of messages that are not genuine, up to five different ones of the day"),
      ),
      count: v.pipe(
        count,
        v.description("Messages: 1 for a genuine one, the day's of their reason for the others"),
      ),
      note: RowNote,
    }),
  ),
  more,
});

export type Anomaly = v.InferOutput<typeof Anomalies>["items"][number];
