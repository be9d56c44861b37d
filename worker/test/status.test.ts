import { test } from "vitest";
import { request } from "./world.ts";

test("x", async () => {
  const r = await request("/api/openapi.json");
  const _t = await r.text();
});
