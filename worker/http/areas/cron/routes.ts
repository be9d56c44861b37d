import { type Context, Hono, type MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { timingSafeEqual } from "hono/utils/buffer";
import { resetCredits, resetCustomer, walkedPeriod } from "../../../actions/resetCredits.ts";
import { lastReset, type ResetProgress } from "../../../store/credit-resets.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { identify, ownOriginOnly } from "../../core/auth/middleware.ts";
import { acting, viewing } from "../../core/auth/operator.ts";
import { NO_STORE } from "../../core/caching.ts";
import { creditSystemOf } from "../../core/credits/system.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, FOR_WRITES, valid } from "../../core/describe.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import { type CreditReset, CreditReset as Reset, ResetCredits } from "./schemas.ts";

/** Shorter secrets can be guessed; `npm start` and docs/deploy.md make one of 43 characters. */
const SECRET_LENGTH_MIN = 16;

type WithCaller = AppEnv & { Variables: { byCron: boolean } };

/** Lets whoever knows CRON_SECRET through, and operators as `check` knows them. Without such a secret, operators alone. */
const cronOr = (check: MiddlewareHandler) =>
  createMiddleware<WithCaller>(async (c, next) => {
    const secret = c.env.CRON_SECRET?.trim() ?? "";
    if (secret !== "" && secret.length < SECRET_LENGTH_MIN) {
      console.error(
        `CRON_SECRET is malformed: it must have at least ${SECRET_LENGTH_MIN} characters`,
      );
      return refuse(c, "NOT_CONFIGURED");
    }
    const [scheme, token = ""] = (c.req.header("authorization") ?? "").split(" ");
    const isCron =
      secret !== "" && scheme?.toLowerCase() === "bearer" && (await timingSafeEqual(secret, token));
    c.set("byCron", isCron);
    if (isCron) return next();
    const context = c as unknown as Context;
    for (const known of [identify, ownOriginOnly] as MiddlewareHandler[]) {
      const refusal = await known(context, async () => {});
      if (refusal) return refusal;
    }
    return check(context, next);
  });

/** What a scheduler outside may start. The product's own cron does the same by itself. */
export const cron = new Hono<AppEnv>()
  .get(
    "/reset-credits",
    describe({
      tag: "Operation",
      summary:
        "How far the monthly walk is, for an operator; called with CRON_SECRET it goes on first",
      answers: { 200: { description: "The last walk", schema: Reset } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
      security: [{ cronSecret: [] }, ...BY_CUSTOMER],
    }),
    cronOr(viewing()),
    async (c) => {
      if (c.get("byCron")) return answer(c, await resetCredits(c.env, () => Date.now()));
      const last = await lastReset(c.env.DB);
      return last ? answer(c, last) : c.json(await notBegun(c), 200, NO_STORE);
    },
  )
  .post(
    "/reset-credits",
    describe({
      tag: "Operation",
      summary: "Goes on with the monthly walk over the customers, or renews one customer's credits",
      answers: { 200: { description: "How far it is now", schema: Reset } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
      security: [{ cronSecret: [] }, ...BY_CUSTOMER],
    }),
    cronOr(acting("credits.reset", "money")),
    valid("json", ResetCredits),
    async (c) => {
      const { customerId } = c.req.valid("json");
      if (customerId === undefined) return answer(c, await resetCredits(c.env, () => Date.now()));
      const isDone = await resetCustomer(c.env, customerId, Date.now());
      const progress = await notBegun(c);
      return c.json(
        { ...progress, total: 1, done: Number(isDone), failed: Number(!isDone) },
        200,
        NO_STORE,
      );
    },
  );

const answer = <E extends AppEnv>(c: Context<E>, progress: ResetProgress): Response =>
  c.json(presentReset(progress), 200, NO_STORE);

const presentReset = (progress: ResetProgress): CreditReset => ({
  period: progress.period,
  total: progress.total,
  done: progress.done,
  failed: progress.failed,
  startedAt: iso(progress.startedAtMs),
  finishedAt: progress.finishedAtMs === null ? null : iso(progress.finishedAtMs),
});

async function notBegun<E extends AppEnv>(c: Context<E>): Promise<CreditReset> {
  const { rules } = await creditSystemOf(c);
  const period = walkedPeriod(rules, Date.now());
  return { period, total: 0, done: 0, failed: 0, startedAt: null, finishedAt: null };
}
