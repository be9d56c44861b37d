import * as v from "valibot";

export const Me = v.object({
  id: v.string(),
  username: v.string(),
  avatar: v.string(),
  email: v.string(),
  operator: v.boolean(),
});

export const COMPONENTS = { Me };

export type Me = v.InferOutput<typeof Me>;
