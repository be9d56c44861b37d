import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPair, webcrypto } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { BasicConstraintsExtension, X509CertificateGenerator } from "@peculiar/x509";
import { OPERATOR_SUBJECT } from "./identity/people.ts";
import { randomDigits, randomHex, randomText } from "./signing.ts";

/** Every secret and identifier of the sandbox. Plain strings, so that one JSON file stores them. */
export interface SandboxKeys {
  wechat: {
    appId: string;
    merchantId: string;
    /** Serial number of the merchant's API certificate: names the key a request is signed with. */
    merchantSerial: string;
    merchantPrivateKey: string;
    merchantPublicKey: string;
    apiV3Key: string;
    platformSerial: string;
    platformCertificate: string;
    platformPrivateKey: string;
    publicKeyId: string;
    publicKey: string;
    publicKeyPrivateKey: string;
  };
  alipay: {
    appId: string;
    sellerId: string;
    appPrivateKey: string;
    appPublicKey: string;
    gatewayPrivateKey: string;
    gatewayPublicKey: string;
  };
  identity: {
    clientId: string;
    clientSecret: string;
    audience: string;
    keyId: string;
    privateKey: string;
  };
  stripe: { secretKey: string; webhookSecret: string };
}

interface Places {
  /** Where the product answers: `PUBLIC_BASE_URL`. */
  appUrl: string;
  sandboxUrl: string;
}

export async function generateKeys(): Promise<SandboxKeys> {
  const [merchant, platform, publicKey, app, gateway, identity] = await Promise.all([
    generatePair(),
    generatePair(),
    generatePair(),
    generatePair(),
    generatePair(),
    generatePair(),
  ]);
  const platformSerial = `5${randomHex(39)}`;
  return {
    wechat: {
      appId: `wx${randomHex(16).toLowerCase()}`,
      merchantId: `16${randomDigits(8)}`,
      merchantSerial: `6${randomHex(39)}`,
      merchantPrivateKey: merchant.privateKey,
      merchantPublicKey: merchant.publicKey,
      apiV3Key: randomText(32),
      platformSerial,
      platformCertificate: await issueCertificate(platform, platformSerial),
      platformPrivateKey: platform.privateKey,
      publicKeyId: `PUB_KEY_ID_${randomDigits(28)}`,
      publicKey: publicKey.publicKey,
      publicKeyPrivateKey: publicKey.privateKey,
    },
    alipay: {
      appId: `2021${randomDigits(12)}`,
      sellerId: `2088${randomDigits(12)}`,
      appPrivateKey: app.privateKey,
      appPublicKey: app.publicKey,
      gatewayPrivateKey: gateway.privateKey,
      gatewayPublicKey: gateway.publicKey,
    },
    identity: {
      clientId: "entitlement-center",
      clientSecret: randomText(40),
      audience: "entitlement-center-api",
      keyId: randomHex(16).toLowerCase(),
      privateKey: identity.privateKey,
    },
    stripe: { secretKey: `sk_test_${randomText(48)}`, webhookSecret: `whsec_${randomText(32)}` },
  };
}

const KEYS_FILE = "sandbox-keys.json";

/** The keys in `directory`, made on first use. A `.dev.vars` written from them stays true over restarts. */
export async function loadOrCreateKeys(directory: string): Promise<SandboxKeys> {
  const file = join(directory, KEYS_FILE);
  const kept = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (kept !== undefined) return parseKeys(kept, file);

  const keys = await generateKeys();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Renamed into place whole: a start that is interrupted must not leave half a key file behind.
  await writeFile(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return keys;
}

/**
 * The product's variables (README.md, Configure) that point it at this sandbox. Line breaks in PEM values are
 * real ones.
 */
export function productVariables(keys: SandboxKeys, places: Places): Record<string, string> {
  const { wechat, alipay, identity, stripe } = keys;
  const issuer = `${places.sandboxUrl}/identity`;
  return {
    PUBLIC_BASE_URL: places.appUrl,
    AUTH_ISSUER: issuer,
    AUTH_JWKS_URL: `${issuer}/jwks`,
    AUTH_CLIENT_ID: identity.clientId,
    AUTH_CLIENT_SECRET: identity.clientSecret,
    AUTH_AUDIENCE: identity.audience,
    OPERATOR_SUBJECTS: OPERATOR_SUBJECT,
    WECHAT_BASE_URL: places.sandboxUrl,
    WECHAT_APPID: wechat.appId,
    WECHAT_MCHID: wechat.merchantId,
    WECHAT_MCH_SERIAL: wechat.merchantSerial,
    WECHAT_MCH_PRIVATE_KEY: wechat.merchantPrivateKey,
    WECHAT_APIV3_KEY: wechat.apiV3Key,
    WECHAT_PLATFORM_KEYS: JSON.stringify({
      [wechat.publicKeyId]: wechat.publicKey,
      [wechat.platformSerial]: wechat.platformCertificate,
    }),
    ALIPAY_GATEWAY_URL: `${places.sandboxUrl}/gateway.do`,
    ALIPAY_APP_ID: alipay.appId,
    ALIPAY_SELLER_ID: alipay.sellerId,
    ALIPAY_APP_PRIVATE_KEY: alipay.appPrivateKey,
    ALIPAY_PUBLIC_KEYS: JSON.stringify([alipay.gatewayPublicKey]),
    STRIPE_API_BASE: places.sandboxUrl,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRETS: stripe.webhookSecret,
  };
}

interface Pair {
  privateKey: string;
  publicKey: string;
}

function generatePair(): Promise<Pair> {
  return promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

const CERTIFICATE_YEARS = 5;

async function issueCertificate(pair: Pair, serialNumber: string): Promise<string> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const privateDer = createPrivateKey(pair.privateKey).export({ type: "pkcs8", format: "der" });
  const publicDer = createPublicKey(pair.publicKey).export({ type: "spki", format: "der" });
  const { subtle } = webcrypto;
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + CERTIFICATE_YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: "CN=Sandbox WeChat Pay platform, O=Entitlement Center sandbox, C=CN",
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    // workerd's X.509 reader refuses a certificate whose extension list is empty (RFC 5280 4.1: SIZE (1..MAX)).
    extensions: [new BasicConstraintsExtension(false)],
    keys: {
      privateKey: await subtle.importKey("pkcs8", privateDer, algorithm, true, ["sign"]),
      publicKey: await subtle.importKey("spki", publicDer, algorithm, true, ["verify"]),
    },
  });
  return certificate.toString("pem");
}

function parseKeys(text: string, file: string): SandboxKeys {
  try {
    const keys = JSON.parse(text) as Partial<SandboxKeys>;
    if (keys.wechat && keys.alipay && keys.identity && keys.stripe) return keys as SandboxKeys;
  } catch {
    // Answered below: the remedy is the same for bad JSON and for missing parts.
  }
  throw new Error(`${file} is not a sandbox key file. Delete it and start again to get new keys.`);
}
