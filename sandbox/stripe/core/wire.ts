import type Stripe from "stripe";

/**
 * An object of the package's types as it stands on the wire: what can be expanded is an id, a decimal is a string.
 * The sandbox's objects have these types, so a field that moves between versions of the API does not compile.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends readonly (infer Element)[]
    ? Field<Element>[]
    : T extends object
      ? { [Name in keyof T]: Field<T[Name]> }
      : T;

type Field<Value> = string extends Value ? Exclude<Value, object> : Wire<Value>;

export interface ListOf<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

/** A list within an object, whole. */
export const wholeList = <T>(data: T[], url: string): ListOf<T> => ({
  object: "list",
  data,
  has_more: false,
  url,
});
