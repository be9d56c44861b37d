import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createCanvas } from "@napi-rs/canvas";
import { GlobalWorkerOptions, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { FontName } from "../config/fonts.ts";

/** What a reader that shares nothing with our writer finds in a PDF. In Node: it draws on a canvas. */

const modules = join(import.meta.dirname, "../../node_modules");

// Else it is looked for beside whatever file the test runner made of the library.
GlobalWorkerOptions.workerSrc = pathToFileURL(
  join(modules, "pdfjs-dist/legacy/build/pdf.worker.mjs"),
).href;

const FILES: Record<FontName, string> = {
  sc: "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  jp: "@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
};

export const fontBytes = (name: FontName): Uint8Array =>
  new Uint8Array(readFileSync(join(modules, FILES[name])));

export interface ReadPage {
  text: string;
  /** Texts that leave no ink where they stand: glyphs without an outline. */
  blank: string[];
  /** Texts that reach over an edge of the page. */
  outside: string[];
}

const SCALE = 2;
const HAN_ALONE = /^\p{sc=Han}+$/u;

export async function readPdf(bytes: Uint8Array): Promise<{ title: string; pages: ReadPage[] }> {
  const document = await getDocument({
    data: bytes.slice(),
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
  }).promise;
  const { info } = await document.getMetadata();
  const pages: ReadPage[] = [];
  for (let at = 1; at <= document.numPages; at++)
    pages.push(await readPage(await document.getPage(at)));
  await document.destroy();
  return { title: String((info as { Title?: string }).Title ?? ""), pages };
}

type PdfPage = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>["promise"]>["getPage"]>>;

interface Piece {
  str: string;
  /** Its matrix: the last two are the left end of the base line, in points from the page's lower left. */
  transform: number[];
  width: number;
}

async function readPage(page: PdfPage): Promise<ReadPage> {
  const viewport = page.getViewport({ scale: SCALE });
  const canvas = createCanvas(viewport.width, viewport.height);
  const context = canvas.getContext("2d");
  await page.render({ canvas: null, canvasContext: context as never, viewport }).promise;
  const { items } = await page.getTextContent();
  const pieces = items.filter((item) => "str" in item && item.str.trim() !== "") as Piece[];
  const isInked = (x: number, y: number, width: number, size: number) => {
    const top = viewport.height - (y + size) * SCALE;
    const box = context.getImageData(x * SCALE, top, width * SCALE, size * 1.3 * SCALE);
    return box.data.some((value, at) => at % 4 === 0 && value < 200);
  };
  const isBlank = ({ str, transform, width }: Piece) => {
    const [size = 0, , , , x = 0, y = 0] = transform;
    // Chinese characters are of one width, so each can be looked at.
    const places = HAN_ALONE.test(str) ? [...str].length : 1;
    const each = width / places;
    return [...Array(places).keys()].some((at) => !isInked(x + at * each, y, each, size));
  };
  const isOutside = ({ transform: [, , , , x = 0, y = 0], width }: Piece) =>
    x < 0 || y < 0 || (x + width) * SCALE > viewport.width || y * SCALE > viewport.height;
  return {
    text: pieces.map(({ str }) => str).join("\n"),
    blank: pieces.filter(isBlank).map(({ str }) => str),
    outside: pieces.filter(isOutside).map(({ str }) => str),
  };
}
