import { expect, test } from "vitest";
import { socketSources } from "./sockets.ts";

test.each([
  [undefined, "ws://localhost:* ws://127.0.0.1:*"],
  [" ", "ws://localhost:* ws://127.0.0.1:*"],
  ["https://pay.example.com", "wss://pay.example.com"],
  ["https://pay.example.com/ https://pay.example.com", "wss://pay.example.com"],
  ["https://a.pages.dev https://*.a.pages.dev", "wss://a.pages.dev wss://*.a.pages.dev"],
  ["http://localhost:8788", "ws://localhost:8788"],
])("a page served at %j may open sockets to %s", (addresses, sources) => {
  expect(socketSources(addresses)).toBe(sources);
});

test.each([
  "pay.example.com",
  "https://*",
  "https://a.example/path",
  "https://a.example;script-src *",
])("%s is no address to build a policy from", (address) => {
  expect(() => socketSources(address)).toThrow("no address of a site");
});
