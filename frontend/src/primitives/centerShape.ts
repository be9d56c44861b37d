import type { CozeCenter } from "../api/types.ts";
import { remember, remembered } from "./storage.ts";

/** What the centre looked like last time, so that the skeleton has the same size and nothing moves. */
export interface CenterShape {
  /** Lines of content, a package each. */
  packages: number[];
  payWays: number;
}

const STORAGE_KEY = "ec.centerShape";
const FIRST_VISIT: CenterShape = { packages: [2, 3, 2], payWays: 2 };
const COUNT_MAX = 12;

export const shapeOf = (center: CozeCenter): CenterShape => ({
  packages: center.packages
    .slice(0, COUNT_MAX)
    .map((item) => Math.min(COUNT_MAX, item.content.length + (item.description ? 1 : 0))),
  payWays: Math.min(COUNT_MAX, center.payWayList.length),
});

export function rememberShape(center: CozeCenter): void {
  if (center.packages.length > 0) remember(STORAGE_KEY, JSON.stringify(shapeOf(center)));
}

export const lastShape = (): CenterShape => readShape(remembered(STORAGE_KEY));

export function readShape(text: string | null): CenterShape {
  try {
    const shape = JSON.parse(text ?? "") as CenterShape;
    const counts = [shape.packages.length, ...shape.packages, shape.payWays];
    const fits = counts.every((n) => Number.isInteger(n) && n >= 0 && n <= COUNT_MAX);
    return fits ? shape : FIRST_VISIT;
  } catch {
    return FIRST_VISIT;
  }
}
