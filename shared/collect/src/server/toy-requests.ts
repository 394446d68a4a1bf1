import type { RandomStream } from "@limen/random";
import type { InjectOptions } from "fastify";

/** The parts of an OpenAPI description that requests are made of. */
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** What a request may bring to be believed, and what would fit: texts by the name of the field. */
export interface Known {
  readonly tokens: readonly string[];
  readonly cookies: readonly string[];
  readonly fields: Readonly<Record<string, readonly unknown[]>>;
}

/** Texts that have broken servers: of SQL, HTML, paths, prototypes, templates, letters and sizes. */
const NASTY: readonly unknown[] = [
  "'; DROP TABLE answers; --",
  "1 OR 1=1",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "../../../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "%00",
  "\u0000",
  "\ud800",
  "__proto__",
  "constructor",
  "toString",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as an attacker sends it
  "${7*7}",
  "=cmd|' /C calc'!A0",
  "",
  " ",
  "𝒂".repeat(300),
  "a".repeat(5000),
  null,
  true,
  -1,
  0,
  1e308,
  -0.5,
  2 ** 53,
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: null, constructor: { prototype: { isAdmin: true } } },
];
const RAW_BODIES = [
  "",
  "{",
  "null",
  "[]",
  '"text"',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"response":1e999}',
  "\u0000\u0001\u0002",
  `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  `{"token":"${"a".repeat(70_000)}"}`,
];
const CONTENT_TYPES = [
  "application/json",
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/xml",
  "x",
  "",
];
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] as const;
const STRAY_PATHS = [
  "/../package.json",
  "/..%2f..%2fpackage.json",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/page.js/../../server/keys.ts",
  "/api/pictures/../../../etc/passwd",
  "/api/pictures/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "/api/pictures/%00",
  "/api/pictures/%E0%A4%A",
  "/.git/config",
  "/api/admin/export/..%2f..%2fanswers.db",
  "/api/admin/export/sessions",
  "//evil.example/",
  "/join?PROLIFIC_PID[]=a&PROLIFIC_PID=b",
  "/join?__proto__=x&constructor=y",
];

/** One request in the spirit of the description: most of it fits, and some of it does not. */
export function makeRequest(random: RandomStream, described: Described, known: Known): InjectOptions {
  const operations = Object.entries(described.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
  );
  const { path, method, operation } = pick(random, operations);
  const headers: Record<string, string> = { ...authorisation(random, known) };
  const url = chance(random, 0.1) ? pick(random, STRAY_PATHS) : fillPath(random, path, operation, known);
  const body = operation.requestBody?.content["application/json"]?.schema;
  const payload = bodyOf(random, body, known);
  if (payload !== undefined)
    headers["content-type"] = chance(random, 0.9) ? "application/json" : pick(random, CONTENT_TYPES);
  return {
    method: chance(random, 0.95) ? (method.toUpperCase() as "GET") : pick(random, METHODS),
    url,
    headers,
    // Limits count by address: what they do has a test of its own.
    remoteAddress: `10.${random.integer(256)}.${random.integer(256)}.${random.integer(256)}`,
    ...(payload === undefined ? {} : { payload }),
  };
}

function authorisation(random: RandomStream, { tokens, cookies }: Known): Record<string, string> {
  const headers: Record<string, string> = {};
  if (chance(random, 0.85)) headers.authorization = `Bearer ${tamper(random, pick(random, tokens))}`;
  if (chance(random, 0.1))
    headers.authorization = pick(random, ["Basic eDp5", "Bearer", "Bearer \t", `Bearer ${"x".repeat(9000)}`]);
  if (chance(random, 0.5)) headers.cookie = tamper(random, pick(random, cookies));
  return headers;
}

/** Mostly as it is; else with one letter changed, cut off or doubled. */
function tamper(random: RandomStream, text: string): string {
  if (chance(random, 0.8) || text === "") return text;
  const place = random.integer(text.length);
  return pick(random, [
    `${text.slice(0, place)}${text[place] === "A" ? "B" : "A"}${text.slice(place + 1)}`,
    text.slice(0, place),
    text + text,
  ]);
}

function fillPath(random: RandomStream, path: string, operation: Operation, known: Known): string {
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const schema = operation.parameters?.find((parameter) => parameter.name === name)?.schema ?? {};
    const value = chance(random, 0.85) ? makeValue(random, schema, name, known) : pick(random, NASTY);
    return encodeURIComponent(safeText(value));
  });
}

/** A lone half of a letter has no address. */
function safeText(value: unknown): string {
  return String(typeof value === "object" ? JSON.stringify(value) : value).replaceAll(
    /[\ud800-\udfff]/gu,
    "?",
  );
}

function bodyOf(random: RandomStream, schema: Schema | undefined, known: Known): string | undefined {
  if (chance(random, 0.05)) return pick(random, RAW_BODIES);
  if (!schema) return chance(random, 0.8) ? undefined : "{}";
  const value = makeValue(random, schema, "", known);
  if (chance(random, 0.5) && typeof value === "object" && value !== null)
    spoil(random, value as Record<string, unknown>);
  return JSON.stringify(value);
}

/** Takes a field out, puts one in, or gives one a value that does not fit. */
function spoil(random: RandomStream, value: Record<string, unknown>): void {
  const names = Object.keys(value);
  const name = names.length > 0 ? pick(random, names) : "extra";
  const way = random.integer(3);
  if (way === 0) delete value[name];
  else if (way === 1)
    value[pick(random, ["extra", "toString", "constructor", "isAdmin", "<b>"])] = pick(random, NASTY);
  else value[name] = pick(random, NASTY);
}

/** A value that the schema allows, where it can: of what is known to fit, if anything is. */
function makeValue(random: RandomStream, schema: Schema, name: string, known: Known): unknown {
  const fitting = Object.hasOwn(known.fields, name) ? known.fields[name]! : [];
  if (fitting.length > 0 && chance(random, 0.8)) return pick(random, fitting);
  if (schema.enum) return pick(random, schema.enum);
  if (schema.anyOf) return makeValue(random, pick(random, schema.anyOf), name, known);
  switch (schema.type) {
    case "object": {
      const required = new Set(schema.required);
      const wanted = Object.entries(schema.properties ?? {}).filter(
        ([key]) => required.has(key) || chance(random, 0.6),
      );
      return Object.fromEntries(wanted.map(([key, own]) => [key, makeValue(random, own, key, known)]));
    }
    case "boolean":
      return chance(random, 0.5);
    case "integer":
    case "number": {
      const least = schema.minimum ?? schema.exclusiveMinimum ?? -1000;
      const most = Math.min(schema.maximum ?? 1000, 1e6);
      const value = least + (most - least) * random.uniform();
      return schema.type === "integer" ? Math.ceil(value) : value;
    }
    case "null":
      return null;
    default:
      if (schema.pattern?.includes("{64}"))
        return Array.from({ length: 64 }, () => random.integer(16).toString(16)).join("");
      return chance(random, 0.5) ? String(random.integer(20)) : "text";
  }
}

function chance(random: RandomStream, probability: number): boolean {
  return random.uniform() < probability;
}

function pick<T>(random: RandomStream, items: readonly T[]): T {
  return items[random.integer(items.length)]!;
}
