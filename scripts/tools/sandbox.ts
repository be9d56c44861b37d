import { loadOrCreateKeys, productVariables } from "../../sandbox/keys.ts";
import { startSandbox } from "../../sandbox/server.ts";
import type { Variables } from "./dev-vars.ts";
import { Explained } from "./steps.ts";

/** Where the two sides of one local system are reached. */
export interface Addresses {
  appUrl: string;
  sandboxUrl: string;
}

/** A running sandbox. */
export interface LocalSandbox {
  url: string;
  stop(): Promise<void>;
}

/** The product's variables for a sandbox whose keys live in the directory; made on first use. */
export async function sandboxVariables(keysDir: string, addresses: Addresses): Promise<Variables> {
  const keys = await loadOrCreateKeys(keysDir);
  return productVariables(keys, addresses);
}

/** Starts the sandbox inside this process: it ends with it. Its trades are kept beside the keys. */
export async function openSandbox(options: {
  port: number;
  keysDir: string;
  appUrl: string;
}): Promise<LocalSandbox> {
  const keys = await loadOrCreateKeys(options.keysDir);
  const { port, appUrl, keysDir: stateDirectory } = options;
  try {
    const sandbox = await startSandbox({ port, keys, appUrl, stateDirectory });
    return { url: sandbox.url, stop: () => sandbox.close() };
  } catch (error) {
    throw new Explained(`The sandbox could not start on port ${port}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
