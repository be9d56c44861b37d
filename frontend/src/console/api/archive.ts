import type { InferOutput } from "valibot";
import type {
  ArchiveMonth,
  ArchiveMonths as ArchiveMonthsSchema,
  Restored as RestoredSchema,
} from "../../../../worker/http/areas/console/archive/schemas.ts";
import type { Answer } from "../../shared/api/answer.ts";
import { get } from "../../shared/api/client.ts";
import { addressOf } from "./client.ts";
import { write } from "./write.ts";

/** What left D1 for the archive, and its way back. */

export type { ArchiveMonth };
export type ArchiveMonths = InferOutput<typeof ArchiveMonthsSchema>;
export type Restored = InferOutput<typeof RestoredSchema>;

export const readArchive = () => get<ArchiveMonths>(addressOf("archive"));

/** A call puts back a hundred customers' orders: as many as this, then somebody presses again. */
const CALLS_MAX = 100;

/** Goes on until the month is back. Safe to repeat: what is back stays. */
export async function restoreMonth(month: string, reason: string): Promise<Answer<Restored>> {
  const path = addressOf(`archive/${month}/restore`);
  let answer = await write<Restored>({ method: "POST", path, body: { reason } });
  for (let calls = 1; calls < CALLS_MAX && answer.ok && !answer.value.done; calls++)
    answer = await write<Restored>({ method: "POST", path, body: { reason } });
  return answer;
}
