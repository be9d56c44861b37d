import * as v from "valibot";
import { STANDINGS } from "../../../../domain/console/noted-row.ts";
import { WHY_LENGTH_MAX } from "../../../../store/audit.ts";
import { count, instant } from "../../../core/schemas.ts";

/** Which rows a list of what needs a person is asked for. */
export const ShownQuery = v.object({
  show: v.optional(
    v.pipe(
      v.picklist(["open", "aside", "all"]),
      v.description(
        "open: what waits for a person; aside: what operators set aside; all without it",
      ),
    ),
    "all",
  ),
});

export const RowNote = v.object({
  key: v.pipe(v.string(), v.description("The row's, for as long as it is there")),
  standing: v.pipe(
    v.picklist(STANDINGS),
    v.description("aside: out of what needs attention; back: was set aside, and more came since"),
  ),
  version: v.pipe(count, v.description("Rises with each note; 0 where there is none")),
  note: v.pipe(v.nullable(v.string()), v.description("What was noted last. The audit has all")),
  by: v.pipe(
    v.nullable(v.string()),
    v.description(
      "Null where nothing was noted, and where the update that brought notes set the row aside",
    ),
  ),
  at: v.nullable(instant),
});

export const NoteRow = v.object({
  note: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(WHY_LENGTH_MAX),
    v.description("What was done, or why it is open again"),
  ),
  aside: v.pipe(v.boolean(), v.description("Whether it is out of what needs attention")),
  version: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(1_000_000_000),
    v.description("`version` of what was seen: when somebody wrote since, nothing is written"),
  ),
  count: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(Number.MAX_SAFE_INTEGER),
      v.description(
        "Messages that were seen: more than these bring it back. As many as there are without it",
      ),
    ),
  ),
});

export const COMPONENTS = { RowNote, NoteRow };

export type RowNote = v.InferOutput<typeof RowNote>;
