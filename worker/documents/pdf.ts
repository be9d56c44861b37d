import { PDFDocument, type PDFFont, type PDFPage, rgb } from "@cantoo/pdf-lib";
import * as fontkit from "fontkit";
import { FONTS_OF, type FontName } from "../config/fonts.ts";
import { type Measure, showable, substituteFor, widthOf, wrapped } from "./text.ts";
import type { DocumentView, Fact, Party } from "./view.ts";
import { filled } from "./words.ts";

/** Reached by nothing but `import()`: pdf-lib and fontkit are 400 KB that no other request has to wait for. */

export type FontBytes = Record<FontName, Uint8Array>;

/** A font is parsed once in an isolate: ten megabytes are read at each use otherwise. */
const parsedFonts = new WeakMap<Uint8Array, fontkit.Font>();

function parsed(bytes: Uint8Array): fontkit.Font {
  const known = parsedFonts.get(bytes) ?? fontkit.create(bytes);
  parsedFonts.set(bytes, known);
  return known;
}

/** A4, in points. */
const PAGE = { width: 595.28, height: 841.89, margin: 48, footer: 28 };
const BODY = PAGE.width - 2 * PAGE.margin;
const INK = rgb(0.09, 0.09, 0.11);
const QUIET = rgb(0.36, 0.38, 0.43);
const RULE = rgb(0.85, 0.86, 0.89);
const ALARM = rgb(0.7, 0.14, 0.09);
const LINE = 1.45;

/** Widths of the columns, as parts of the body; the first one takes texts, the others numbers. */
const ITEM_COLUMNS = [0.3, 0.16, 0.15, 0.14, 0.09, 0.16];
const TAX_COLUMNS = [0.3, 0.35, 0.35];

/** The document as PDF, in the language of the view. The same view and fonts give the same pages. */
export async function pdfOf(view: DocumentView, fonts: FontBytes): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit({ create: (data: Uint8Array) => parsed(data) } as never);
  const pen = new Pen(document, await embedded(document, view, fonts));
  writeHead(pen, view);
  pen.columns([view.seller, view.buyer].map((party) => partyLines(party)));
  pen.table(ITEM_COLUMNS, view.itemHeadings, view.items);
  writeSums(pen, view);
  for (const note of view.notes) pen.text(note, { size: 9, color: QUIET });
  if (pen.substituted)
    pen.text(filled(view.substitutedText, { sign: pen.sign }), { size: 9, color: QUIET });
  pen.footers((page, pages) => `${view.number}   ${filled(view.pageText, { page, pages })}`);
  describe(document, view);
  // Without pauses in between, which wait for timers: a document takes milliseconds.
  return document.save({ objectsPerTick: Number.POSITIVE_INFINITY });
}

function describe(document: PDFDocument, view: DocumentView): void {
  const at = new Date(view.issuedAtMs);
  document.setTitle(`${view.title} ${view.number}`, { showInWindowTitleBar: true });
  document.setLanguage({ zh: "zh-CN", en: "en", jp: "ja" }[view.language]);
  document.setCreationDate(at);
  document.setModificationDate(at);
  document.setProducer("Entitlement Center");
  document.setCreator("Entitlement Center");
}

interface Face {
  pdf: PDFFont;
  shape: fontkit.Font;
}

/** Both fonts are there to be asked; one that no character is taken from leaves nothing in the file but its name. */
async function embedded(document: PDFDocument, view: DocumentView, fonts: FontBytes) {
  const faces: Face[] = [];
  for (const name of FONTS_OF[view.language]) {
    // Without kerning and ligatures the width of a text is that of its characters.
    const options = { subset: true, features: { kern: false, liga: false } };
    const pdf = await document.embedFont(fonts[name], options);
    faces.push({ pdf, shape: parsed(fonts[name]) });
  }
  return faces;
}

function writeHead(pen: Pen, view: DocumentView): void {
  pen.text(view.title, { size: 22, after: 2 });
  if (view.mark) pen.text(view.mark, { size: 12, color: ALARM });
  pen.facts(view.facts);
  pen.space(10);
}

const partyLines = ({ heading, name, lines }: Party): StyledLine[] => [
  { text: heading, size: 9, color: QUIET },
  { text: name, size: 11, color: INK },
  ...lines.map((text) => ({ text, size: 9, color: INK })),
];

function writeSums(pen: Pen, view: DocumentView): void {
  pen.table(TAX_COLUMNS, view.taxHeadings, view.taxes);
  pen.facts(view.totals, 11);
  pen.space(8);
}

interface StyledLine {
  text: string;
  size: number;
  color: typeof INK;
}

/** Writes from the top of a page down, and goes on with the next one. */
class Pen {
  substituted = false;
  readonly sign: string;
  readonly #document: PDFDocument;
  readonly #faces: readonly Face[];
  readonly #widths = new Map<number, number | null>();
  #page: PDFPage;
  #y = 0;

  constructor(document: PDFDocument, faces: readonly Face[]) {
    this.#document = document;
    this.#faces = faces;
    this.#page = this.#nextPage();
    this.sign = substituteFor(this.#measure);
  }

  readonly #measure: Measure = (codePoint) => {
    const known = this.#widths.get(codePoint);
    if (known !== undefined) return known;
    const face = this.#faceOf(codePoint);
    const width = face
      ? face.shape.glyphForCodePoint(codePoint).advanceWidth / face.shape.unitsPerEm
      : null;
    this.#widths.set(codePoint, width);
    return width;
  };

