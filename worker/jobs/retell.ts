import { accountObject } from "../actions/objects.ts";
import { faultText } from "../domain/fault.ts";
import type { Env } from "../env.ts";
import { customersToAsk, nothingToTell } from "../store/customers-asked.ts";

/** Accounts asked in one run: 57,600 a day. Each is one call of the 1,000 that an invocation may make, beside those of other jobs. */
const ASKED_PER_RUN_MAX = 200;

/** A Worker waits for six connections at once. */
const ASKED_AT_ONCE = 5;

/**
 * Has accounts tell D1 again whose rows lack something that a later version shows. A row is put off before its account is asked, so
 * that one that always fails keeps no other from its turn; what the account tells takes the row from the list.
 */
export async function retellCustomers(env: Env, now: () => number): Promise<void> {
  const ids = await customersToAsk(env.DB, now(), ASKED_PER_RUN_MAX);
  for (let at = 0; at < ids.length; at += ASKED_AT_ONCE)
    await Promise.all(ids.slice(at, at + ASKED_AT_ONCE).map((id) => ask(env, id)));
}

async function ask(env: Env, id: string): Promise<void> {
  try {
    if (!(await accountObject(env, id).tellAgain())) await nothingToTell(env.DB, id);
  } catch (error) {
    console.error("an account was not asked to tell again", { error: faultText(error) });
  }
}
