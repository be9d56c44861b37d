/**
 * Leads the process group of one child and ends the whole group when its parent is gone, even by SIGKILL:
 * the parent holds the other end of stdin, and the system closes it whatever happens. wrangler, workerd and
 * esbuild would otherwise live on and keep their ports.
 */
import { spawn, spawnSync } from "node:child_process";

const GRACE_MS = 2_000;
const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });

// The group gets the signal as a whole; the guard stays until the others have gone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
child.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on("exit", (code) => process.exit(code ?? 1));
process.stdin.resume();
process.stdin.on("error", endGroup);
process.stdin.on("close", endGroup);

function endGroup() {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(process.pid), "/T", "/F"]);
    return;
  }
  process.kill(-process.pid, "SIGTERM");
  setTimeout(() => process.kill(-process.pid, "SIGKILL"), GRACE_MS);
}
