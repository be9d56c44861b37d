/** Texts that a gateway shows to the payer, in the unit that gateways count: bytes of UTF-8. */

const encoder = new TextEncoder();
/** Made for the first text that is too long: its rules take some 9 ms to load, which no start-up has to spare. */
let characters: Intl.Segmenter | undefined;

export const bytesOf = (text: string): number => encoder.encode(text).length;

/** What a cut text ends with, so that nobody takes it for whole. */
const CUT = "…";

/**
 * What both gateways refuse or garble: controls and line ends, halves of a pair, characters of four UTF-8 bytes (WeChat
 * Pay API v3 refuses them), and the joiners and selectors that an emoji leaves behind.
 */
export const UNWANTED =
  /\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Noncharacter_Code_Point}|[\u{10000}-\u{10FFFF}]|\p{Join_Control}|\p{Variation_Selector}/gu;

/** The text if it has at most `bytesMax` bytes, else as many whole characters of it as fit, as a reader sees characters. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (bytesOf(text) <= bytesMax) return text;
  const room = bytesMax - bytesOf(CUT);
  // One "character" may be a letter under a hundred accents: then it is cut among them.
  const kept = fitting(graphemes(text), room) || fitting(text, room);
  return kept.trimEnd() + CUT;
}

function* graphemes(text: string): Iterable<string> {
  characters ??= new Intl.Segmenter("zh", { granularity: "grapheme" });
  for (const { segment } of characters.segment(text)) yield segment;
}

function fitting(parts: Iterable<string>, bytesMax: number): string {
  let kept = "";
  let bytes = 0;
  for (const part of parts) {
    bytes += bytesOf(part);
    if (bytes > bytesMax) break;
    kept += part;
  }
  return kept;
}
