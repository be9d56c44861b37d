import { Hono } from "hono";
import * as v from "valibot";
import {
  type Configured,
  readAddress,
  readText,
  type Variables,
} from "../../../config/variables.ts";
import { faultText } from "../../../domain/fault.ts";
import { ok } from "../../../domain/result.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { describe } from "../../core/describe.ts";
import { isAddressAllowed } from "../../core/limits.ts";
import type { AnalyticsVariable } from "../../core/variables.ts";
import { Batch, Setup } from "./schemas.ts";

/** PostHog answers in some hundred milliseconds; nothing at the page waits longer. */
const FORWARD_TIMEOUT_MS = 2_000;
/** Seconds a browser goes on with a key that was changed. */
const SETUP_LIFE_SECONDS = 300;

/**
 * The page's events pass through here, so that the page speaks to its own origin only and PostHog sees neither cookies
 * nor addresses. Whatever becomes of an event, the page hears the same.
 */
export const analytics = new Hono<AppEnv>()
  .get(
    "/",
    describe({
      tag: "Analytics",
      summary: "Where the page sends its events",
      answers: {
        200: { description: "Analytics is on", schema: Setup },
        204: { description: "Analytics is off: POSTHOG_KEY is not set", schema: null },
      },
    }),
    (c) => {
      const { key } = projectOf(c.env) ?? {};
      c.header("cache-control", `private, max-age=${SETUP_LIFE_SECONDS}`);
      return key ? c.json({ key, host: "/api/analytics" }, 200) : c.body(null, 204);
    },
  )
  .post(
    // PostHog's own path, slash and all: its library posts here.
    "/batch/",
    describe({
      tag: "Analytics",
      summary: "Hands a batch of events on to PostHog, in PostHog's own form",
      answers: { 202: { description: "Always, also when the events were dropped", schema: null } },
      body: { description: "PostHog's batch; its key is replaced", type: "application/json" },
    }),
    async (c) => {
      const project = projectOf(c.env);
      const from = c.req.header("cf-connecting-ip");
      if (project && (await isAddressAllowed(c.env, "analytics", from))) {
        const sent = forward(project, await c.req.text());
        c.executionCtx.waitUntil(sent); // A tab that closes takes its connection along.
        await sent; // The page's next batch stays behind this one.
      }
      return c.body(null, 202);
    },
  );

interface Project {
  key: string;
  host: string;
}

/** Undefined when analytics is off. A key without a host is a mistake, and the log says so. */
function projectOf(env: Variables<AnalyticsVariable>): Project | undefined {
  if (!env.POSTHOG_KEY?.trim()) return undefined;
  const project = configured(env);
  if (project.ok) return project.value;
  console.error("analytics is off", project.error);
  return undefined;
}

function configured(env: Variables<AnalyticsVariable>): Configured<Project> {
  const key = readText(env, "POSTHOG_KEY", /^[\w-]+$/, "a PostHog project key");
  if (!key.ok) return key;
  const host = readAddress(env, "POSTHOG_HOST", "https://eu.i.posthog.com");
  return host.ok ? ok({ key: key.value, host: host.value }) : host;
}

async function forward({ key, host }: Project, text: string): Promise<void> {
  const batch = readBatch(text);
  if (!batch) return;
  try {
    const response = await fetch(`${host}/batch/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      // Our key whatever was sent, so that this route leads to no other project.
      body: JSON.stringify({ ...batch, api_key: key }),
      redirect: "manual",
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) console.warn("PostHog refused events", { status: response.status });
  } catch (error) {
    console.warn("PostHog does not answer", { error: faultText(error) });
  }
}

function readBatch(text: string): v.InferOutput<typeof Batch> | undefined {
  try {
    const read = v.safeParse(Batch, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
