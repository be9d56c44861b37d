import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { AppEnv } from "./http/app-env.ts";
import { identify, language, ownOriginOnly } from "./http/auth/middleware.ts";
import { refuse } from "./http/problem.ts";
import { account } from "./http/routes/account.ts";
import { analytics } from "./http/routes/analytics.ts";
import { auth } from "./http/routes/auth.ts";
import { consoleRoutes } from "./http/routes/console.ts";
import { cozePackage } from "./http/routes/coze-package.ts";
import { documentation } from "./http/routes/docs.ts";
import { hostRoutes } from "./http/routes/host.ts";
import { notify } from "./http/routes/notify.ts";
import { pay } from "./http/routes/pay.ts";
import { recharge } from "./http/routes/recharge.ts";
import { reconciliations } from "./http/routes/reconciliations.ts";
import { refundRoutes } from "./http/routes/refunds.ts";
import { status } from "./http/routes/status.ts";

/** Largest body taken. Orders are some hundred bytes, notifications a few thousand. */
const BODY_BYTES_MAX = 64 * 1024;

const app = new Hono<AppEnv>();

app.use(language);
app.use(async (c, next) => {
  await next();
  // The answer that opens a socket is the object's own, and its headers cannot be changed.
  if (c.res.status === 101) return;
  c.res.headers.set("x-content-type-options", "nosniff");
  // The page counts a code's time by the server's clock. Cloudflare sets this header itself, a local run does not.
  c.res.headers.set("date", new Date().toUTCString());
});
app.use(
  bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (c) => refuse(c as never, "BODY_TOO_LARGE") }),
);

// Gateways authenticate by signature alone.
app.route("/api/pay/notify", notify);

// Events are nobody's: no session is read for them.
app.route("/api/analytics", analytics);

// Host products call with an API key, which no browser attaches by itself.
app.route("/api/customers", hostRoutes);

app.use("/api/*", identify, ownOriginOnly);

const routes = app
  .route("/api/web/coze-package", cozePackage)
  .route("/api/recharge", recharge)
  .route("/api/account", account)
  .route("/api/pay", pay)
  .route("/api/auth", auth)
  .route("/api/console", consoleRoutes)
  .route("/api/console/reconciliations", reconciliations)
  .route("/api/console", refundRoutes)
  .route("/api/status", status);

app.route(
  "/api",
  documentation(() => app.routes),
);

app.notFound((c) => refuse(c, "NOT_FOUND"));

app.onError((error, c) => {
  // The validator's only own exception: a body that is not JSON.
  if (error instanceof HTTPException && error.status === 400)
    return refuse(c, "INVALID_REQUEST", [{ field: "", message: "the body is not JSON" }]);
  // A database error's message carries SQL and parameters: its name and where it was thrown are enough to find it.
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  console.error("request failed", {
    method: c.req.method,
    // A host's path names a customer.
    path: c.req.path.replace(/(\/api\/customers\/)[^/]+/, "$1…"),
    error: error.name,
    at: frames.slice(0, 8).map((line) => line.trim()),
  });
  return refuse(c, "INTERNAL");
});

export default app;
export type AppType = typeof routes;
export type { FailureCode } from "./http/errors.ts";
export type * from "./http/schemas.ts";
