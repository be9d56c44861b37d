import { embedOrigin } from "../domain/portal/origin.ts";
import { ok } from "../domain/result.ts";
import { broken, type Configured, type Variables } from "./variables.ts";

export type EmbedVariable = "EMBED_ORIGINS";

const SHAPE =
  "origins separated by commas, such as https://app.example.com (http only for localhost)";

/** Origins whose pages may frame the portal. None where the variable is not set. */
export function readEmbedOrigins(env: Variables<EmbedVariable>): Configured<string[]> {
  const parts = (env.EMBED_ORIGINS ?? "").split(",").map((part) => part.trim());
  const origins = parts.filter((part) => part !== "").map(embedOrigin);
  if (origins.includes(null)) return broken("EMBED_ORIGINS", `is malformed: it must be ${SHAPE}`);
  return ok([...new Set(origins as string[])]);
}
