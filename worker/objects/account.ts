import { DurableObject } from "cloudflare:workers";
import type { Grant } from "../domain/catalog/sale.ts";
import { type CozePackage, extend, isRunning } from "../domain/entitlement/coze.ts";
import { err, invariant, ok, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { Schema } from "./schema.ts";

export interface GrantRequest {
  /** Idempotency key: the same key is applied once and always gets the first answer. */
  key: string;
  grant: Grant;
}

/** What the customer has after the grant. */
export interface Granted {
  name: string;
  expiresAtMs: number;
}

export type GrantRefusal = "key-used-otherwise";

/**
 * One customer's account, the only writer of what the customer holds. Every change is one row of the journal under its
 * idempotency key, written together with what it changed.
 */
export class AccountObject extends DurableObject<Env> {
  readonly #schema: Schema;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new Schema(ctx.storage, SCHEMA);
  }

  grant({ key, grant }: GrantRequest): Result<Granted, GrantRefusal> {
    this.#schema.ensure();
    return this.ctx.storage.transactionSync(() => {
      const request = JSON.stringify(grant);
      const earlier = this.#journalled(key);
      if (earlier)
        return earlier.request === request
          ? ok(JSON.parse(earlier.answer))
          : err("key-used-otherwise");

      const nowMs = Date.now();
      const current = this.#coze();
      const extended = extend(current, grant, nowMs);
      invariant(
        extended.expiresAtMs > (current?.expiresAtMs ?? 0),
        "a grant never shortens an entitlement",
      );
      this.#save(extended, nowMs);
      const granted: Granted = { name: extended.name, expiresAtMs: extended.expiresAtMs };
      this.#journal({
        key,
        kind: "coze.extend",
        request,
        answer: JSON.stringify(granted),
        at: nowMs,
      });
      return ok(granted);
    });
  }

  /** The running Coze package, or null. */
  cozePackage(): CozePackage | null {
    if (!this.#schema.exists()) return null;
    const current = this.#coze();
    return isRunning(current, Date.now()) ? current : null;
  }

  #coze(): CozePackage | null {
    const [row] = this.ctx.storage.sql
      .exec<{ name: string; expires_at: number }>(
        "SELECT name, expires_at FROM entitlement WHERE kind = 'coze'",
      )
      .toArray();
    return row ? { name: row.name, expiresAtMs: row.expires_at } : null;
  }

  #save(coze: CozePackage, nowMs: number): void {
    this.ctx.storage.sql.exec(
      `INSERT INTO entitlement (kind, name, expires_at, updated_at) VALUES ('coze', ?1, ?2, ?3)
       ON CONFLICT (kind) DO UPDATE SET name = ?1, expires_at = ?2, updated_at = ?3`,
      coze.name,
      coze.expiresAtMs,
      nowMs,
    );
  }

  #journalled(key: string): { request: string; answer: string } | undefined {
    return this.ctx.storage.sql
      .exec<{ request: string; answer: string }>(
        "SELECT request, answer FROM journal WHERE key = ?",
        key,
      )
      .toArray()[0];
  }

  #journal(row: { key: string; kind: string; request: string; answer: string; at: number }): void {
    this.ctx.storage.sql.exec(
      "INSERT INTO journal (key, kind, request, answer, at) VALUES (?, ?, ?, ?, ?)",
      row.key,
      row.kind,
      row.request,
      row.answer,
      row.at,
    );
  }
}

const SCHEMA = [
  `CREATE TABLE journal (
     key TEXT PRIMARY KEY,
     kind TEXT NOT NULL,
     request TEXT NOT NULL,
     answer TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE entitlement (
     kind TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     expires_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL
   ) STRICT;`,
];
