import type { StoredEvent } from "../../../domain/event.ts";
import { iso } from "../time.ts";
import type { EventFields } from "./schemas.ts";

export const presentEvent = ({ id, type, subject, seq, atMs, data }: StoredEvent): EventFields => ({
  ...{ id, type, subject, seq, data },
  timestamp: iso(atMs),
});
