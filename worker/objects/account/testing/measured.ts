import type { CreditRules } from "../../../domain/credits/allowance.ts";
import type { UsageRules } from "../../../domain/usage/event.ts";
import { AccountObject } from "../object.ts";
import { countRows, countRowsOf, type SqlCosts, seedHistory, seedUsage } from "./seed.ts";

/** The account as it is, with what the measurement needs beside it. */
export class MeasuredAccount extends AccountObject {
  /** Gives the account a past of so many entries. */
  seed(entries: number): void {
    const available = 1_000_000;
    this.grantLot({
      key: "start",
      reference: "",
      asset: "power",
      amount: available,
      source: "seeded",
      expiresAtMs: null,
      detail: {},
    });
    const atMs = Date.now();
    this.ctx.storage.transactionSync(() =>
      seedHistory(this.ctx.storage.sql, { entries, available, atMs }),
    );
  }

  /** Gives the account so many events of usage behind one that it recorded itself. */
  async seedUsage(events: number): Promise<void> {
    const event = { host: "bench", id: "first", product: PRODUCT, count: 1, pools: null };
    const rest = { atMs: null, properties: {}, corrects: null, mode: "record" as const };
    await this.recordUsage([{ ...event, ...rest }], USAGE_RULES);
    this.ctx.storage.transactionSync(() => seedUsage(this.ctx.storage.sql, events));
  }

  /** What SQLite does for one deduction. */
  rows(): Promise<SqlCosts> {
    return countRowsOf(this.ctx.storage.sql, () => this.deduct(deduction("rows")));
  }

  /** What SQLite does for one usage page. */
  usageRows(): SqlCosts {
    return countRows(this.ctx.storage.sql, () => this.getUsageSummary(null, USAGE_RULES));
  }

  /** Usage pages one after the other inside one call; answers what was used. */
  usagePages(count: number): number {
    let used = 0;
    for (let n = 0; n < count; n++)
      used = this.getUsageSummary(null, USAGE_RULES).products[0]?.used ?? 0;
    return used;
  }

  /** Deductions at once inside one call: the cost without the way there and without waiting for the disk. */
  async burst(name: string, count: number): Promise<void> {
    await Promise.all(
      Array.from({ length: count }, (_, n) => this.deduct(deduction(`${name} ${n}`))),
    );
  }
}

const deduction = (key: string) => ({
  key,
  reference: "call",
  asset: "power" as const,
  amount: 1,
});

const PRODUCT = "ai_chat";

/** Everybody is on the free plan. */
const CREDIT_RULES: CreditRules = {
  ...{ mode: "calendar", timeZone: "Asia/Shanghai" },
  free: { planId: "free", creditRule: "monthly", allowance: { v1: 100, v2: 100 } },
  versions: { current: "v2", switches: [] },
};

const USAGE_RULES: UsageRules = {
  credits: CREDIT_RULES,
  products: [{ id: PRODUCT, kind: "counter", pooled: false, asset: null, prices: [] }],
  quotas: {},
};

interface BenchEnv {
  ACCOUNTS: DurableObjectNamespace<MeasuredAccount>;
}

/** Accounts asked at a time. */
const AT_ONCE = 20;

/**
 * `/seed?entries=`, `/rows`, `/burst?name=&count=`, `/calls?name=&count=`, `/usage/…`, each of the account named by `account=`;
 * `/touch?from=&count=` and `/look?from=&count=` of many; `/clock?aheadMs=` sets the clock of this isolate, which is the objects' too.
 */
export default {
  async fetch(request: Request, env: BenchEnv): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const account = env.ACCOUNTS.get(env.ACCOUNTS.idFromName(searchParams.get("account") ?? ""));
    const number = (key: string) => Number(searchParams.get(key));
    const count = number("count");
    const name = searchParams.get("name") ?? "";
    if (pathname === "/seed") await account.seed(number("entries"));
    else if (pathname === "/rows") return Response.json(await account.rows());
    else if (pathname === "/burst") await account.burst(name, count);
    else if (pathname === "/calls")
      for (let n = 0; n < count; n++) await account.deduct(deduction(`${name} ${n}`));
    else if (pathname === "/audit") return Response.json(await account.audit());
    else if (pathname === "/usage/seed") await account.seedUsage(number("entries"));
    else if (pathname === "/usage/rows") return Response.json(await account.usageRows());
    else if (pathname === "/usage/pages") return Response.json(await account.usagePages(count));
    else if (pathname === "/touch" || pathname === "/look")
      return Response.json(await each(env, number("from"), count, pathname === "/touch"));
    else if (pathname === "/clock") Date.now = ahead(number("aheadMs"));
    return new Response("done");
  },
};

const realNow = Date.now.bind(Date);

const ahead = (ms: number) => () => realNow() + ms;

/** The credits that each of these accounts has, as how many have how much. */
async function each(env: BenchEnv, from: number, count: number, isTouch: boolean) {
  const having: Record<string, number> = {};
  for (let first = from; first < from + count; first += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, from + count - first) }, async (_, at) => {
        const account = env.ACCOUNTS.getByName(`idle-${first + at}`);
        const view = await (isTouch
          ? account.touchCredits(CREDIT_RULES)
          : account.credits(CREDIT_RULES));
        const key = `${view.period?.name}: ${view.available}`;
        having[key] = (having[key] ?? 0) + 1;
      }),
    );
  return having;
}
