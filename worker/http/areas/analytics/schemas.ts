import * as v from "valibot";

export const Setup = v.object({
  key: v.pipe(v.string(), v.description("PostHog's project key, which is public")),
  host: v.pipe(v.string(), v.description("The path on this origin that events are posted below")),
});

export const Batch = v.looseObject({
  batch: v.pipe(v.array(v.looseObject({})), v.minLength(1)),
});
