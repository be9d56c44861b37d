/** The drawing of one product's days: bars in a box of its own units, stretched to its place on the page. */

export const SLOT_WIDTH = 10;
export const HEIGHT = 44;
const BAR_WIDTH = 7;
/** What was used at all can be seen, however little it is beside the largest day. */
const BAR_HEIGHT_MIN = 2;

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One bar for each day, the largest as high as the box. A day below zero, of corrections alone, has none. */
export function barsOf(counts: readonly number[]): Bar[] {
  const most = Math.max(1, ...counts);
  return counts.map((count, at) => {
    const height = count <= 0 ? 0 : Math.max(BAR_HEIGHT_MIN, (count / most) * HEIGHT);
    return {
      x: at * SLOT_WIDTH + (SLOT_WIDTH - BAR_WIDTH) / 2,
      y: HEIGHT - height,
      width: BAR_WIDTH,
      height,
    };
  });
}

/** Which day a place along the chart is over, from 0 at its start to 1 at its end. */
export const slotAt = (share: number, slots: number): number =>
  Math.min(slots - 1, Math.max(0, Math.floor(share * slots)));

/** The days that are named below the chart: the first, the last, and some between at equal steps. */
export function ticksOf(slots: number, wanted = 5): number[] {
  const count = Math.min(wanted, slots);
  if (count < 2) return slots === 0 ? [] : [0];
  return Array.from({ length: count }, (_, at) => Math.round((at * (slots - 1)) / (count - 1)));
}
