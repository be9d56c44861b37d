/** Stands in for curl where a machine has none: the few options that the documents use. */
const args = process.argv.slice(2);
const headers = new Headers({ "content-type": "application/x-www-form-urlencoded" });
let method;
let body;
let url = "";
for (let word = args.shift(); word !== undefined; word = args.shift()) {
  if (word === "-X") method = args.shift();
  else if (word === "-d") body = args.shift();
  else if (word === "-H") {
    const [name, ...value] = args.shift().split(":");
    headers.set(name, value.join(":").trim());
  } else if (!word.startsWith("-")) url = word.includes("://") ? word : `http://${word}`;
}
const answer = await fetch(url, { method: method ?? (body ? "POST" : "GET"), headers, body });
process.stdout.write(await answer.text());
