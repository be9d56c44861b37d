/**
 * Entry of every npm script. Plain JavaScript for Node 20 with nothing installed: it installs what the lock
 * file names, then hands over to scripts/<command>.ts under the project's own Node, which reads TypeScript.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** First Node that runs .ts files without a flag. */
const TYPE_STRIPPING_SINCE = [22, 18];
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const ownNode = path.join(root, "node_modules/node/bin", windows() ? "node.exe" : "node");

main(process.argv[2], process.argv.slice(3));

function main(command, args) {
  const script = path.join(root, "scripts", `${command}.ts`);
  if (!command || !existsSync(script))
    fail(`There is no command "${command ?? ""}". Try: npm start`);
  if (Number(process.versions.node.split(".")[0]) < 20)
    fail(
      `Node ${process.versions.node} is too old. Install Node 20 or newer from https://nodejs.org`,
    );
  if (!installed()) install();
  handOver(chooseNode(), [script, ...args]);
}

/** True when node_modules holds what package-lock.json asks for, whoever installed it. */
function installed() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf("node_modules/.package-lock.json");
  if (!wanted) fail("package-lock.json is missing. Restore it: git checkout package-lock.json");
  if (!present || !existsSync(ownNode)) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    // Optional packages belong to other platforms; the entry without a place is the project itself.
    if (place === "" || entry.optional || entry.devOptional) return true;
    return present[place]?.version === entry.version;
  });
}

function packagesOf(file) {
  const text = readText(path.join(root, file));
  return text === undefined ? undefined : JSON.parse(text).packages;
}

function install() {
  const started = Date.now();
  console.log("Installing packages (npm ci) …");
  const [program, ...prefix] = findNpm();
  const result = spawnSync(
    program,
    [...prefix, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      shell: windows() && prefix.length === 0,
    },
  );
  if (result.error?.code === "ENOENT")
    fail("npm was not found. It comes with Node: install Node 20 or newer from https://nodejs.org");
  if (result.signal) process.exit(130);
  if (result.status !== 0)
    fail(
      "npm ci failed, see above. It needs the npm registry: check the connection and run this again.",
    );
  console.log(`Packages installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** npm tells its own path to the scripts it runs, which also works where only `npm` as a shell function exists. */
function findNpm() {
  const own = process.env.npm_execpath;
  return own && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ["npm"];
}

function chooseNode() {
  if (existsSync(ownNode)) return ownNode;
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [majorMin, minorMin] = TYPE_STRIPPING_SINCE;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return process.execPath;
  return fail(
    "The project's own Node could not be installed (install scripts are switched off, or the platform has no build). " +
      "Run `npm rebuild node --ignore-scripts=false`, or use Node 24 or newer.",
  );
}

/** Runs the script and passes on every signal, so that stopping npm stops what npm started. */
function handOver(node, args) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd: root,
    // The channel closes when this process dies in any way, and the script then stops by itself.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill("SIGTERM"));
  child.on("error", (error) => fail(`Node could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** npm that is killed outright sends no signal: look whether it is still there. */
function watchNpm(gone) {
  const npm = findNpmProcess();
  if (npm === undefined) return;
  const timer = setInterval(() => {
    if (isAlive(npm)) return;
    clearInterval(timer);
    gone();
  }, 200);
  timer.unref();
}

/** npm is our parent, or, where the shell between us has stayed, the parent of that shell. */
function findNpmProcess() {
  if (process.env.npm_lifecycle_event === undefined || windows()) return undefined;
  const [parent, name] = describeProcess(process.ppid);
  return /^(ba|da|a|z|k)?sh$|busybox/.test(path.basename(name ?? "")) ? parent : process.ppid;
}

/** Parent and name of a process; from /proc first, because a bare Debian has no ps. */
function describeProcess(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  const [, comm, parentInProc] = stat?.match(/\((.*)\) \S (\d+)/) ?? [];
  if (parentInProc) return [Number(parentInProc), comm];
  const output =
    spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  const [, parent, name] = output.match(/(\d+)\s+(.*)/) ?? [];
  return parent ? [Number(parent), name.trim()] : [];
}

function isAlive(pid) {
  // Where nobody collects the dead (a container without an init), they still answer to signal 0.
  if (/\) Z /.test(readText(`/proc/${pid}/stat`) ?? "")) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function windows() {
  return process.platform === "win32";
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
