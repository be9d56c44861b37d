import { Hono } from "hono";
import { latestAnomalies } from "../../../../store/anomalies.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { answerFile, describeFile, FILE_ROWS_ASKED, REST_OF_NOTED } from "../file.ts";
import { noteCells } from "../notes/present.ts";
import { ShownQuery } from "../notes/schemas.ts";
import { ANOMALY_COLUMNS, presentGenuine, presentStrange } from "./present.ts";
import { Anomalies, type Anomaly } from "./schemas.ts";

const ANOMALIES_SHOWN_MAX = 200;

export const anomalies = new Hono<AppEnv>()
  .get(
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
        ...genuine.slice(0, ANOMALIES_SHOWN_MAX).map(presentGenuine),
        ...strange.slice(0, ANOMALIES_SHOWN_MAX).map(presentStrange),
      ];
      const more = genuine.length > ANOMALIES_SHOWN_MAX || strange.length > ANOMALIES_SHOWN_MAX;
      return c.json({ items, more }, 200, NO_STORE);
    },
  )
  .get(
    "/anomalies.csv",
    describeFile("Messages that could not be tied to an order, genuine ones first,"),
    acting("anomaly.export", "read"),
    valid("query", ShownQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async ({ show }) => {
        const { genuine, strange } = await latestAnomalies(c.env.DB, show, FILE_ROWS_ASKED);
        const rows = [...genuine.map(presentGenuine), ...strange.map(presentStrange)];
        const cells = ({ note, ...row }: Anomaly) => ({
          ...{ ...row, genuine: String(row.genuine) },
          ...noteCells(note),
        });
        const file = { name: "anomalies.csv", columns: ANOMALY_COLUMNS, cells };
        return { ...file, rows, rest: REST_OF_NOTED[show] };
      }),
  );
