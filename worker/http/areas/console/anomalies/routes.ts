import { Hono } from "hono";
import { latestAnomalies } from "../../../../store/anomalies.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { operator } from "../../../core/auth/middleware.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS } from "../../../core/describe.ts";
import { iso } from "../../../core/time.ts";
import { Anomalies } from "./schemas.ts";

const ANOMALIES_SHOWN_MAX = 200;

export const anomalies = new Hono<AppEnv>().get(
  "/anomalies",
  describe({
    tag: "Console",
    summary:
      "Messages that claimed to be a gateway's and could not be tied to an order, newest first",
    answers: { 200: { description: "The latest", schema: Anomalies } },
    refusals: [...FOR_CALLERS, "FORBIDDEN"],
  }),
  operator,
  async (c) => {
    const rows = await latestAnomalies(c.env.DB, ANOMALIES_SHOWN_MAX + 1);
    const items = rows
      .slice(0, ANOMALIES_SHOWN_MAX)
      .map(({ at, gateway, genuine, reason, detail }) => ({
        at: iso(at),
        gateway,
        genuine,
        reason,
        detail,
      }));
    return c.json({ items, more: rows.length > ANOMALIES_SHOWN_MAX }, 200, NO_STORE);
  },
);
