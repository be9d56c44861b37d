/** The parts of autocannon that the bench uses; the package has no types. */
declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  export interface Call {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    onResponse?: (status: number, body: string) => void;
  }

  export interface Client {
    setRequests(calls: Call[]): void;
  }

  export interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration?: number;
    /** Requests in all, instead of a duration. */
    amount?: number;
    /** ms between two looks at whether it is over. */
    sampleInt?: number;
    setupClient?: (client: Client) => void;
  }

  export interface Outcome {
    errors: number;
    timeouts: number;
    non2xx: number;
  }

  export default function autocannon(
    options: Options,
    done: (error: Error | null, outcome: Outcome) => void,
  ): EventEmitter;
}
