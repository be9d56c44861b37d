import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Explained } from "./steps.ts";

const FREE_ATTEMPTS = 6;
const FREE_INTERVAL_MS = 400;
const LOOPBACKS = ["127.0.0.1", "::1"];

export type Environment = Record<string, string | undefined>;

/** Reads a port from the environment. */
export function portFrom(name: string, otherwise: number, environment: Environment): number {
  const given = environment[name];
  if (given === undefined || given === "") return otherwise;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Explained(`${name}=${given} is not a port. Give a number from 1 to 65535.`);
  return port;
}

/** Explains which port is taken before anything is started. */
export async function requireFree(port: number, use: string, variable: string): Promise<void> {
  if (await becomesFree(port)) return;
  const other = port + 10;
  throw new Explained(
    `Port ${port} is taken, and ${use} needs it. Stop the program that uses it ` +
      `(perhaps another npm start), or choose another port: ${variable}=${other} npm start`,
  );
}

/** Right after a stop the system may still hold the port. */
async function becomesFree(port: number): Promise<boolean> {
  for (let attempt = 1; attempt < FREE_ATTEMPTS; attempt += 1) {
    if (await isPortFree(port)) return true;
    await sleep(FREE_INTERVAL_MS);
  }
  return isPortFree(port);
}

export async function isPortFree(port: number): Promise<boolean> {
  const answers = await Promise.all(
    LOOPBACKS.map(async (host) => !(await accepts(host, port)) && (await canListen(host, port))),
  );
  return answers.every(Boolean);
}

/** A port that is free now. Another program may take it in between; a caller that matters tries again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        const found = typeof address === "object" && address ? address.port : 0;
        server.close(() => resolve(found));
      });
    });
    if (await isPortFree(port)) return port;
  }
}

/** On some systems a port bound for all addresses can be bound again for one: so ask as well as try. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.setTimeout(500, () => answer(false));
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 refuses the address, not the port.
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT"),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
