import { Hono } from "hono";
import { latestDiscrepancies, reconciledDays } from "../../../../store/reconciliation.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { answerFile, describeFile, FILE_ROWS_ASKED, REST_OF_NOTED } from "../file.ts";
import { noteCells } from "../notes/present.ts";
import { ShownQuery } from "../notes/schemas.ts";
import { DISCREPANCY_COLUMNS, presentDay, presentDiscrepancy } from "./present.ts";
import { Reconciliations } from "./schemas.ts";

const DAYS_SHOWN_MAX = 60;
const DISCREPANCIES_SHOWN_MAX = 200;

/** The daily comparison with the gateways' books, for an operator. */
export const reconciliations = new Hono<AppEnv>()
  .get(
    "/reconciliations",
    describe({
      tag: "Console",
      summary: "What the comparison with the gateways' books found, by day",
      answers: { 200: { description: "The latest days", schema: Reconciliations } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", ShownQuery),
    async (c) => {
      const { show } = c.req.valid("query");
      const [days, found] = await Promise.all([
        reconciledDays(c.env.DB, DAYS_SHOWN_MAX + 1),
        latestDiscrepancies(c.env.DB, show, DISCREPANCIES_SHOWN_MAX + 1),
      ]);
      const body: Reconciliations = {
        items: days.slice(0, DAYS_SHOWN_MAX).map(presentDay),
        more: days.length > DAYS_SHOWN_MAX,
        discrepancies: found.slice(0, DISCREPANCIES_SHOWN_MAX).map(presentDiscrepancy),
        moreDiscrepancies: found.length > DISCREPANCIES_SHOWN_MAX,
      };
      return c.json(body, 200, NO_STORE);
    },
  )
  .get(
    "/discrepancies.csv",
    describeFile("Differences from the gateways' books, the newest first,"),
    acting("reconciliation.export", "read"),
    valid("query", ShownQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async ({ show }) => {
        const found = await latestDiscrepancies(c.env.DB, show, FILE_ROWS_ASKED);
        return {
          ...{ name: "discrepancies.csv", columns: DISCREPANCY_COLUMNS },
          rows: found.map(presentDiscrepancy),
          cells: ({ note, ...row }: ReturnType<typeof presentDiscrepancy>) => ({
            ...row,
            ...noteCells(note),
          }),
          rest: REST_OF_NOTED[show],
        };
      }),
  );