  #faceOf(codePoint: number): Face | undefined {
    return this.#faces.find(({ shape }) => shape.hasGlyphForCodePoint(codePoint));
  }

  #nextPage(): PDFPage {
    this.#page = this.#document.addPage([PAGE.width, PAGE.height]);
    this.#y = PAGE.height - PAGE.margin;
    return this.#page;
  }

  /** Whether a new page was begun, since so much did not fit. */
  #room(height: number): boolean {
    if (this.#y - height >= PAGE.margin + PAGE.footer) return false;
    this.#nextPage();
    return true;
  }

  space(height: number): void {
    this.#y -= height;
  }

  #shown(raw: string): string {
    const { text, substituted } = showable(raw, this.#measure);
    this.substituted ||= substituted;
    return text;
  }

  #lines(raw: string, width: number, size: number): string[] {
    return wrapped(this.#shown(raw), width, size, this.#measure);
  }

  /** Draws one line, in runs of the font that has each character. */
  #draw(text: string, x: number, y: number, { size, color }: Omit<StyledLine, "text">): void {
    let at = x;
    for (const run of this.#runs(text)) {
      this.#page.drawText(run.text, { x: at, y, size, color, font: run.face.pdf });
      at += widthOf(run.text, size, this.#measure);
    }
  }

  #runs(text: string): { face: Face; text: string }[] {
    const runs: { face: Face; text: string }[] = [];
    for (const letter of text) {
      const face = this.#faceOf(letter.codePointAt(0) ?? 0);
      const last = runs.at(-1);
      if (!face) continue;
      if (last?.face === face) last.text += letter;
      else runs.push({ face, text: letter });
    }
    return runs;
  }

  text(raw: string, style: { size: number; color?: typeof INK; after?: number }): void {
    const { size, color = INK, after = 2 } = style;
    for (const line of this.#lines(raw, BODY, size)) {
      this.#room(size * LINE);
      this.#y -= size * LINE;
      this.#draw(line, PAGE.margin, this.#y, { size, color });
    }
    this.space(after);
  }

  facts(rows: readonly Fact[], size = 9): void {
    const labelWidth = 110;
    for (const [label, value] of rows) {
      const lines = this.#lines(value, BODY - labelWidth, size);
      this.#room(size * LINE);
      this.#draw(this.#shown(label), PAGE.margin, this.#y - size * LINE, { size, color: QUIET });
      for (const line of lines) {
        this.#room(size * LINE);
        this.#y -= size * LINE;
        this.#draw(line, PAGE.margin + labelWidth, this.#y, { size, color: INK });
      }
    }
  }

  /** Blocks side by side. What is longer than a page goes on at the top of the next one. */
  columns(blocks: readonly StyledLine[][]): void {
    const width = BODY / blocks.length - 12;
    const laid = blocks.map((block) =>
      block.flatMap(({ text, size, color }) =>
        this.#lines(text, width, size).map((line) => ({ text: line, size, color })),
      ),
    );
    const rows = Math.max(...laid.map((block) => block.length));
    for (let row = 0; row < rows; row++) {
      const height = 11 * LINE;
      this.#room(height);
      this.#y -= height;
      laid.forEach((block, at) => {
        const line = block[row];
        const x = PAGE.margin + at * (width + 12);
        if (line) this.#draw(line.text, x, this.#y, line);
      });
    }
    this.space(14);
  }

  /** Its headings stand at the top of every page that it goes on to. */
  table(parts: readonly number[], headings: readonly string[], rows: readonly string[][]): void {
    this.#headings(parts, headings);
    for (const row of rows) {
      const cells = row.map((text, at) => this.#lines(text, BODY * (parts[at] ?? 0) - 6, 9));
      const height = Math.max(...cells.map((lines) => lines.length)) * 9 * LINE + 4;
      if (this.#room(height)) this.#headings(parts, headings);
      this.#row(parts, cells, { size: 9, color: INK });
    }
    this.space(12);
  }

  #headings(parts: readonly number[], headings: readonly string[]): void {
    this.#room(3 * 9 * LINE);
    const cells = headings.map((text, at) => this.#lines(text, BODY * (parts[at] ?? 0) - 6, 8));
    this.#row(parts, cells, { size: 8, color: QUIET });
  }

  #row(
    parts: readonly number[],
    cells: readonly string[][],
    style: Omit<StyledLine, "text">,
  ): void {
    const lineHeight = style.size * LINE;
    let x = PAGE.margin;
    cells.forEach((lines, at) => {
      const width = BODY * (parts[at] ?? 0);
      lines.forEach((line, index) => {
        const indent = at === 0 ? 0 : width - widthOf(line, style.size, this.#measure);
        this.#draw(line, x + indent, this.#y - (index + 1) * lineHeight, style);
      });
      x += width;
    });
    this.#y -= Math.max(...cells.map((lines) => lines.length)) * lineHeight + 4;
    this.#rule();
  }

  #rule(): void {
    const y = this.#y + 1;
    const [start, end] = [PAGE.margin, PAGE.margin + BODY].map((x) => ({ x, y }));
    if (start && end) this.#page.drawLine({ start, end, thickness: 0.5, color: RULE });
  }

  footers(text: (page: number, pages: number) => string): void {
    const pages = this.#document.getPages();
    pages.forEach((page, at) => {
      this.#page = page;
      const line = this.#shown(text(at + 1, pages.length));
      this.#draw(line, PAGE.margin, PAGE.margin - 8, { size: 8, color: QUIET });
    });
  }
}
