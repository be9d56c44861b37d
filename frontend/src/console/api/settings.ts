import type { InferInput, InferOutput } from "valibot";
import type {
  ConsoleFlag,
  ConsoleFlags,
  FlagWritten,
  PreviewedHtml,
} from "../../../../worker/http/areas/console/flags/schemas.ts";
import type {
  ApiKey,
  ApiKeys,
  MadeKey,
  MakeKey,
} from "../../../../worker/http/areas/console/keys/schemas.ts";
import type { Answer } from "../../shared/api/answer.ts";
import { get } from "../../shared/api/client.ts";
import { addressOf } from "./client.ts";
import { write } from "./write.ts";

/** Flags, texts and API keys. */

export type { ApiKey, ConsoleFlag, MadeKey, PreviewedHtml };
export type FlagChange = ConsoleFlag["history"][number];

const one = encodeURIComponent;

export const readFlags = () => get<InferOutput<typeof ConsoleFlags>>(addressOf("flags"));

interface Change {
  /** The version that was seen. */
  expected: string;
  reason: string;
  allowNoPayWay: boolean;
}

export const setFlag = (
  name: string,
  body: Change & { value: string },
): Promise<Answer<FlagWritten>> =>
  write({ method: "PUT", path: addressOf(`flags/${one(name)}`), body });

/** Back to the default. */
export const resetFlag = (
  name: string,
  { expected, reason, allowNoPayWay }: Change,
): Promise<Answer<FlagWritten>> =>
  write({
    method: "DELETE",
    path: addressOf(`flags/${one(name)}`, {
      ...{ expected, reason },
      allowNoPayWay: String(allowNoPayWay),
    }),
  });

export const previewHtml = (name: string, html: string): Promise<Answer<PreviewedHtml>> =>
  write({ method: "POST", path: addressOf(`flags/${one(name)}/preview`), body: { html } });

export const switchPayWay = (body: {
  off: number;
  on: number;
  reason: string;
}): Promise<Answer<object>> =>
  write({ method: "POST", path: addressOf("flags/switch-pay-way"), body });

export const readKeys = () => get<InferOutput<typeof ApiKeys>>(addressOf("keys"));

export const makeKey = (body: InferInput<typeof MakeKey>): Promise<Answer<MadeKey>> =>
  write({ method: "POST", path: addressOf("keys"), body });

export const revokeKey = (id: string, reason: string): Promise<Answer<ApiKey>> =>
  write({ method: "DELETE", path: addressOf(`keys/${one(id)}`, { reason }) });
