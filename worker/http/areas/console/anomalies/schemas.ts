import * as v from "valibot";
import { instant } from "../../../core/schemas.ts";
import { more } from "../schemas.ts";

export const Anomalies = v.object({
  items: v.array(
    v.object({
      at: instant,
      gateway: v.string(),
      genuine: v.boolean(),
      reason: v.string(),
      detail: v.string(),
    }),
  ),
  more,
});
