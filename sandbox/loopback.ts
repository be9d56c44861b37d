import { createMiddleware } from "hono/factory";
import { isLoopback } from "./notify-url.ts";
import type { SandboxEnv } from "./world.ts";

/**
 * Guards what only this machine may ask for. A page elsewhere could reach the port through a name it controls, so the
 * Host has to be a loopback name; and it could post blindly, so the Origin a browser then sends has to be one as well.
 */
export const loopbackOnly = createMiddleware<SandboxEnv>(async (context, next) => {
  const origin = context.req.header("origin");
  const trusted = isLoopbackUrl(context.req.url) && (origin === undefined || isLoopbackUrl(origin));
  if (trusted) return next();
  return context.json({ error: "answers only to localhost, 127.0.0.1 and [::1]" }, 403);
});

const isLoopbackUrl = (url: string): boolean =>
  URL.canParse(url) && isLoopback(new URL(url).hostname);
