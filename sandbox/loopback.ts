import { createMiddleware } from "hono/factory";
import { isLoopback } from "./notify-url.ts";
import type { SandboxEnv } from "./world.ts";

/**
 * Guards what only this machine may ask for. A page elsewhere could reach the port through a name it controls, so the
 * Host has to be a loopback name, and changes have to be JSON, which no foreign page can send without asking first.
 */
export const loopbackOnly = createMiddleware<SandboxEnv>(async (context, next) => {
  if (!isLoopback(new URL(context.req.url).hostname)) {
    return context.json({ error: "answers only to localhost, 127.0.0.1 and [::1]" }, 403);
  }
  const posts = context.req.method === "POST";
  if (posts && !/^application\/json\b/i.test(context.req.header("content-type") ?? "")) {
    return context.json({ error: "Content-Type has to be application/json" }, 415);
  }
  return next();
});
