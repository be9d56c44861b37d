import { err, ok, type Result } from "../result.ts";
import { COUNT_MAX, POOLS, type Pools } from "./product.ts";

/**
 * What the large providers of models report of a call, brought into pools that exclude each other. With OpenAI and Google the
 * cached tokens are within the prompt's, with Anthropic beside them; Google's thoughts are beside the answer, OpenAI's reasoning
 * within it. Whoever mixes these up bills tokens twice, or less than none.
 */
export const PROVIDERS = ["openai", "anthropic", "google"] as const;
export type Provider = (typeof PROVIDERS)[number];

export type PoolsRefusal = {
  reason: "tokens-invalid";
  /** For the host's developer. */
  detail: string;
};

export function poolsOf(
  provider: Provider,
  usage: Readonly<Record<string, unknown>>,
): Result<Pools, PoolsRefusal> {
  const foreign = FOREIGN[provider].find((field) => usage[field] != null);
  if (foreign) return refused(`${foreign} is no field of ${provider}`);
  const reader = new Reader(usage);
  const { pools, total } = READERS[provider](reader);
  if (reader.fault) return refused(reader.fault);
  return soundPools(pools, total);
}

/** Refuses a pool below zero, and a sum that is not what the provider says it is: then something is in two pools or in none. */
export function soundPools(pools: Pools, total: number | null = null): Result<Pools, PoolsRefusal> {
  const short = POOLS.find((pool) => pools[pool] < 0);
  if (short) return refused(`${short} would be ${pools[short]}: its parts are more than the whole`);
  const sum = totalOf(pools);
  if (sum > COUNT_MAX) return refused(`more than ${COUNT_MAX} tokens`);
  return total === null || total === sum
    ? ok(pools)
    : refused(`the parts are ${sum} tokens and the total is ${total}`);
}

export const totalOf = (pools: Pools): number => POOLS.reduce((sum, pool) => sum + pools[pool], 0);

const refused = (detail: string) => err({ reason: "tokens-invalid" as const, detail });

interface Reading {
  pools: Pools;
  /** What the provider says is the sum; null where it says none. */
  total: number | null;
}

const READERS: Record<Provider, (usage: Reader) => Reading> = {
  openai(usage) {
    const isResponses = usage.has("input_tokens");
    const [input, output] = isResponses ? ["input", "output"] : ["prompt", "completion"];
    const prompt = usage.needed(`${input}_tokens`);
    const cachedInput = usage.within(`${input}_tokens_details`, "cached_tokens");
    const cacheWrite = usage.within(`${input}_tokens_details`, "cache_write_tokens");
    const answer = usage.count(`${output}_tokens`);
    if (usage.within(`${output}_tokens_details`, "reasoning_tokens") > answer)
      usage.fault = "reasoning_tokens are more than the output that they are part of";
    return {
      pools: { input: prompt - cachedInput - cacheWrite, cachedInput, cacheWrite, output: answer },
      total: usage.optional("total_tokens"),
    };
  },
  anthropic(usage) {
    const cacheWrite = usage.count("cache_creation_input_tokens");
    const lifetimes = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"];
    if (usage.has("cache_creation")) {
      const parts = lifetimes.map((field) => usage.within("cache_creation", field));
      if (parts.reduce((sum, each) => sum + each, 0) !== cacheWrite)
        usage.fault = "cache_creation does not add up to cache_creation_input_tokens";
    }
    return {
      pools: {
        input: usage.needed("input_tokens"),
        cachedInput: usage.count("cache_read_input_tokens"),
        cacheWrite,
        output: usage.count("output_tokens"),
      },
      total: null,
    };
  },
  google(usage) {
    const cachedInput = usage.count("cachedContentTokenCount");
    const prompt = usage.needed("promptTokenCount") + usage.count("toolUsePromptTokenCount");
    const answer = usage.count("candidatesTokenCount") + usage.count("responseTokenCount");
    return {
      pools: {
        input: prompt - cachedInput,
        cachedInput,
        cacheWrite: 0,
        output: answer + usage.count("thoughtsTokenCount"),
      },
      total: usage.optional("totalTokenCount"),
    };
  },
};

/** Fields by which another provider's report is told, so that a wrong name never reads it. */
const FOREIGN: Record<Provider, readonly string[]> = {
  openai: [
    ...["cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation"],
    ...["promptTokenCount", "totalTokenCount"],
  ],
  anthropic: [
    ...["prompt_tokens", "input_tokens_details", "output_tokens_details", "total_tokens"],
    ...["promptTokenCount", "totalTokenCount"],
  ],
  google: ["prompt_tokens", "input_tokens", "total_tokens"],
};

/** Reads whole numbers, zero or more, and keeps the first thing that is wrong. */
class Reader {
  fault: string | null = null;
  readonly #usage: Readonly<Record<string, unknown>>;

  constructor(usage: Readonly<Record<string, unknown>>) {
    this.#usage = usage;
  }

  has(field: string): boolean {
    return this.#usage[field] != null;
  }

  /** Zero when it is not there. */
  count(field: string): number {
    return this.optional(field) ?? 0;
  }

  needed(field: string): number {
    if (!this.has(field)) this.fault ??= `${field} is missing`;
    return this.count(field);
  }

  optional(field: string): number | null {
    return this.has(field) ? this.#whole(field, this.#usage[field]) : null;
  }

  /** A field of an object within; zero when either is not there. */
  within(field: string, part: string): number {
    const inner = this.#usage[field];
    if (inner == null) return 0;
    if (typeof inner !== "object") {
      this.fault ??= `${field} is no object`;
      return 0;
    }
    const value = (inner as Record<string, unknown>)[part];
    return value == null ? 0 : this.#whole(`${field}.${part}`, value);
  }

  #whole(name: string, value: unknown): number {
    if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= COUNT_MAX)
      return value as number;
    this.fault ??= `${name} is no whole number of tokens`;
    return 0;
  }
}
