import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { FastifyInstance } from "fastify";

/** The participant's page from its sources: plain files, made once when the server starts. */
export async function pageRoutes(server: FastifyInstance, sources: string): Promise<void> {
  const html = readFileSync(join(sources, "index.html"));
  const style = readFileSync(join(sources, "page.css"));
  const script = await bundle(join(sources, "main.ts"));
  const serve = (url: string, type: string, content: string | Buffer) =>
    server.get(url, { schema: { summary: "The participant's page" } }, (_request, reply) =>
      // Asked for anew each time: a page from before an update would not fit the server.
      reply.type(type).header("cache-control", "no-cache").send(content),
    );
  serve("/", "text/html; charset=utf-8", html);
  serve("/page.css", "text/css; charset=utf-8", style);
  serve("/page.js", "text/javascript; charset=utf-8", script);
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}
