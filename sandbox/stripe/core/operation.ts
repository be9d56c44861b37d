import type { Account } from "./account.ts";
import type { Fields, Read } from "./parameters.ts";

export interface Call<F extends Fields> {
  account: Account;
  params: Read<F>;
  /** The id in the address, empty where there is none. */
  id: string;
  /** The second id in the address. */
  id2: string;
}

/** One method of the API: its address, what it takes, what it does. */
export interface Operation {
  method: "GET" | "POST" | "DELETE";
  path: string;
  /** What faults and the journal call it: `subscriptions.update`. */
  name: string;
  fields: Fields;
  act(call: Call<Fields>): object;
}

export const operation = <F extends Fields>(
  name: string,
  address: `${Operation["method"]} /v1/${string}`,
  fields: F,
  act: (call: Call<F>) => object,
): Operation => {
  const [method = "", path = ""] = address.split(" ");
  return {
    method: method as Operation["method"],
    path,
    name,
    fields,
    act: act as Operation["act"],
  };
};
