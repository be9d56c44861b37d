import { remember, remembered } from "../../shared/primitives/storage.ts";
import type { OrderFrom } from "../api/types.ts";

/** What a centre looked like last time, so that the skeleton has the same size and nothing moves. */
export interface CenterShape {
  /** Lines of content, an item each. */
  items: number[];
  payWays: number;
}

const FIRST_VISIT: CenterShape = { items: [2, 3, 2], payWays: 2 };
const COUNT_MAX = 12;

const storageKey = (from: OrderFrom): string => `ec.centerShape.${from}`;

/** A size no larger than what is read back. */
export const shapeOf = (lines: number[], payWays: number): CenterShape => ({
  items: lines.slice(0, COUNT_MAX).map((count) => Math.min(COUNT_MAX, count)),
  payWays: Math.min(COUNT_MAX, payWays),
});

export const rememberShape = (from: OrderFrom, shape: CenterShape): void => {
  if (shape.items.length > 0) remember(storageKey(from), JSON.stringify(shape));
};

export const lastShape = (from: OrderFrom): CenterShape => readShape(remembered(storageKey(from)));

export function readShape(text: string | null): CenterShape {
  try {
    const shape = JSON.parse(text ?? "") as CenterShape;
    const counts = [shape.items.length, ...shape.items, shape.payWays];
    const fits = counts.every((n) => Number.isInteger(n) && n >= 0 && n <= COUNT_MAX);
    return fits ? shape : FIRST_VISIT;
  } catch {
    return FIRST_VISIT;
  }
}
