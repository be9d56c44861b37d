import { vi } from "vitest";
import { bindings } from "./world.ts";

/** D1 stops working for everybody: before it applied a statement, or after it did and before it said so. */
export function breakD1(when: "before" | "after") {
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
      if (when === "after") await original.apply(this, rest);
      throw new Error("D1_ERROR: Network connection lost.");
    });
  }
}
