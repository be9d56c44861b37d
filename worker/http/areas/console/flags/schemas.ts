import * as v from "valibot";
import { FLAG_GROUPS } from "../../../../config/flag-specs.ts";
import { LANGUAGES } from "../../../../domain/language.ts";
import { ROLES } from "../../../../domain/operator/rights.ts";
import { PAY_WAYS } from "../../../../domain/order/payway.ts";
import { FLAG_ACTS } from "../../../../store/flag-history.ts";
import { HTML_LENGTH_MAX } from "../../../core/html.ts";
import { count, instant } from "../../../core/schemas.ts";
import { reason } from "../schemas.ts";

/** Characters of a value: what customers read of a text, and as much again of markup that is dropped. */
const VALUE_LENGTH_MAX = 2 * HTML_LENGTH_MAX;

/** Of what stood when somebody began to change it. */
const VERSION_LENGTH_MAX = 40;

const value = v.pipe(v.string(), v.maxLength(VALUE_LENGTH_MAX));

const expected = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(VERSION_LENGTH_MAX),
  v.description("The `version` that the operator saw"),
);

const MAY_LEAVE_NONE = "Said so: customers may be left without any way to pay";

export const SetFlag = v.object({
  value: v.pipe(value, v.description("As its `kind` is read")),
  expected,
  reason,
  allowNoPayWay: v.optional(v.pipe(v.boolean(), v.description(MAY_LEAVE_NONE)), false),
});

export const ResetFlag = v.object({
  expected,
  reason,
  allowNoPayWay: v.pipe(
    v.optional(v.picklist(["true", "false"]), "false"),
    v.description(MAY_LEAVE_NONE),
    v.transform((word) => word === "true"),
  ),
});

const payType = v.pipe(
  v.picklist(Object.values(PAY_WAYS)),
  v.description("1 WeChat Pay, 2 Alipay, 3 Stripe"),
);

export const SwitchPayWay = v.object({ off: payType, on: payType, reason });

export const PreviewHtml = v.object({ html: value });

export const PreviewedHtml = v.object({
  html: v.pipe(v.string(), v.description("As customers will see it")),
  dropped: v.pipe(
    v.array(
      v.object({
        kind: v.pipe(
          v.picklist(["element", "attribute", "link", "comment", "unfinished", "too-long"]),
          v.description(
            "`unfinished`: the text ends inside a tag. `too-long`: characters past the limit",
          ),
        ),
        what: v.pipe(
          v.string(),
          v.description("Which element, attribute or link; how many characters"),
        ),
        times: count,
      }),
    ),
    v.description("What they will not; empty where nothing is lost"),
  ),
  lengthMax: v.pipe(count, v.description("Most characters of a text")),
});

const stored = v.nullable(v.string());

const Change = v.object({
  id: v.pipe(count, v.description("Of its row in the audit")),
  at: instant,
  operator: v.string(),
  role: v.picklist(ROLES),
  act: v.picklist(FLAG_ACTS),
  why: v.string(),
  before: v.pipe(stored, v.description("Null: nothing was set")),
  after: v.pipe(stored, v.description("Null: nothing is set since")),
});

export const ConsoleFlag = v.object({
  name: v.pipe(v.string(), v.description("Its key in KV")),
  meaning: v.pipe(v.string(), v.description("Names what it means; a text's languages share it")),
  group: v.picklist(FLAG_GROUPS),
  kind: v.pipe(
    v.picklist(["switch", "choice", "number", "text", "html"]),
    v.description("How the value is read"),
  ),
  language: v.pipe(
    v.nullable(v.picklist(LANGUAGES)),
    v.description("Whose text it is; null for one that counts where a language has none"),
  ),
  value: v.pipe(
    v.string(),
    v.description("What counts: what is stored, or the default. Of a text: what customers get"),
  ),
  default: v.pipe(
    v.string(),
    v.description(
      "Empty: the page has a text of its own; of a language, the common text goes before it where it can be read",
    ),
  ),
  stored: v.pipe(stored, v.description("As it stands in KV; null where nothing is set")),
  source: v.pipe(
    v.picklist(["kv", "default", "malformed"]),
    v.description("malformed: what is stored is not understood, so the default counts"),
  ),
  choices: v.array(v.string()),
  range: v.nullable(v.object({ min: count, max: count })),
  shape: v.pipe(v.string(), v.description("What a value must be, in English")),
  writable: v.pipe(
    v.boolean(),
    v.description("False: `credit_system_version` has `POST /api/console/credits/switch`"),
  ),
  usable: v.pipe(
    v.nullable(v.boolean()),
    v.description("Of a way to pay: whether its gateway is set up; else null"),
  ),
  version: v.pipe(v.string(), v.description("Of what stands: `expected` of a change")),
  liveWithinSeconds: v.pipe(
    count,
    v.description("So long after a change it counts in every request anywhere"),
  ),
  changedElsewhere: v.pipe(
    v.boolean(),
    v.description("What stands is not what the console wrote last, but `wrangler` since"),
  ),
  history: v.pipe(v.array(Change), v.description("The newest first; older ones are in the audit")),
});

export const ConsoleFlags = v.object({ items: v.array(ConsoleFlag) });

export const FlagWritten = v.object({
  name: v.string(),
  value: v.pipe(v.string(), v.description("What counts from now on")),
  stored,
  version: v.string(),
  liveWithinSeconds: v.pipe(count, v.description("…in every request anywhere, after this time")),
});

export const FlagsWritten = v.object({ items: v.array(FlagWritten) });

export const COMPONENTS = {
  ...{ ConsoleFlag, ConsoleFlags, FlagWritten, FlagsWritten, SetFlag, SwitchPayWay, PreviewedHtml },
};

export type ConsoleFlag = v.InferOutput<typeof ConsoleFlag>;
export type PreviewedHtml = v.InferOutput<typeof PreviewedHtml>;
export type FlagWritten = v.InferOutput<typeof FlagWritten>;
export type SwitchPayWay = v.InferOutput<typeof SwitchPayWay>;
