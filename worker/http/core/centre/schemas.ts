import * as v from "valibot";
import { payType } from "../schemas.ts";

/** What every centre shows and takes. */

export const PayWay = v.object({
  payType,
  name: v.pipe(v.string(), v.description("In the request's language")),
  logo: v.pipe(v.string(), v.description("Path of an image on the page's own origin")),
});

export const CenterQuery = v.object({
  fresh: v.optional(
    v.pipe(
      v.picklist(["1"]),
      v.description("After a refusal: the offer as it is now, past the cache"),
    ),
  ),
});

export const COMPONENTS = { PayWay };

export type PayWay = v.InferOutput<typeof PayWay>;
