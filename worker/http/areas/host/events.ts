import { Hono } from "hono";
import * as v from "valibot";
import { cursorOf } from "../../../domain/cursor.ts";
import { eventsAfter } from "../../../store/event-lists.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { host } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { presentEvent } from "../../core/events/present.ts";
import { EventFields } from "../../core/events/schemas.ts";
import { refuse } from "../../core/problem.ts";
import { beforeIn } from "../../core/query.ts";

/** Events of one answer. */
const FEED_PART_MAX = 100;

const FeedQuery = v.object({ after: beforeIn("event-feed") });

const EventFeed = v.object({
  items: v.pipe(v.array(EventFields), v.description("In the order of arrival")),
  next: v.pipe(
    v.nullable(v.string()),
    v.description(
      "`after` of the next call, to be kept once these are done; null before any event",
    ),
  ),
  more: v.pipe(v.boolean(), v.description("There are further ones: ask again at once")),
});

/** What happened to customers, pulled by a host product. */
export const hostEvents = new Hono<AppEnv>().get(
  "/",
  describe({
    tag: "Host product",
    summary:
      "What happened to all customers, in the order in which it arrived here: whoever goes on from `next` misses none and hears none twice",
    answers: { 200: { description: `Up to ${FEED_PART_MAX} events`, schema: EventFeed } },
    refusals: ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST", "EVENTS_GONE"],
    security: BY_HOST,
  }),
  host,
  valid("query", FeedQuery),
  async (c) => {
    const { after } = c.req.valid("query");
    const found = await eventsAfter(c.env.DB, after, FEED_PART_MAX + 1);
    if (!found.ok) return refuse(c, "EVENTS_GONE", undefined, { reason: found.error.reason });
    const shown = found.value.slice(0, FEED_PART_MAX);
    const last = shown.at(-1);
    const place = last ? ([last.position, last.id] as const) : after;
    const next = place ? cursorOf("event-feed", place) : null;
    const more = found.value.length > FEED_PART_MAX;
    return c.json({ items: shown.map(presentEvent), next, more }, 200, NO_STORE);
  },
);
