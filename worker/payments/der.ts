/** One element of a DER encoding: `body` to `end` are its contents. Offsets into the whole encoding. */
export interface DerElement {
  tag: number;
  body: number;
  end: number;
}

export const DER = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  sequence: 0x30,
} as const;

/** The element at `at`; null when the encoding is cut short or uses a length of more than three bytes. */
export function derElement(der: Uint8Array, at: number): DerElement | null {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) return null;

  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 3 || first === 0x80) return null;
  let length = lengthBytes === 0 ? first : 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + (der[at + 2 + i] ?? 0);

  const body = at + 2 + lengthBytes;
  const end = body + length;
  return end <= der.length ? { tag, body, end } : null;
}

/** The elements inside `parent`, in order; empty when any of them is malformed. */
export function derChildren(der: Uint8Array, parent: DerElement): DerElement[] {
  const children: DerElement[] = [];
  for (let at = parent.body; at < parent.end; ) {
    const child = derElement(der, at);
    if (!child || child.end > parent.end) return [];
    children.push(child);
    at = child.end;
  }
  return children;
}

/** Wraps `contents` in an element of this tag. */
export function derWrap(tag: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  const header = [tag, ...derLength(length)];
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const part of contents) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}
