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
