import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { runToEnd } from "./tools/children.ts";
import { tool } from "./tools/paths.ts";
import { Explained } from "./tools/steps.ts";

/** Chromium's headless shell first: the same engine without the windows of a desktop, in a third of the time. */
const NAMES = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];
const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/lib/chromium/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];
const PACKAGES = ["chromium-headless-shell", "fonts-noto-cjk"];

/** A Chrome or Chromium on this machine: the one named by BROWSER_PATH, on PATH, in a usual place, or Playwright's. */
export function findBrowser(): string | undefined {
  const named = process.env.BROWSER_PATH;
  if (named) return named;
  const onPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((directory) => NAMES.map((name) => path.join(directory, name)));
  return [...onPath, ...PLACES, chromium.executablePath()].find(isProgram);
}

/** Finds a browser or brings one, the fastest way first; explains what to do when there is no way. */
export async function requireBrowser(say: (line: string) => void): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  if (canUseApt()) {
    say(`No browser found. Installing ${PACKAGES.join(" and ")} (apt-get) …`);
    await installPackages(PACKAGES);
    const installed = findBrowser();
    if (installed) return installed;
  }
  say("No browser found. Downloading Playwright's Chromium …");
  await runToEnd(tool.playwright, ["install", "chromium"], { name: "playwright" });
  const downloaded = findBrowser();
  if (downloaded) return downloaded;
  throw new Explained(
    "No Chrome or Chromium was found, and none could be installed. Install one (Debian: `apt-get install chromium`) " +
      "or name one: BROWSER_PATH=/path/to/chrome npm test",
  );
}

/** Only root installs without a question, and only where apt is. */
function canUseApt(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

async function installPackages(packages: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    const apt = spawn("apt-get", ["-q", ...args], { stdio: ["ignore", "ignore", "inherit"], env });
    await once(apt, "close");
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
