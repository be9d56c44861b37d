import * as v from "valibot";

export const Me = v.object({
  id: v.string(),
  username: v.string(),
  avatar: v.string(),
  email: v.string(),
  operator: v.boolean(),
});

export const LogoutQuery = v.object({
  everywhere: v.pipe(
    v.optional(v.picklist(["true", "false"]), "false"),
    v.description("`true` ends every session of the customer, in all browsers"),
    v.transform((value) => value === "true"),
  ),
});

export const COMPONENTS = { Me };

export type Me = v.InferOutput<typeof Me>;
