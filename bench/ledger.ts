/**
 * What a deduction costs with 10, 10,000 and 1,000,000 entries behind it, in workerd, with the storage on disk.
 * Rows are the same on every machine; times are this machine's.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { bundleModule } from "./tools/bundles.ts";

const HISTORY_ENTRIES = [10, 10_000, 1_000_000];

/** Deductions per timing: enough to take tens of milliseconds. */
const DEDUCTIONS = 500;

/** Timings per figure; the median is shown. */
const TIMINGS = 7;

/** An account with a history of one length. */
class Subject {
  readonly #entries: number;
  readonly #inside: number[] = [];
  readonly #calls: number[] = [];

  constructor(entries: number) {
    this.#entries = entries;
  }

  async seed(): Promise<void> {
    await this.#ask("/seed", { entries: this.#entries });
  }

  /** One timing of each kind. The first warms up and does not count. */
  async time(turn: number): Promise<void> {
    const inside = await this.#perDeduction("/burst", turn);
    const calls = await this.#perDeduction("/calls", turn);
    if (turn === 0) return;
    this.#inside.push(inside);
    this.#calls.push(calls);
  }

  async figures() {
    const { read, written } = (await (await this.#ask("/rows")).json()) as Record<string, number>;
    const { faults } = (await (await this.#ask("/audit")).json()) as { faults: string[] };
    if (faults.length > 0) throw new Error(`the books do not close: ${faults.join("; ")}`);
    return {
      "entries before": this.#entries,
      "rows read": read,
      "rows written": written,
      "µs inside the object": median(this.#inside),
      "µs per call, on disk": median(this.#calls),
    };
  }

  /** Microseconds. */
  async #perDeduction(path: string, turn: number): Promise<number> {
    const start = performance.now();
    await this.#ask(path, { name: `${path} ${turn}`, count: DEDUCTIONS });
    return ((performance.now() - start) * 1_000) / DEDUCTIONS;
  }

  async #ask(path: string, query: Record<string, string | number> = {}) {
    const address = new URL(path, "http://bench");
    for (const [name, value] of Object.entries({ account: this.#entries, ...query }))
      address.searchParams.set(name, String(value));
    const response = await miniflare.dispatchFetch(address);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

const median = (times: number[]): number =>
  Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0);

const folder = await mkdtemp(join(tmpdir(), "ledger-bench-"));
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: true,
    script: await bundleModule(
      join(import.meta.dirname, "../worker/objects/account/testing/measured.ts"),
    ),
    compatibilityDate: "2026-09-01",
    durableObjects: { ACCOUNTS: { className: "MeasuredAccount", useSQLite: true } },
    resourcePersistencePath: folder,
  }),
);

try {
  const accounts = HISTORY_ENTRIES.map((entries) => new Subject(entries));
  for (const account of accounts) await account.seed();
  // In turns, so that a machine that is busy for a while is busy for all of them.
  for (let turn = 0; turn <= TIMINGS; turn++)
    for (const account of accounts) await account.time(turn);
  console.table(await Promise.all(accounts.map((account) => account.figures())));
} finally {
  await miniflare.dispose();
  await rm(folder, { recursive: true, force: true });
}
