/**
 * Keys for server-to-server calls: `eck_<prefix>_<secret>`. The prefix finds the row, the secret's hash proves the key.
 * The fixed head lets secret scanners recognise one that was published by mistake.
 */
export interface ApiKeyParts {
  prefix: string;
  secret: string;
}

const SHAPE = /^eck_([0-9A-Za-z]{12})_([0-9A-Za-z]{32})$/;

export function parseApiKey(text: string): ApiKeyParts | null {
  const match = SHAPE.exec(text);
  return match?.[1] && match[2] ? { prefix: match[1], secret: match[2] } : null;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX_LENGTH = 12;
const SECRET_LENGTH = 32;

/** Characters of a key's name. */
export const KEY_NAME_LENGTH_MAX = 60;

/** Letters, digits, blanks, dots and hyphens of any script. */
export const KEY_NAME_SHAPE = /^[\p{L}\p{N} .-]{1,60}$/u;

/** A key of random bytes. The secret has 190 random bits, so a plain hash of it is enough. */
export function newApiKey(random: (bytes: number) => Uint8Array): ApiKeyParts & { token: string } {
  const prefix = randomText(PREFIX_LENGTH, random);
  const secret = randomText(SECRET_LENGTH, random);
  return { prefix, secret, token: `eck_${prefix}_${secret}` };
}

/** Bytes past the last whole round of the alphabet are drawn again, so that every character is equally likely. */
function randomText(length: number, random: (bytes: number) => Uint8Array): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < length)
    for (const byte of random(length))
      if (byte < limit && text.length < length) text += ALPHABET[byte % ALPHABET.length];
  return text;
}
