/** What is used of fontkit 2, which comes without types. */
declare module "fontkit" {
  export interface Glyph {
    /** In units of the font. */
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
  }
  export function create(data: Uint8Array): Font;
}
