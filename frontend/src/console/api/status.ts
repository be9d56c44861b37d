import type { InferOutput } from "valibot";
import type { Status as StatusSchema } from "../../../../worker/http/areas/status/schemas.ts";
import { type Answer, failureFrom, networkLost } from "../../shared/api/answer.ts";
import { language } from "../../shared/i18n/index.ts";
import { REQUEST_TAGS } from "../../shared/i18n/language.ts";

export type Status = InferOutput<typeof StatusSchema>;

/** Unlike every other answer, this one is read when it is a 503 too: it says what needs mending. */
export async function readStatus(): Promise<Answer<Status>> {
  try {
    const response = await fetch("/api/status", {
      headers: { Accept: "application/json", "Accept-Language": REQUEST_TAGS[language()] },
      credentials: "same-origin",
    });
    const content: unknown = await response.json();
    const isStatus = Object.hasOwn(content as object, "dependencies");
    return isStatus
      ? { ok: true, value: content as Status }
      : failureFrom(response.status, content);
  } catch {
    return networkLost();
  }
}
