import { Hono } from "hono";
import { languageOf, pageHeaders } from "../pages.ts";
import { pay, scan } from "../payer.ts";
import type { SandboxEnv, World } from "../world.ts";
import { cashierPage, type Scene } from "./page.ts";

/** The payer's phone: opening the page is the scan, its form is the payment. */
export const cashierRoutes = (world: World): Hono<SandboxEnv> =>
  new Hono<SandboxEnv>()
    .get("/cashier", (context) => {
      const scene = open(world, context.req.query("code_url") ?? "");
      const language = languageOf(context.req.header("accept-language"));
      const status = scene.kind === "unknown" ? 404 : 200;
      return context.html(cashierPage(language, scene), status, pageHeaders());
    })
    .post("/cashier", async (context) => {
      const form = new URLSearchParams(await context.req.text());
      const scene = act(world, form.get("code_url") ?? "", form.get("action") === "fail");
      const language = languageOf(context.req.header("accept-language"));
      const status = scene.kind === "unknown" ? 404 : 200;
      return context.html(cashierPage(language, scene), status, pageHeaders());
    });

function open(world: World, codeUrl: string): Scene {
  const bill = scan(world, codeUrl);
  if (!bill) return { kind: "unknown" };
  return bill.problem
    ? { kind: "dead", bill, problem: bill.problem }
    : { kind: "open", bill, codeUrl };
}

function act(world: World, codeUrl: string, declines: boolean): Scene {
  const scene = open(world, codeUrl);
  if (scene.kind !== "open") return scene;
  if (declines) return { ...scene, kind: "declined" };
  const outcome = pay(world, codeUrl);
  return outcome.ok
    ? { kind: "paid", bill: scene.bill, transactionId: outcome.transactionId }
    : { kind: "dead", bill: scene.bill, problem: outcome.reason };
}
