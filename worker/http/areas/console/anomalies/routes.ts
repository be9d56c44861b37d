import { Hono } from "hono";
import { latestAnomalies } from "../../../../store/anomalies.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { iso } from "../../../core/time.ts";
import { presentNote } from "../notes/present.ts";
import { ShownQuery } from "../notes/schemas.ts";
import { Anomalies } from "./schemas.ts";

const ANOMALIES_SHOWN_MAX = 200;

const DETAILS_JOINED_BY = " · ";

export const anomalies = new Hono<AppEnv>().get(
  "/anomalies",
  describe({
    tag: "Console",
    summary:
      "Messages that claimed to be a gateway's and could not be tied to an order: genuine ones, then the rest by day and reason",
    answers: { 200: { description: "The latest", schema: Anomalies } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  viewing(),
  valid("query", ShownQuery),
  async (c) => {
    const { show } = c.req.valid("query");
    const { genuine, strange } = await latestAnomalies(c.env.DB, show, ANOMALIES_SHOWN_MAX + 1);
    const items = [
      ...genuine.slice(0, ANOMALIES_SHOWN_MAX).map((row) => ({
        at: iso(row.at),
        gateway: row.gateway,
        genuine: true,
        reason: row.reason,
        detail: row.detail,
        count: 1,
        note: presentNote({ list: "message", id: row.id }, row, 1),
      })),
      ...strange.slice(0, ANOMALIES_SHOWN_MAX).map(({ day, gateway, reason, count, ...row }) => ({
        at: iso(row.lastAt),
        gateway,
        genuine: false,
        reason,
        detail: row.details.join(DETAILS_JOINED_BY),
        count,
        note: presentNote({ list: "count", day, gateway, reason }, row, count),
      })),
    ];
    const more = genuine.length > ANOMALIES_SHOWN_MAX || strange.length > ANOMALIES_SHOWN_MAX;
    return c.json({ items, more }, 200, NO_STORE);
  },
);
