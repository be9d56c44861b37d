import { AccountObject } from "../object.ts";
import { countRows, seedHistory } from "./seed.ts";

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

  /** Rows read and written by one deduction. */
  rows(): { read: number; written: number } {
    return countRows(this.ctx.storage.sql, () => this.deduct(deduction("rows")));
  }

  /** Deductions one after the other inside one call: the cost without the way there and without waiting for the disk. */
  burst(name: string, count: number): void {
    for (let n = 0; n < count; n++) this.deduct(deduction(`${name} ${n}`));
  }
}

const deduction = (key: string) => ({
  key,
  reference: "call",
  asset: "power" as const,
  amount: 1,
});

interface BenchEnv {
  ACCOUNTS: DurableObjectNamespace<MeasuredAccount>;
}

/** `/seed?entries=`, `/rows`, `/burst?name=&count=`, `/calls?name=&count=`, each of the account named by `account=`. */
export default {
  async fetch(request: Request, env: BenchEnv): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const account = env.ACCOUNTS.get(env.ACCOUNTS.idFromName(searchParams.get("account") ?? ""));
    const count = Number(searchParams.get("count"));
    const name = searchParams.get("name") ?? "";
    if (pathname === "/seed") await account.seed(Number(searchParams.get("entries")));
    else if (pathname === "/rows") return Response.json(await account.rows());
    else if (pathname === "/burst") await account.burst(name, count);
    else if (pathname === "/calls")
      for (let n = 0; n < count; n++) await account.deduct(deduction(`${name} ${n}`));
    else if (pathname === "/audit") return Response.json(await account.audit());
    return new Response("done");
  },
};
