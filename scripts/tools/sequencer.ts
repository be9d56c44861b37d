import path from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** About how many seconds the long files take on two busy cores. Wrong numbers cost time and nothing else. */
const SECONDS: Record<string, number> = {
  "lab.test.ts": 75,
  "openapi-fuzz.test.ts": 68,
  "sequences.test.ts": 49,
  "recorded.test.ts": 24,
  "deploy.test.ts": 23,
  "ledger.property.test.ts": 20,
  "months.test.ts": 13,
  "regressions.test.ts": 11,
  "catalog-rows.test.ts": 8,
  "console-catalog.test.ts": 7,
  "forgeries.test.ts": 7,
  "subscription-card.test.ts": 7,
  "cheap-callers.test.ts": 6,
  "invoice-documents.test.ts": 6,
  "archive.test.ts": 5,
  "credit-reset.test.ts": 5,
  "paging.test.ts": 5,
  "console-roles.test.ts": 5,
  "refund-crash.test.ts": 4,
  "subscription-reports.test.ts": 4,
  "compare-runs.test.ts": 4,
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
