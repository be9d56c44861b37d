/**
 * Stands before the product's unchanged bundle in `npm run bench -- year` alone: the same Worker and the same objects, with a clock that
 * is set from outside, alarms that ring when that clock says so, and counters of what SQLite and D1 do.
 */
import product, { AccountObject as Account, OrderObject as Order } from "./product.mjs";

let aheadMs = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + aheadMs);
    else super(...given);
  }
  static now() {
    return RealDate.now() + aheadMs;
  }
};

const nothing = () => ({
  requests: 0,
  d1Calls: 0,
  d1Statements: 0,
  d1Read: 0,
  d1Written: 0,
  objectStatements: 0,
  objectRead: 0,
  objectWritten: 0,
  cronRuns: 0,
  alarms: 0,
  failures: [],
  statements: {},
});
let counted = nothing();

const failed = (what, error) => counted.failures.push(`${what}: ${error?.message ?? error}`);

/** By the words of each statement: how often, and how many rows it read and wrote. */
function note(store, text, read, written) {
  const words = `${store}: ${text.replace(/\s+/g, " ").trim().slice(0, 160)}`;
  counted.statements[words] ??= { times: 0, read: 0, written: 0 };
  const of = counted.statements[words];
  of.times += 1;
  of.read += read;
  of.written += written;
}

let isD1Counted = false;
/** Every way to ask D1 ends in one of two methods of its session; each answer says what it read and wrote. */
function countD1(env) {
  if (isD1Counted) return;
  isD1Counted = true;
  let owner = env.DB.prepare("SELECT 1").dbSession;
  while (owner && !Object.hasOwn(owner, "_sendOrThrow")) owner = Object.getPrototypeOf(owner);
  if (!owner) throw new Error("D1's session is another one now");
  for (const name of ["_sendOrThrow", "_queryOrThrow"]) {
    const original = owner[name];
    if (!original) continue;
    owner[name] = async function (...args) {
      const answer = await original.apply(this, args);
      counted.d1Calls += 1;
      const texts = args[0]?.queries?.map(({ sql }) => sql) ?? [args[1]].flat();
      for (const [at, { meta }] of (Array.isArray(answer) ? answer : [answer]).entries()) {
        counted.d1Statements += 1;
        note("D1", texts[at] ?? "", meta?.rows_read ?? 0, meta?.rows_written ?? 0);
        counted.d1Read += meta?.rows_read ?? 0;
        counted.d1Written += meta?.rows_written ?? 0;
      }
      return answer;
    };
  }
}

let isSqlCounted = false;
/** A cursor knows what it read once it is through, which it is when the synchronous code around it ends, and tells its own object alone. */
function countSql(sql) {
  if (isSqlCounted) return;
  isSqlCounted = true;
  const owner = Object.getPrototypeOf(sql);
  const { exec } = owner;
  owner.exec = function (...args) {
    const cursor = exec.apply(this, args);
    queueMicrotask(() => {
      counted.objectStatements += 1;
      note("object", args[0], cursor.rowsRead, cursor.rowsWritten);
      counted.objectRead += cursor.rowsRead;
      counted.objectWritten += cursor.rowsWritten;
    });
    return cursor;
  };
}

const watched = (Class) =>
  class extends Class {
    constructor(ctx, env) {
      super(ctx, env);
      countD1(env);
      countSql(ctx.storage.sql);
    }
    /** What workerd does when an alarm is due: it asks for real time, which is long before. */
    async ring() {
      await this.ctx.storage.deleteAlarm();
      await this.alarm();
    }
  };

export class OrderObject extends watched(Order) {}
export class AccountObject extends watched(Account) {}

/** Alarms rung at the same time. */
const AT_ONCE = 8;

async function ring(namespace, ids) {
  for (let at = 0; at < ids.length; at += AT_ONCE)
    await Promise.all(
      ids.slice(at, at + AT_ONCE).map((id) =>
        namespace
          .get(namespace.idFromString(id))
          .ring()
          .catch((error) => failed("alarm", error)),
      ),
    );
  counted.alarms += ids.length;
}

const CONTROL = {
  "/year/clock": (_env, _ctx, { to }) => {
    aheadMs = to - RealDate.now();
  },
  "/year/cron": async (env, ctx, { runs }) => {
    for (let run = 0; run < runs; run++) {
      counted.cronRuns += 1;
      await product
        .scheduled({ scheduledTime: Date.now(), cron: "*/5 * * * *", noRetry() {} }, env, ctx)
        .catch((error) => failed("cron", error));
    }
  },
  "/year/ring": async (env, _ctx, { orders, accounts }) => {
    await ring(env.ORDERS, orders);
    await ring(env.ACCOUNTS, accounts);
  },
  "/year/ids": (env, _ctx, { accounts }) =>
    accounts.map((name) => env.ACCOUNTS.idFromName(name).toString()),
  "/year/counts": () => {
    const found = counted;
    counted = nothing();
    return found;
  },
};

export default {
  async fetch(request, env, ctx) {
    countD1(env);
    const control = CONTROL[new URL(request.url).pathname];
    if (control) return Response.json((await control(env, ctx, await request.json())) ?? null);
    counted.requests += 1;
    return product.fetch(request, env, ctx);
  },
};
