/** A process of its own: the gateways and the identity provider, answering at once. Argument: a file with its settings. */
import { readFile } from "node:fs/promises";
import type { SandboxKeys } from "../../sandbox/keys.ts";
import { startSandbox } from "../../sandbox/server.ts";

export interface OutsideSettings {
  port: number;
  keys: SandboxKeys;
  appUrl: string;
}

const settings = JSON.parse(await readFile(process.argv[2] ?? "", "utf8")) as OutsideSettings;
const sandbox = await startSandbox(settings);
console.log(JSON.stringify({ url: sandbox.url }));
