import { broken, type Configured, readText, type Variables } from "../config/variables.ts";
import { ok } from "../domain/result.ts";
import { parseObject } from "./json.ts";
import { readPrivateKey, readPublicKey } from "./pem.ts";

/** Both gateways refuse RSA keys below this, and so do we. */
const RSA_BITS_MIN = 2048;

export function readSigningKey<Name extends string>(
  env: Variables<NoInfer<Name>>,
  variable: Name,
): Configured<{ pem: string; modulus: string }> {
  const shape = "an RSA private key in PEM (PKCS#8 or PKCS#1), armoured or as bare base64";
  const pem = readText(env, variable, /\S/, shape);
  if (!pem.ok) return pem;
  const key = readPrivateKey(pem.value);
  if (!key) return broken(variable, `is malformed: it must be ${shape}, not encrypted`);
  if (key.bits < RSA_BITS_MIN) return broken(variable, tooWeak(key.bits));
  return ok({ pem: pem.value, modulus: key.modulus });
}

/** `{ "<serial>": "<PEM>" }` with at least one entry, each under its own certificate's serial. */
export function readKeyMap<Name extends string>(
  env: Variables<NoInfer<Name>>,
  variable: Name,
  ownModulus: string,
): Configured<Record<string, string>> {
  const shape = `JSON such as {"PUB_KEY_ID_…": "-----BEGIN PUBLIC KEY-----…"}`;
  const json = readText(env, variable, /\S/, shape);
  if (!json.ok) return json;
  const entries = Object.entries(parseObject(json.value) ?? {});
  if (entries.length === 0) return broken(variable, `is malformed: it must be ${shape}`);

  for (const [index, [serial, pem]] of entries.entries()) {
    const entry = `entry ${index + 1}`;
    const fault = publicKeyFault(pem, ownModulus) ?? serialFault(serial, String(pem));
    if (fault) return broken(variable, `${entry} ${fault}`);
  }
  return ok(Object.fromEntries(entries) as Record<string, string>);
}

/** `["<PEM>", …]` with at least one entry. */
export function readKeyList<Name extends string>(
  env: Variables<NoInfer<Name>>,
  variable: Name,
  ownModulus: string,
): Configured<string[]> {
  const shape = `a JSON array of PEM public keys such as ["-----BEGIN PUBLIC KEY-----…"]`;
  const json = readText(env, variable, /^\s*\[/, shape);
  if (!json.ok) return json;
  const list = parseObject(`{"keys":${json.value}}`)?.keys;
  if (!Array.isArray(list) || list.length === 0)
    return broken(variable, `is malformed: it must be ${shape}`);

  for (const [index, pem] of list.entries()) {
    const fault = publicKeyFault(pem, ownModulus);
    if (fault) return broken(variable, `entry ${index + 1} ${fault}`);
  }
  return ok(list);
}

function publicKeyFault(pem: unknown, ownModulus: string): string | null {
  const key = typeof pem === "string" ? readPublicKey(pem) : null;
  if (!key) return "is not an RSA public key or X.509 certificate in PEM";
  if (key.bits < RSA_BITS_MIN) return tooWeak(key.bits);
  // The classic mistake: every signature then fails to verify, with nothing to say why.
  return key.modulus === ownModulus
    ? "is your own key's public half: put the gateway's there"
    : null;
}

function serialFault(serial: string, pem: string): string | null {
  const own = readPublicKey(pem)?.certificate?.serial;
  if (!own || withoutZeros(own) === withoutZeros(serial)) return null;
  return "is a certificate with another serial than the one it is filed under";
}

const withoutZeros = (serial: string): string => serial.toUpperCase().replace(/^0+/, "");

const tooWeak = (bits: number): string =>
  `is an RSA key of ${bits} bits: the gateway needs ${RSA_BITS_MIN} or more`;
