/** Text as a PDF can show it: characters that a font has, in lines that fit. Fonts come in as two questions, so this is pure. */

/** How wide a character is at size 1, in the first font that has it. Null when none has. */
export type Measure = (codePoint: number) => number | null;

/** What stands for a character that no font has: the first of these that one has. */
const SIGNS = ["□", "〓", "?"];

export function substituteFor(measure: Measure): string {
  return SIGNS.find((sign) => measure(sign.codePointAt(0) ?? 0) !== null) ?? "?";
}

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Line ends and tabs become blanks; controls, joiners and marks of direction or variation are not seen, so they go. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Variation_Selector}]/gu;

export interface ShownText {
  text: string;
  /** Whether something could not be shown as it is. */
  substituted: boolean;
}

/** A character that no font has becomes one sign, of however many parts it is made, such as an emoji of a family. */
export function showable(raw: string, measure: Measure): ShownText {
  const sign = substituteFor(measure);
  let substituted = false;
  const parts = Array.from(segmenter.segment(raw.normalize("NFC")), ({ segment }) => {
    const seen = segment.replace(/[\t\r\n]+/g, " ").replace(UNSEEN, "");
    const isThere = [...seen].every((letter) => measure(letter.codePointAt(0) ?? 0) !== null);
    if (isThere) return seen;
    substituted = true;
    return sign;
  });
  return { text: parts.join(""), substituted };
}

export const widthOf = (text: string, size: number, measure: Measure): number =>
  [...text].reduce((sum, letter) => sum + (measure(letter.codePointAt(0) ?? 0) ?? 0), 0) * size;

/** A word of a script with blanks stays whole where it fits; Chinese and Japanese break anywhere but before these. */
const PIECES = /\s+|[\p{L}\p{M}\p{N}'’.,:;@/_+-]+|./gsu;
const IDEOGRAPH = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
const NOT_FIRST = /^[。，、；：？！）」』】》〉．,.;:?!)\]}ー々]/u;

/** Lines of at most `width`; none is wider, whatever the text is, unless a single character is. */
export function wrapped(text: string, width: number, size: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = "";
  const fits = (more: string) => widthOf(more, size, measure) <= width;
  for (const piece of piecesOf(text)) {
    if (fits(line + piece)) {
      line += piece;
      continue;
    }
    const closing = NOT_FIRST.test(piece) ? lastLetter(line) : "";
    if (closing !== "" && closing !== line && fits(closing + piece)) {
      lines.push(line.slice(0, line.length - closing.length).trimEnd());
      line = closing + piece;
      continue;
    }
    if (line.trim() !== "") lines.push(line.trimEnd());
    line = "";
    for (const letter of piece.trimStart()) {
      if (line !== "" && !fits(line + letter)) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  if (line.trim() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

function piecesOf(text: string): string[] {
  return (text.match(PIECES) ?? []).flatMap((piece) =>
    IDEOGRAPH.test(piece)
      ? (piece.match(/[^\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+|./gsu) ?? [])
      : [piece],
  );
}

/** A closing mark takes the letter before it along to the next line. */
const lastLetter = (line: string): string => [...line].at(-1) ?? "";
