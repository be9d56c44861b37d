import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Provider, poolsOf, totalOf } from "./pools.ts";

const SOUND: [what: string, Provider, object, object][] = [
  [
    "OpenAI's cached tokens are within the prompt's",
    "openai",
    {
      ...{ prompt_tokens: 1_200, completion_tokens: 350, total_tokens: 1_550 },
      prompt_tokens_details: { cached_tokens: 1_024, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 128 },
    },
    { input: 176, cachedInput: 1_024, cacheWrite: 0, output: 350 },
  ],
  [
    "in its other API as well",
    "openai",
    {
      ...{ input_tokens: 100, output_tokens: 20, total_tokens: 120 },
      input_tokens_details: { cached_tokens: 60 },
      output_tokens_details: { reasoning_tokens: 20 },
    },
    { input: 40, cachedInput: 60, cacheWrite: 0, output: 20 },
  ],
  [
    "what is written to a cache is in the prompt too",
    "openai",
    {
      ...{ prompt_tokens: 194, completion_tokens: 2, total_tokens: 196 },
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 100 },
    },
    { input: 94, cachedInput: 0, cacheWrite: 100, output: 2 },
  ],
  [
    "details may be null, or not there",
    "openai",
    { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10, prompt_tokens_details: null },
    { input: 7, cachedInput: 0, cacheWrite: 0, output: 3 },
  ],
  [
    "Anthropic's are beside the input",
    "anthropic",
    {
      ...{ input_tokens: 50, output_tokens: 300 },
      ...{ cache_read_input_tokens: 100_000, cache_creation_input_tokens: 248 },
      cache_creation: { ephemeral_5m_input_tokens: 148, ephemeral_1h_input_tokens: 100 },
      service_tier: "standard",
    },
    { input: 50, cachedInput: 100_000, cacheWrite: 248, output: 300 },
  ],
  [
    "Google's thoughts are beside the answer, its tools' prompts beside the prompt",
    "google",
    {
      ...{ promptTokenCount: 1_000, cachedContentTokenCount: 900, candidatesTokenCount: 40 },
      ...{ thoughtsTokenCount: 60, toolUsePromptTokenCount: 10, totalTokenCount: 1_110 },
    },
    { input: 110, cachedInput: 900, cacheWrite: 0, output: 100 },
  ],
];

test.each(SOUND)("%s", (_what, provider, usage, pools) => {
  expect(poolsOf(provider, usage as Record<string, unknown>)).toEqual({ ok: true, value: pools });
});

const REFUSED: [what: string, Provider, object, detail: RegExp][] = [
  [
    "more cached than there was of the prompt",
    "openai",
    { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 11 } },
    /input would be -1/,
  ],
  [
    "more reasoning than there was of the answer",
    "openai",
    {
      ...{ prompt_tokens: 10, completion_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 6 },
    },
    /reasoning_tokens/,
  ],
  [
    "a total that counts something twice",
    "google",
    { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 5, totalTokenCount: 15 },
    /the parts are 20 tokens and the total is 15/,
  ],
  [
    "parts of a cache that are not its sum",
    "anthropic",
    {
      ...{ input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 5 },
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 5 },
    },
    /add up/,
  ],
  [
    "Anthropic's report as OpenAI's",
    "openai",
    { input_tokens: 5, output_tokens: 5, cache_read_input_tokens: 100 },
    /no field of openai/,
  ],
  [
    "OpenAI's report as Anthropic's",
    "anthropic",
    { input_tokens: 100, output_tokens: 5, input_tokens_details: { cached_tokens: 90 } },
    /no field of anthropic/,
  ],
  ["a report of nothing", "google", {}, /promptTokenCount is missing/],
  ["tokens below zero", "anthropic", { input_tokens: -1 }, /no whole number/],
  ["half a token", "openai", { prompt_tokens: 1.5 }, /no whole number/],
  ["a text for a number", "openai", { prompt_tokens: "12" }, /no whole number/],
  ["details that are none", "openai", { prompt_tokens: 1, prompt_tokens_details: 3 }, /no object/],
];

test.each(REFUSED)("refuses %s", (_what, provider, usage, detail) => {
  const read = poolsOf(provider, usage as Record<string, unknown>);
  expect(read).toMatchObject({ ok: false, error: { reason: "tokens-invalid" } });
  expect(!read.ok && read.error.detail).toMatch(detail);
});

describe("each token is in one pool", () => {
  const whole = fc.nat({ max: 1_000_000 });

  test("whatever a provider reports of the same call", () => {
    fc.assert(
      fc.property(whole, whole, whole, whole, whole, (fresh, cached, written, answer, thought) => {
        const reports: [Provider, Record<string, unknown>][] = [
          [
            "openai",
            {
              prompt_tokens: fresh + cached + written,
              completion_tokens: answer + thought,
              prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
              completion_tokens_details: { reasoning_tokens: thought },
            },
          ],
          [
            "anthropic",
            {
              input_tokens: fresh,
              cache_read_input_tokens: cached,
              cache_creation_input_tokens: written,
              output_tokens: answer + thought,
            },
          ],
        ];
        for (const [provider, usage] of reports)
          expect(poolsOf(provider, usage)).toEqual({
            ok: true,
            value: {
              ...{ input: fresh, cachedInput: cached, cacheWrite: written },
              output: answer + thought,
            },
          });
        const google = poolsOf("google", {
          ...{ promptTokenCount: fresh + cached, cachedContentTokenCount: cached },
          ...{ candidatesTokenCount: answer, thoughtsTokenCount: thought },
          totalTokenCount: fresh + cached + answer + thought,
        });
        expect(google.ok && totalOf(google.value)).toBe(fresh + cached + answer + thought);
      }),
    );
  });
});
