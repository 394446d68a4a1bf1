import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { FastifyInstance } from "fastify";

export interface PageFiles {
  /** Addresses of the page, its style and its script, as its HTML names them. */
  readonly html: string;
  readonly style: string;
  readonly script: string;
  /** Folder of index.html, page.css and main.ts. */
  readonly sources: string;
  readonly summary: string;
}

/** A page from its sources: plain files, made once when the server starts. */
export async function pageRoutes(server: FastifyInstance, page: PageFiles): Promise<void> {
  const { sources, summary } = page;
  const html = readFileSync(join(sources, "index.html"));
  const style = readFileSync(join(sources, "page.css"));
  const script = await bundle(join(sources, "main.ts"));
  const serve = (url: string, type: string, content: string | Buffer) =>
    server.get(url, { schema: { summary } }, (_request, reply) =>
      // Asked for anew each time: a page from before an update would not fit the server.
      reply.type(type).header("cache-control", "no-cache").send(content),
    );
  serve(page.html, "text/html; charset=utf-8", html);
  serve(page.style, "text/css; charset=utf-8", style);
  serve(page.script, "text/javascript; charset=utf-8", script);
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
