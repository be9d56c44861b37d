import type { Context, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import { masked } from "../../domain/customer-id.ts";
import { isOrderNo } from "../../domain/order/number.ts";
import type { AppEnv } from "./app-env.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Middleware is registered for all methods; only what has one of its own answers. */
const isEndpoint = ({ method }: { method: string }): boolean => method !== "ALL";

/** The methods that a path knows, for `Allow` (RFC 9110, section 10.2.1); none when there is nothing at that path. */
export function methodsOf(app: Hono<AppEnv>, path: string): string[] {
  const known = METHODS.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => isEndpoint(route)),
  );
  return known.includes("GET") ? ["GET", "HEAD", ...known.slice(1)] : known;
}

/** A request's path as a log may show it: what stands for a parameter is masked, except an order's number. */
export function loggedPath(c: Context<AppEnv>): string {
  const route = matchedRoutes(c).findLast(isEndpoint)?.path.split("/") ?? [];
  return c.req.path
    .split("/")
    .map((part, index) => (part === route[index] || isOrderNo(part) ? part : masked(part)))
    .join("/");
}
