/** The pure half of `npm run deploy`: what the configurations say, and what is still missing. */

export interface WorkerConfig {
  name: string;
  databaseName: string;
  databaseId: string;
  configId: string;
  /** Of the archive; empty where wrangler.toml has none. */
  bucketName: string;
  variables: string[];
}

export interface PagesConfig {
  name: string;
  service: string;
}

/** Without these nobody can sign in, so nothing is deployed. */
export const REQUIRED = [
  "PUBLIC_BASE_URL",
  "SESSION_SECRETS",
  "AUTH_ISSUER",
  "AUTH_JWKS_URL",
  "AUTH_CLIENT_ID",
  "AUTH_CLIENT_SECRET",
  "AUTH_AUDIENCE",
  "OPERATOR_SUBJECTS",
] as const;

/** A gateway is set up as a whole or not at all. */
export const GATEWAYS = {
  "WeChat Pay": [
    ...["WECHAT_BASE_URL", "WECHAT_APPID", "WECHAT_MCHID", "WECHAT_MCH_SERIAL"],
    ...["WECHAT_MCH_PRIVATE_KEY", "WECHAT_APIV3_KEY", "WECHAT_PLATFORM_KEYS"],
  ],
  Alipay: [
    ...["ALIPAY_GATEWAY_URL", "ALIPAY_APP_ID", "ALIPAY_SELLER_ID"],
    ...["ALIPAY_APP_PRIVATE_KEY", "ALIPAY_PUBLIC_KEYS"],
  ],
  Stripe: ["STRIPE_API_BASE", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"],
} as const;

export function readWorkerConfig(toml: string): WorkerConfig {
  const variables = tableOf(toml, "[vars]").matchAll(/^([A-Z0-9_]+)\s*=/gm);
  return {
    name: stringIn(toml, "name"),
    databaseName: stringIn(tableOf(toml, "[[d1_databases]]"), "database_name"),
    databaseId: stringIn(tableOf(toml, "[[d1_databases]]"), "database_id"),
    configId: stringIn(tableOf(toml, "[[kv_namespaces]]"), "id"),
    bucketName: stringIn(tableOf(toml, "[[r2_buckets]]"), "bucket_name"),
    variables: [...variables].map(([, name = ""]) => name),
  };
}

export function readPagesConfig(toml: string): PagesConfig {
  return {
    name: stringIn(toml, "name"),
    service: stringIn(tableOf(toml, "[[services]]"), "service"),
  };
}

/** What would make a deployment fail or reach the wrong Worker. */
export function configurationFaults(worker: WorkerConfig, pages: PagesConfig): string[] {
  const faults: string[] = [];
  if (pages.service !== worker.name)
    faults.push(
      `frontend/wrangler.toml binds the service "${pages.service}", but the Worker is called "${worker.name}" in wrangler.toml. Make them equal.`,
    );
  if (pages.name === worker.name)
    faults.push(`The Pages project and the Worker are both called "${worker.name}". Rename one.`);
  return faults;
}

/** Where the page is served: the project's own name, each deployment's below it, and its domains as wrangler lists them. */
export function pageAddresses(project: string, domains = ""): string[] {
  const own = [`${project}.pages.dev`, `*.${project}.pages.dev`];
  const listed = domains.split(",").map((domain) => domain.trim());
  const named = listed.filter((domain) => /^[\w-]+(\.[\w-]+)+$/.test(domain));
  return [...new Set([...own, ...named])].map((host) => `https://${host}`);
}

/** The repository ships ids of zeros: the stores do not exist yet. */
export const isPlaceholder = (id: string): boolean => /^[0-]*$/.test(id);

/** Whether wrangler's list of R2 buckets has this one: a line `name: …` for each. */
export const listsBucket = (output: string, name: string): boolean =>
  [...output.matchAll(/^name:\s*(\S+)\s*$/gm)].some(([, listed]) => listed === name);

/** The same file with other ids; comments and order stay. */
export function withIds(toml: string, ids: { databaseId?: string; configId?: string }): string {
  let result = toml;
  if (ids.databaseId) result = replaceIn(result, "[[d1_databases]]", "database_id", ids.databaseId);
  if (ids.configId) result = replaceIn(result, "[[kv_namespaces]]", "id", ids.configId);
  return result;
}

interface SecretsReport {
  /** Must be set first. */
  missing: string[];
  /** Gateways that have nothing set: their pay way should be switched off. */
  absentGateways: string[];
}

export function reportSecrets(present: readonly string[]): SecretsReport {
  const isMissing = (name: string) => !present.includes(name);
  const missing: string[] = REQUIRED.filter(isMissing);
  const absentGateways: string[] = [];
  for (const [gateway, names] of Object.entries(GATEWAYS)) {
    const lacking = names.filter(isMissing);
    if (lacking.length === names.length) absentGateways.push(gateway);
    else missing.push(...lacking);
  }
  return { missing, absentGateways };
}

/** The command that sets one secret; a generated one needs no thought. */
export function secretCommand(name: string): string {
  const put = `npx wrangler secret put ${name}`;
  if (name === "SESSION_SECRETS") return `openssl rand -base64 32 | ${put}`;
  return /_KEY$|_KEYS$/.test(name) ? `${put} < file-with-the-value` : put;
}

/** wrangler prints lines of its own around its JSON. */
export function parseJsonIn(output: string): unknown {
  const start = output.search(/^[[{]/m);
  const end = Math.max(output.lastIndexOf("]"), output.lastIndexOf("}"));
  if (start < 0 || end < start) throw new Error("no JSON in the output");
  return JSON.parse(output.slice(start, end + 1));
}

/** The text of one table, up to the next one. */
function tableOf(toml: string, header: string): string {
  const start = toml.indexOf(`\n${header}\n`);
  if (start < 0) return "";
  const body = toml.slice(start + header.length + 2);
  const end = body.search(/^\[/m);
  return end < 0 ? body : body.slice(0, end);
}

function stringIn(toml: string, key: string): string {
  return new RegExp(`^${key}\\s*=\\s*"([^"]*)"`, "m").exec(toml)?.[1] ?? "";
}

function replaceIn(toml: string, header: string, key: string, value: string): string {
  const table = tableOf(toml, header);
  const changed = table.replace(new RegExp(`^(${key}\\s*=\\s*)"[^"]*"`, "m"), `$1"${value}"`);
  return toml.replace(table, () => changed);
}
