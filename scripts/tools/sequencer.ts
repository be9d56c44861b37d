import path from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** About how many seconds the long files take on two busy cores. Wrong numbers cost time and nothing else. */
const SECONDS: Record<string, number> = {
  "sequences.test.ts": 60,
  "lab.test.ts": 55,
  "openapi-fuzz.test.ts": 55,
  "deploy.test.ts": 23,
  "months.test.ts": 23,
  "ledger.property.test.ts": 20,
  "credit-reset.test.ts": 11,
  "invoice-documents.test.ts": 10,
  "regressions.test.ts": 10,
  "catalog-rows.test.ts": 8,
  "recorded.test.ts": 8,
  "console-catalog.test.ts": 7,
  "invoices.test.ts": 7,
  "subscription-card.test.ts": 6,
  "forgeries.test.ts": 5,
  "account-storage.test.ts": 5,
  "account-shared.test.ts": 5,
  "cheap-callers.test.ts": 4,
  "compare.test.ts": 4,
  "cut.test.ts": 4,
  "refund.test.ts": 4,
  "refund-failed.test.ts": 4,
  "subscription-reports.test.ts": 4,
};
const OTHERWISE_SECONDS = 1;

const secondsOf = (file: string) => SECONDS[path.basename(file)] ?? OTHERWISE_SECONDS;

/** Long files first, and shards that take about the same time. */
export class LongFirst extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    return longFirst(specs, (spec) => spec.moduleId);
  }

  override async shard(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard ?? { index: 1, count: 1 };
    return shares(specs, count, (spec) => spec.moduleId)[index - 1] ?? [];
  }
}

/** Pure: the same shares in every process, whatever order the files are found in. */
export function shares<T>(items: readonly T[], count: number, fileOf: (item: T) => string): T[][] {
  const all = Array.from({ length: count }, () => ({ items: [] as T[], seconds: 0 }));
  for (const item of longFirst(items, fileOf)) {
    const lightest = all.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    lightest.items.push(item);
    lightest.seconds += secondsOf(fileOf(item));
  }
  return all.map((share) => share.items);
}

function longFirst<T>(items: readonly T[], fileOf: (item: T) => string): T[] {
  return items.toSorted(
    (a, b) => secondsOf(fileOf(b)) - secondsOf(fileOf(a)) || (fileOf(a) < fileOf(b) ? -1 : 1),
  );
}
