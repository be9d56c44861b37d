import { type Answer, type Failure, failureFrom, networkLost } from "../../shared/api/answer.ts";
import { language } from "../../shared/i18n/index.ts";
import { REQUEST_TAGS } from "../../shared/i18n/language.ts";
import { noteAnswer } from "../../shared/primitives/connection.ts";

/** An act may wait for a gateway, and then for its own answer. */
const ANSWER_TIMEOUT_MS = 30_000;

interface Act {
  method: "POST" | "PUT" | "DELETE";
  path: string;
  body?: unknown;
  /** In place of a body: a CSV file as it was saved, in whatever encoding. */
  file?: Blob;
  /** Sent again under the same key, an act is done once. */
  key?: string;
}

/** An operator's act; a refusal and a lost network are values. */
export async function write<T>({ method, path, body, file, key }: Act): Promise<Answer<T>> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": REQUEST_TAGS[language()],
    ...(body !== undefined && { "Content-Type": "application/json" }),
    ...(file !== undefined && { "Content-Type": "text/csv" }),
    ...(key !== undefined && { "Idempotency-Key": key }),
  };
  const aborting = new AbortController();
  const timer = setTimeout(() => aborting.abort(), ANSWER_TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      signal: aborting.signal,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file !== undefined && { body: file }),
    });
    noteAnswer(true);
    const content: unknown = await response.json().catch(() => undefined);
    if (!response.ok || content === undefined)
      return { ...failureFrom(response.status, content), ...standingIn(content) };
    return { ok: true, value: content as T };
  } catch {
    noteAnswer(false);
    return networkLost();
  } finally {
    clearTimeout(timer);
  }
}

/** What stands now, where an act was refused because somebody else changed it meanwhile. */
export type Conflict = Failure & { current?: unknown };

const standingIn = (content: unknown): Pick<Conflict, "current"> =>
  typeof content === "object" && content !== null && "current" in content
    ? { current: content.current }
    : {};
