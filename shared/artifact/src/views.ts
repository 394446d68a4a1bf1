import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { UserError } from "@limen/errors";
import { isDigest } from "./digest.ts";
import { writeDurably } from "./durable.ts";
import type { Layout } from "./layout.ts";
import { isPlainName, requireOwnFolder, requirePlainName } from "./own-folder.ts";
import type { StoredOutput } from "./run-record.ts";

/** Which run each node of a pipeline last stood for: what `status`, `show` and `gc` go by. */
export interface PipelineView {
  readonly pipeline: string;
  /** Node instance (`classifiers[vgg-s]`) to run key, in pipeline order. */
  readonly nodes: Readonly<Record<string, string>>;
}

const INDEX = "nodes.json";

/** The folder of readable names of one node instance: views/<pipeline>/<node>[/<instance>]. */
export function viewDirectory(
  layout: Layout,
  pipeline: string,
  node: string,
  instance: string | null,
): string {
  const folder = join(layout.views, pipeline, node);
  return instance === null ? folder : join(folder, instance);
}

/**
 * Gives objects readable names; a name that is right already is left alone. Returns the paths. Hard links, since a
 * browser judges a symbolic link by the file it leads to, whose name is a digest, and shows a report as plain text.
 */
export function linkOutputs(
  directory: string,
  outputs: Readonly<Record<string, StoredOutput>>,
  objectPath: (digest: string) => string,
): Record<string, string> {
  for (const [name, { extension }] of Object.entries(outputs))
    requirePlainName(`${name}.${extension}`, "an output");
  mkdirSync(directory, { recursive: true });
  const links: Record<string, string> = {};
  for (const [name, { digest, extension }] of Object.entries(outputs)) {
    const link = join(directory, `${name}.${extension}`);
    const target = objectPath(digest);
    if (!sameFile(link, target)) replaceLink(link, target);
    links[name] = link;
  }
  return links;
}

/**
 * Takes readable names away, and folders that this leaves empty. A name that stands for something else by now is left alone.
 */
export function unlinkOutputs(
  directory: string,
  outputs: Readonly<Record<string, StoredOutput>>,
  objectPath: (digest: string) => string,
): void {
  for (const [name, { digest, extension }] of Object.entries(outputs)) {
    const file = `${name}.${extension}`;
    // No other was ever given.
    if (!isPlainName(file)) continue;
    const link = join(directory, file);
    const target = objectPath(digest);
    if (existsSync(target) && sameFile(link, target)) rmSync(link);
  }
  // The folder of an instance, then that of its node; the pipeline's own holds the index.
  for (const folder of [directory, dirname(directory)]) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

/** Renamed over the old name, so that it always stands for something whole. */
function replaceLink(link: string, target: string): void {
  const aside = `${link}.${process.pid}.part`;
  rmSync(aside, { force: true });
  try {
    linkSync(target, aside);
  } catch (error) {
    // Some network and container file systems have no hard links.
    if (!["EPERM", "ENOTSUP", "EXDEV", "EMLINK"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
    symlinkSync(relative(dirname(link), target), aside);
  }
  renameSync(aside, link);
}

/** True when both names lead to one file, through a hard or a symbolic link. */
function sameFile(link: string, target: string): boolean {
  const named = statSync(link, { throwIfNoEntry: false });
  const object = statSync(target);
  return named !== undefined && named.ino === object.ino && named.dev === object.dev;
}

/**
 * What is known of a pipeline's last runs; empty when it never ran. Throws a UserError for anything but an index: taken
 * for none, garbage collection would delete what it stands for.
 */
export function readView(layout: Layout, pipeline: string): PipelineView {
  requireOwnFolder(layout.views, join(layout.views, pipeline));
  const path = join(layout.views, pipeline, INDEX);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { pipeline, nodes: {} };
  const text = stat.isFile() ? readFileSync(path, "utf8") : "";
  const view = parseJson(text);
  if (isView(view) && view.pipeline === pipeline && render(view) === text) return view;
  throw new UserError({
    message: "this is no index of a pipeline's last runs: it was cut short, or changed by hand",
    place: { file: path },
    hint: "delete the file; the next npx limen run of the pipeline writes it anew from what is cached",
  });
}

/** The one text that an index has. */
function render({ pipeline, nodes }: PipelineView): string {
  return `${JSON.stringify({ pipeline, nodes }, null, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isView(value: unknown): value is PipelineView {
  if (typeof value !== "object" || value === null || !("pipeline" in value && "nodes" in value)) return false;
  const { pipeline, nodes } = value;
  if (typeof pipeline !== "string" || typeof nodes !== "object" || nodes === null) return false;
  return Object.values(nodes).every((key) => typeof key === "string" && isDigest(key));
}

/** Remembers the runs; nothing is written when nothing changed. */
export function writeView(layout: Layout, view: PipelineView): void {
  const text = render(view);
  requireOwnFolder(layout.views, join(layout.views, view.pipeline));
  const path = join(layout.views, view.pipeline, INDEX);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeDurably(path, text);
}

/** Every pipeline that has a view. */
export function listViews(layout: Layout): PipelineView[] {
  if (!existsSync(layout.views)) return [];
  return readdirSync(layout.views).map((pipeline) => readView(layout, pipeline));
}
