import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { fontBytes, readPdf } from "./pdf-reader.ts";

/** For tests in workerd, which have no files: the fonts, as `npm run fonts` puts them into KV, and a reader of PDFs. */
export async function startPdfServer() {
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const read = await readPdf(await bytesOf(request));
      response.setHeader("content-type", "application/json").end(JSON.stringify(read));
      return;
    }
    response.end(fontBytes(request.url === "/jp" ? "jp" : "sc"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
