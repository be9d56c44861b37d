import type { Mark } from "../allowance.ts";
import type { MarkStore } from "../grant.ts";

/** The marks as a plain map: what the account's table must behave like. */
export class MemoryMarks implements MarkStore {
  readonly #marks = new Map<string, Mark>();

  mark(period: string): Mark | null {
    return this.#marks.get(period) ?? null;
  }

  running(nowMs: number): Mark[] {
    return this.all().filter(({ endsAtMs }) => endsAtMs !== null && endsAtMs > nowMs);
  }

  save(mark: Mark): void {
    this.#marks.set(mark.period, mark);
  }

  all(): Mark[] {
    return [...this.#marks.values()];
  }
}
