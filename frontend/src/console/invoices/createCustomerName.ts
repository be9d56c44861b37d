import type { Accessor } from "solid-js";
import { readCustomer } from "../api/client.ts";
import { createRead } from "../parts/createRead.ts";

/** A customer's name once it is read, until then and without one the id. */
export function createCustomerName(id: Accessor<string | undefined>): Accessor<string> {
  const [customer] = createRead(id, readCustomer);
  return () => customer.value?.name || id() || "";
}
