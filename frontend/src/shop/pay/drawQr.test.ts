import jsQR from "jsqr";
import { expect, test } from "vitest";
import { drawQr, MARK_SHARE, type QrDrawing } from "./drawQr.ts";

const PIXELS_PER_MODULE = 6;

/** The drawing as pixels, with the mark's place painted over. */
function paint({ size, path }: QrDrawing, covered: number): [Uint8ClampedArray, number] {
  const side = size * PIXELS_PER_MODULE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  const fill = (x: number, y: number, width: number, height: number, value: number) => {
    for (let py = Math.round(y * PIXELS_PER_MODULE); py < (y + height) * PIXELS_PER_MODULE; py++)
      for (let px = Math.round(x * PIXELS_PER_MODULE); px < (x + width) * PIXELS_PER_MODULE; px++)
        pixels.fill(value, (py * side + px) * 4, (py * side + px) * 4 + 3);
  };
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    fill(Number(x), Number(y), Number(run), 1, 0);
  fill((size - covered) / 2, (size - covered) / 2, covered, covered, 128);
  return [pixels, side];
}

test.each(["weixin://wxpay/bizpayurl?pr=A7K3M9xQ1", `https://qr.alipay.com/${"x".repeat(120)}`])(
  "the code can be read under the mark: %s",
  async (text) => {
    const drawing = await drawQr(text);
    const [pixels, side] = paint(drawing, Math.round(drawing.size * MARK_SHARE) + 1.4);
    expect(jsQR(pixels, side, side)?.data).toBe(text);
  },
);

test("keeps four white modules around the code", async () => {
  const { size, path } = await drawQr("quiet");
  const starts = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((match) => match.map(Number));
  for (const [, x = 0, y = 0, run = 0] of starts) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
    expect(Math.max(x + run, y + 1)).toBeLessThanOrEqual(size - 4);
  }
});
