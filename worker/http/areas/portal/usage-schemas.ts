import * as v from "valibot";
import { count, instant, pageOf, pageQuery } from "../../core/schemas.ts";

/** Longest stretch of one question about single events: what is kept of them. */
const DAYS_MAX = 400;

const day = v.pipe(
  v.string(),
  v.isoDate(),
  v.check((text) => isDay(text), "a day that there is"),
);

/** 30 February has the shape of one and is none. */
function isDay(text: string): boolean {
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

const stretch = {
  start: v.pipe(day, v.description("First day, by the operator's time zone")),
  end: v.pipe(day, v.description("Last day, inclusive")),
  product: v.optional(
    v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.description("Of this product only")),
  ),
};

const isInOrder = ({ start, end }: { start: string; end: string }): boolean =>
  start <= end && Date.parse(end) - Date.parse(start) <= DAYS_MAX * 86_400_000;
const IN_ORDER = `start is not after end, and at most ${DAYS_MAX} days before it`;

export const UsageDetailQuery = v.pipe(
  v.object({ ...stretch, ...pageQuery("usage") }),
  v.check((query) => isInOrder(query), IN_ORDER),
);
export const UsageFileQuery = v.pipe(
  v.object(stretch),
  v.check((query) => isInOrder(query), IN_ORDER),
);

const UsageItem = v.object({
  id: v.pipe(v.string(), v.description("As the host product named it")),
  product: v.string(),
  productName: v.string(),
  unit: v.string(),
  count: v.pipe(count, v.description("Units; of a gauge its value; below zero for a correction")),
  at: instant,
  date: v.pipe(v.string(), v.description("The day that it counts on")),
  late: v.pipe(
    v.boolean(),
    v.description("It came after its period was closed, and counts in the one after"),
  ),
  corrects: v.pipe(v.nullable(v.string()), v.description("The event that it corrects")),
  model: v.nullable(v.string()),
  charged: v.pipe(count, v.description("Units that were taken for it; below zero given back")),
  asset: v.nullable(v.picklist(["power", "credits"])),
});

export const UsageDetail = pageOf(UsageItem);

export const USAGE_COMPONENTS = { UsageItem, UsageDetail };

export type UsageItem = v.InferOutput<typeof UsageItem>;
export type UsageDetail = v.InferOutput<typeof UsageDetail>;
