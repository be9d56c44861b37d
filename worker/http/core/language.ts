import { createMiddleware } from "hono/factory";
import { languageOf } from "../../domain/language.ts";
import type { AppEnv } from "./app-env.ts";

/** `?lang=` first; a language that we do not speak leaves the choice to the browser's preferences. */
export const language = createMiddleware<AppEnv>(async (c, next) => {
  const preferences = [c.req.query("lang"), c.req.header("accept-language")];
  c.set("language", languageOf(preferences.join(",")));
  await next();
});
