/** White modules that a scanner needs around the code; fewer and some do not find it. */
const QUIET_ZONE_MODULES = 4;

/** Side of the mark as a share of the drawing: with its rim about 6 % of the code's area, where level H corrects up to 30 %. */
export const MARK_SHARE = 0.17;

export interface QrDrawing {
  /** Side in modules, quiet zone included. */
  size: number;
  /** The dark modules as one SVG path. */
  path: string;
}

/** Level H: up to 30 % may be covered, which leaves room for the mark in the middle. */
export async function drawQr(text: string): Promise<QrDrawing> {
  const { create } = await import("qrcode");
  const { modules } = create(text, { errorCorrectionLevel: "H" });
  const side = modules.size;
  let path = "";
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!modules.get(row, column)) continue;
      let run = 1;
      while (column + run < side && modules.get(row, column + run)) run++;
      path += `M${column + QUIET_ZONE_MODULES} ${row + QUIET_ZONE_MODULES}h${run}v1h-${run}z`;
      column += run;
    }
  }
  return { size: side + 2 * QUIET_ZONE_MODULES, path };
}
