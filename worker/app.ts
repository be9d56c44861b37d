import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { account } from "./http/areas/account/routes.ts";
import { analytics } from "./http/areas/analytics/routes.ts";
import { auth } from "./http/areas/auth/routes.ts";
import { consoleRoutes } from "./http/areas/console/routes.ts";
import { cozePackage } from "./http/areas/coze/routes.ts";
import { credits } from "./http/areas/credits/routes.ts";
import { cron } from "./http/areas/cron/routes.ts";
import { documentation } from "./http/areas/docs/routes.ts";
import { hostEvents } from "./http/areas/host/events.ts";
import { hostRoutes } from "./http/areas/host/routes.ts";
import { usageBatch } from "./http/areas/host/usage.ts";
import { notify } from "./http/areas/notify/routes.ts";
import { pay } from "./http/areas/pay/routes.ts";
import { portal } from "./http/areas/portal/routes.ts";
import { recharge } from "./http/areas/recharge/routes.ts";
import { status } from "./http/areas/status/routes.ts";
import type { AppEnv } from "./http/core/app-env.ts";
import { identify, ownOriginOnly } from "./http/core/auth/middleware.ts";
import { language } from "./http/core/language.ts";
import { refuse } from "./http/core/problem.ts";
import { loggedPath, methodsOf } from "./http/core/routes.ts";
import { documentParts } from "./http/document-parts.ts";

/** Largest body taken. Orders are some hundred bytes, notifications a few thousand. */
const BODY_BYTES_MAX = 64 * 1024;

/** Largest batch of usage: five hundred events of five hundred bytes. */
const USAGE_BATCH_BYTES_MAX = 256 * 1024;
const USAGE_BATCH = "/api/usage";

/** The queue of fapiao as a file that comes back: a thousand rows of a thousand bytes. */
const FAPIAO_FILE_BYTES_MAX = 1024 * 1024;
const FAPIAO_FILE = "/api/console/fapiao.csv";

/** A year. Subdomains are not ours to speak for. Browsers take it over https only (RFC 6797, 7.2 and 8.1). */
const HTTPS_ONLY = "max-age=31536000";

const NOT_FRAMED = "frame-ancestors 'none'";

const app = new Hono<AppEnv>();

app.use(language);
app.use(async (c, next) => {
  await next();
  // The answer that opens a socket is the object's own, and its headers cannot be changed.
  if (c.res.status === 101) return;
  c.res.headers.set("x-content-type-options", "nosniff");
  // Nothing that the Worker answers is for a frame; the page that is, /embed, is served by Pages.
  if (!c.res.headers.has("content-security-policy"))
    c.res.headers.set("content-security-policy", NOT_FRAMED);
  if (new URL(c.req.url).protocol === "https:")
    c.res.headers.set("strict-transport-security", HTTPS_ONLY);
  // The page counts a code's time by the server's clock. Cloudflare sets this header itself, a local run does not.
  c.res.headers.set("date", new Date().toUTCString());
});
const atMost = (maxSize: number) =>
  bodyLimit({ maxSize, onError: (c) => refuse(c as never, "BODY_TOO_LARGE") });
const usual = atMost(BODY_BYTES_MAX);
const larger = new Map([
  [USAGE_BATCH, atMost(USAGE_BATCH_BYTES_MAX)],
  [FAPIAO_FILE, atMost(FAPIAO_FILE_BYTES_MAX)],
]);
app.use((c, next) => (larger.get(c.req.path) ?? usual)(c, next));

// Gateways authenticate by signature alone.
app.route("/api/pay/notify", notify);

// Events are anonymous; no session is read.
app.route("/api/analytics", analytics);

// Host products call with an API key, which no browser attaches by itself.
app.route("/api/customers", hostRoutes);
app.route(USAGE_BATCH, usageBatch);
app.route("/api/events", hostEvents);

// A scheduler knows a secret that is no customer's token; operators are recognised there too.
app.route("/api/cron", cron);

app.use("/api/*", identify, ownOriginOnly);

app.route("/api/web/coze-package", cozePackage);
app.route("/api/recharge", recharge);
app.route("/api/credits", credits);
app.route("/api/portal", portal);
app.route("/api/account", account);
app.route("/api/pay", pay);
app.route("/api/auth", auth);
app.route("/api/console", consoleRoutes);
app.route("/api/status", status);
app.route(
  "/api",
  documentation({
    routes: () => app.routes,
    parts: documentParts,
  }),
);

app.notFound((c) => {
  const methods = methodsOf(app, c.req.path);
  if (methods.length === 0) return refuse(c, "NOT_FOUND");
  c.header("allow", methods.join(", "));
  return refuse(c, "METHOD_NOT_ALLOWED");
});

app.onError((error, c) => {
  // The validator's only own exception: a body that is not JSON.
  if (error instanceof HTTPException && error.status === 400)
    return refuse(c, "INVALID_REQUEST", [{ field: "", message: "the body is not JSON" }]);
  // A database error's message carries SQL and parameters: its name and where it was thrown are enough to find it.
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  console.error("request failed", {
    method: c.req.method,
    path: loggedPath(c),
    error: error.name,
    at: frames.slice(0, 8).map((line) => line.trim()),
  });
  return refuse(c, "INTERNAL");
});

export default app;
export type { Me } from "./http/areas/auth/schemas.ts";
export type { CozeCenter, CozePackage, PurchaseEffect } from "./http/areas/coze/schemas.ts";
export type {
  CreditPackage,
  CreditPackages,
  CreditStatus,
  CreditUsage,
} from "./http/areas/credits/schemas.ts";
export type {
  CodeReplaced,
  PaymentDeclined,
  PayResult,
  Prepaid,
  PrepaidRedirect,
} from "./http/areas/pay/schemas.ts";
export type { FrameSession } from "./http/areas/portal/frame.ts";
export type {
  Plan,
  PlanChanged,
  Plans,
  Preview,
  Subscription,
} from "./http/areas/portal/schemas.ts";
export type { UsageDetail, UsageItem } from "./http/areas/portal/usage-schemas.ts";
export type { RechargeCenter, RechargeRule } from "./http/areas/recharge/schemas.ts";
export type { PayWay } from "./http/core/centre/schemas.ts";
export type { Credits, HeldPlan } from "./http/core/credits/schemas.ts";
export type {
  Account,
  AccountInput,
  FapiaoStatus,
  Invoice,
  InvoicePage,
  InvoiceSummary,
} from "./http/core/invoices/schemas.ts";
export type { LedgerEntry, LedgerPage } from "./http/core/ledger/schemas.ts";
export type {
  OrderCreated,
  OrderDetail,
  OrderFrom,
  OrderListItem,
  OrderPage,
  OrderStatus,
} from "./http/core/orders/schemas.ts";
export type { Problem } from "./http/core/schemas.ts";
export type { UsageSummary } from "./http/core/usage/schemas.ts";
