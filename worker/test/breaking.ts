import { vi } from "vitest";
import { bindings } from "./world.ts";

/**
 * D1 stops working for everybody: before it applied a statement, or after it did and before it said so. Batches that
 * begin with a statement about the table `but` go through.
 */
export function breakD1(when: "before" | "after", { but }: { but?: string } = {}) {
  const database = Object.getPrototypeOf(bindings.DB);
  const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
  for (const [owner, method] of [
    [database, "batch"],
    [statement, "run"],
    [statement, "all"],
    [statement, "raw"],
  ] as const) {
    const original = owner[method];
    vi.spyOn(owner, method).mockImplementation(async function (this: unknown, ...rest: unknown[]) {
      if (but !== undefined && firstStatement(rest).includes(but))
        return original.apply(this, rest);
      if (when === "after") await original.apply(this, rest);
      throw new Error("D1_ERROR: Network connection lost.");
    });
  }
}

/** The text of the first statement of a batch; empty for a call that is none. */
function firstStatement([batch]: unknown[]): string {
  const first = Array.isArray(batch) ? batch[0] : undefined;
  return String((first as { statement?: unknown } | undefined)?.statement ?? "");
}
