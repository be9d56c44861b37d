import { sha256 } from "hono/utils/crypto";
import {
  type FlagSpec,
  flagSpec,
  meaningOf,
  PAY_WAY_FLAGS,
  shapeOf,
  storedAs,
} from "../../../../config/flag-specs.ts";
import { payWayFlag } from "../../../../config/flags.ts";
import { PAY_WAYS, type PayType } from "../../../../domain/order/payway.ts";
import type { FlagChange } from "../../../../store/flag-history.ts";
import type { FlagState } from "../../../../store/flag-writing.ts";
import { LIVE_WITHIN_SECONDS } from "../../../../store/settings.ts";
import { sanitiseHtml } from "../../../core/html.ts";
import { iso } from "../../../core/time.ts";
import type { ConsoleFlag } from "./schemas.ts";

const VERSION_LENGTH = 16;

/** Of what is stored: two who saw the same have the same. */
export const versionOf = async (stored: string | null): Promise<string> =>
  stored === null ? "unset" : ((await sha256(stored)) ?? "").slice(0, VERSION_LENGTH);

/** What counts of what is stored. */
export function counting(
  spec: FlagSpec,
  stored: string | null,
): Pick<ConsoleFlag, "value" | "source"> {
  if (stored === null) return { value: spec.fallback, source: "default" };
  if (spec.kind === "html") return { value: sanitiseHtml(stored), source: "kv" };
  const read = storedAs(spec, stored);
  return read === null
    ? { value: spec.fallback, source: "malformed" }
    : { value: read, source: "kv" };
}

export const payTypeOf = (name: string): PayType | undefined =>
  Object.values(PAY_WAYS).find((payType) => payWayFlag(payType) === name);

export async function presentFlag(
  spec: FlagSpec,
  state: FlagState,
  history: readonly FlagChange[],
  isUsable: (payType: PayType) => boolean,
): Promise<ConsoleFlag> {
  const payType = payTypeOf(spec.name);
  return {
    name: spec.name,
    meaning: meaningOf(spec.name),
    ...{ group: spec.group, kind: spec.kind, language: spec.language },
    ...counting(spec, state.stored),
    default: spec.fallback,
    stored: state.stored,
    choices: [...spec.choices],
    ...{ range: spec.range, shape: shapeOf(spec), writable: spec.isWritable },
    usable: payType === undefined ? null : isUsable(payType),
    version: await versionOf(state.stored),
    liveWithinSeconds: LIVE_WITHIN_SECONDS,
    changedElsewhere: state.isElsewhere,
    history: history.map(({ atMs, ...change }) => ({ ...change, at: iso(atMs) })),
  };
}

/** Of the ways to pay, by what is stored of each, those that customers can take. */
export const payWaysOn = (
  stored: (name: string) => string | null,
  isUsable: (payType: PayType) => boolean,
): string[] =>
  PAY_WAY_FLAGS.filter((name) => {
    const [spec, payType] = [flagSpec(name), payTypeOf(name)];
    if (!spec || payType === undefined || !isUsable(payType)) return false;
    return counting(spec, stored(name)).value === "true";
  });
