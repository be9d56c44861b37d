import { parseArgs } from "node:util";
import { APP_URL_DEFAULT, PORT_DEFAULT, startSandbox } from "./server.ts";

const STATE_DEFAULT = ".local/sandbox";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: String(PORT_DEFAULT) },
    state: { type: "string", default: STATE_DEFAULT },
    "app-url": { type: "string", default: APP_URL_DEFAULT },
  },
});

try {
  const sandbox = await startSandbox({
    port: Number(values.port),
    stateDirectory: values.state,
    appUrl: values["app-url"],
  });
  console.log(`Sandbox on ${sandbox.url} (what happened: ${sandbox.url}/control/books)`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  console.error(
    taken
      ? `Port ${values.port} is in use. Stop what runs there, or choose another with --port.`
      : error,
  );
  process.exitCode = 1;
}
