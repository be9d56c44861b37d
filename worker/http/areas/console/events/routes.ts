import { Hono } from "hono";
import type { StoredEvent } from "../../../../domain/event.ts";
import { partOf } from "../../../../domain/page.ts";
import { listEvents } from "../../../../store/event-lists.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { presentEvent } from "../../../core/events/present.ts";
import { ConsoleEvents, ConsoleEventsQuery } from "./schemas.ts";

/** Rows of one part. */
const EVENTS_PART_MAX = 50;

const placeOf = ({ atMs, position }: StoredEvent) => [atMs, position] as const;

/** What happened to customers, as host products are told it. */
export const events = new Hono<AppEnv>().get(
  "/events",
  describe({
    tag: "Console",
    summary:
      "Events of all customers, what happened last first; those in the archive are not among them",
    answers: { 200: { description: "A part", schema: ConsoleEvents } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  viewing(),
  valid("query", ConsoleEventsQuery),
  async (c) => {
    const { from, to, ...query } = c.req.valid("query");
    const limit = EVENTS_PART_MAX + 1;
    const found = await listEvents(c.env.DB, { ...query, fromMs: from, toMs: to, limit });
    const { rows, next } = partOf("console-events", found, EVENTS_PART_MAX, placeOf);
    return c.json({ items: rows.map(presentEvent), next }, 200, NO_STORE);
  },
);
