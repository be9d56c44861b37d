import { Hono } from "hono";
import { listIssues } from "../../../../store/subscription-issues.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { presentIssue } from "./present.ts";
import { IssuesQuery, SubscriptionIssues } from "./schemas.ts";

const ISSUES_SHOWN_MAX = 200;

/** What needs an operator's eye of customers' subscriptions. */
export const issues = new Hono<AppEnv>().get(
  "/subscription-issues",
  describe({
    tag: "Console",
    summary:
      "Customers whose subscription needs a person: an unknown price, a time that was paid twice",
    answers: { 200: { description: "The newest first", schema: SubscriptionIssues } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  viewing(),
  valid("query", IssuesQuery),
  async (c) => {
    const { show, customer } = c.req.valid("query");
    const rows = await listIssues(c.env.DB, { shown: show, customer }, ISSUES_SHOWN_MAX + 1);
    const items = rows.slice(0, ISSUES_SHOWN_MAX).map(presentIssue);
    return c.json({ items, more: rows.length > ISSUES_SHOWN_MAX }, 200, NO_STORE);
  },
);
