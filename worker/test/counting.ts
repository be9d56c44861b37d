import { vi } from "vitest";
import type { Env } from "../env.ts";
import { bindings } from "./world.ts";

/** What one request asked of each store, as the Worker's own calls: what an object does in turn is not counted. */
export interface Costs {
  /** Operations on KV. */
  kv: number;
  /** Round trips to D1; a batch is one. */
  d1: number;
  /** Calls of Durable Objects. */
  objects: number;
}

/** Bindings that count. The environment is one object, as an isolate's is, so that its memory works. */
export function counting(): { env: Partial<Env>; costs(): Costs } {
  let counted: Costs = { kv: 0, d1: 0, objects: 0 };
  const count = (store: keyof Costs) => {
    counted[store] += 1;
  };
  return {
    env: {
      CONFIG: watched(bindings.CONFIG, () => () => count("kv")),
      DB: database(bindings.DB, () => count("d1")),
      ORDERS: namespace(bindings.ORDERS, () => count("objects")),
      ACCOUNTS: namespace(bindings.ACCOUNTS, () => count("objects")),
    },
    /** Since it was asked last. */
    costs() {
      const since = counted;
      counted = { kv: 0, d1: 0, objects: 0 };
      return since;
    },
  };
}

type Replacement = (called: unknown, args: unknown[]) => unknown;

/** `seen` is told the name of each method that is called and may answer with what to do about its result. */
function watched<T extends object>(of: T, seen: (name: string) => Replacement | undefined): T {
  return new Proxy(of, {
    get(target, property) {
      const value = Reflect.get(target, property) as unknown;
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const replace = seen(String(property));
        const result = Reflect.apply(value, target, args) as unknown;
        return replace?.(result, args) ?? result;
      };
    },
  });
}

const namespace = <T extends Env["ORDERS"] | Env["ACCOUNTS"]>(of: T, count: () => void): T =>
  watched(of, (name) =>
    name === "get" ? (stub) => watched(stub as object, () => () => count()) : undefined,
  );

/** D1 takes only statements of its own in a batch, so each is known by the one that stands for it. */
function database(of: D1Database, count: () => void): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const statement = (original: D1PreparedStatement): D1PreparedStatement => {
    const proxy = watched(original, (name) => {
      if (name === "bind") return (bound) => statement(bound as D1PreparedStatement);
      return () => count();
    });
    originals.set(proxy, original);
    return proxy;
  };
  return new Proxy(of, {
    get(target, property) {
      if (property === "prepare") return (sql: string) => statement(target.prepare(sql));
      if (property === "batch")
        return (statements: D1PreparedStatement[]) => {
          count();
          return target.batch(statements.map((one) => originals.get(one) ?? one));
        };
      throw new Error(`D1's ${String(property)} is not counted yet`);
    },
  });
}

/** By which indexes D1 reads what `ask` asks of it, in words: one plan a statement, what belongs to a part of it indented. */
export async function plansOf(ask: (db: D1Database) => Promise<unknown>): Promise<string[]> {
  const statements: [string, unknown[]][] = [];
  const { DB } = bindings;
  const database = watchedStatements(DB, (text, values) => statements.push([text, values]));
  await ask(database);
  return Promise.all(
    statements.map(async ([text, values]) => {
      const { results } = await DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
        .bind(...values)
        .all<{ parent: number; detail: string }>();
      return results.map(({ parent, detail }) => (parent ? `  ${detail}` : detail)).join("\n");
    }),
  );
}

const watchedStatements = (
  of: D1Database,
  seen: (text: string, values: unknown[]) => void,
): D1Database =>
  new Proxy(of, {
    get(target, name) {
      if (name === "batch") return target.batch.bind(target);
      return (text: string) => {
        const statement = target.prepare(text);
        return new Proxy(statement, {
          get: (_, method) =>
            method === "bind"
              ? (...values: unknown[]) => {
                  seen(text, values);
                  return statement.bind(...values);
                }
              : Reflect.get(statement, method).bind(statement),
        });
      };
    },
  });

export interface Rows {
  read: number;
  written: number;
}

/** Rows of D1 from now on, as it says itself. For a test that restores its mocks. */
export function countD1(): Rows {
  const rows = { read: 0, written: 0 };
  const add = (results: D1Result[]) => {
    for (const { meta } of results) {
      rows.read += meta.rows_read;
      rows.written += meta.rows_written;
    }
  };
  const database = Object.getPrototypeOf(bindings.DB);
  const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
  for (const [owner, method] of [
    [database, "batch"],
    [statement, "run"],
    [statement, "all"],
  ] as const) {
    const original = owner[method];
    vi.spyOn(owner, method).mockImplementation(async function (this: unknown, ...args: unknown[]) {
      const result = await original.apply(this, args);
      add(method === "batch" ? result : [result]);
      return result;
    });
  }
  return rows;
}
