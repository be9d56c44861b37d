import { productAddress } from "./operator-api.ts";
import { Explained } from "./steps.ts";

type Version = "v1" | "v2";

/** What the command line asks for. */
export type CreditsCommand = { to: URL; yes: boolean } & (
  | { verb: "status" | "rollback" | "test" }
  | { verb: "plan" | "switch"; version: Version }
  | { verb: "verify"; file: string | null }
);

const USAGE = `Say what to do with the credit system:
  npm run credits -- status            which one is in force, and since when
  npm run credits -- plan v1           what a switch would write; writes nothing
  npm run credits -- switch v1         switches to v1 (or v2), with the manifests of all accounts before and after
  npm run credits -- verify            compares all accounts with the manifests that were taken last (or: verify <file>)
  npm run credits -- rollback          switches back to the system before the last switch
  npm run credits -- test              tests the credit system on this machine; needs nothing to run
Add --yes to be asked nothing, and --to <address> for another product than the one that npm start runs; EC_TOKEN then
holds an operator's bearer token.`;

export function readCreditsCommand(args: string[], otherwiseTo: string): CreditsCommand {
  const plain: string[] = [];
  let to = otherwiseTo;
  let yes = false;
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--yes") yes = true;
    else if (word === "--to") to = rest.shift() ?? "";
    else if (word.startsWith("--to=")) to = word.slice("--to=".length);
    else if (word.startsWith("--")) throw new Explained(`${word} is not known here.\n\n${USAGE}`);
    else plain.push(word);
  }
  const [verb, subject, ...more] = plain;
  if (more.length > 0) throw new Explained(USAGE);
  const common = { to: productAddress(to), yes };
  switch (verb) {
    case "status":
    case "rollback":
    case "test":
      if (subject === undefined) return { verb, ...common };
      break;
    case "plan":
    case "switch":
      if (subject === "v1" || subject === "v2") return { verb, version: subject, ...common };
      break;
    case "verify":
      return { verb, file: subject ?? null, ...common };
  }
  throw new Explained(USAGE);
}
