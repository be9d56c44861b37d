import type { Account } from "./account.ts";
import { Refusal } from "./refusal.ts";

export interface Answer {
  status: number;
  body: string;
}

const KEY_MAX = 255;

/** Stripe keeps a key at least so long. */
const KEPT_MS = 24 * 3_600_000;

/** The first answer to this key, if there was one; refuses a key that is used for something else or right now. */
export function findAnswer(account: Account, key: string, fingerprint: string): Answer | undefined {
  if (key.length > KEY_MAX) {
    throw new Refusal(400, {
      type: "idempotency_error",
      message: `Idempotency keys can have at most ${KEY_MAX} characters.`,
    });
  }
  if (account.inFlight.has(key)) throw inUse(key);
  const kept = account.store.get("idempotent", key);
  if (!kept || Date.now() - kept.at > KEPT_MS) return undefined;
  if (kept.fingerprint === fingerprint) return kept;
  throw new Refusal(400, {
    type: "idempotency_error",
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}

export function keepAnswer(
  account: Account,
  key: string,
  fingerprint: string,
  answer: Answer,
): void {
  account.store.put("idempotent", { id: key, fingerprint, ...answer, at: Date.now() });
}

const inUse = (key: string) =>
  new Refusal(409, {
    type: "idempotency_error",
    code: "idempotency_key_in_use",
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.`,
  });
