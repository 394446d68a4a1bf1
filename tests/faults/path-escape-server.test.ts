import { mkdirSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { buildServer, gather, openDatabase, openStudy, writeCollected } from "@limen/collect";
import { ToyParticipant, toyStudy } from "@limen/collect/testing";
import { findWorkspace } from "@limen/runner";
import { hostileNames, surroundings } from "@limen/testing";
import { expect, onTestFinished, test, vi } from "vitest";

vi.setConfig({ testTimeout: 240_000 });

const TOKEN = "a-researchers-token-of-the-test";
const SECRET = "what lies beside the study";

/** A study in a box: its database is there, its pages come from the workspace. */
async function serve() {
  const around = surroundings({ "secret.txt": SECRET, "answers.db": SECRET, ".env": SECRET });
  const { box } = around;
  const database = await openDatabase(join(box, "answers.db"));
  const open = await openStudy(toyStudy(), database);
  const errors: Error[] = [];
  const server = await buildServer(open, {
    adminToken: TOKEN,
    // So that each request comes from an address of its own, and none is refused for its number.
    isBehindProxy: true,
    pageSources: join(findWorkspace().root, "shared/participant-page/src"),
    onInternalError: (error) => errors.push(error),
  });
  await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await server.close();
    await database.close();
  });
  const { port } = server.server.address() as { port: number };
  around.disturbed();
  return { around, open, server, errors, port };
}

let clients = 0;

/** Sends a request byte by byte as it stands: clients of HTTP would tidy up its address. */
function send(
  port: number,
  method: string,
  url: Buffer,
  headers: readonly string[],
  body = "",
): Promise<string> {
  clients++;
  const from = `10.${clients >> 16}.${(clients >> 8) & 255}.${clients & 255}`;
  const lines = [
    "host: localhost",
    "connection: close",
    `x-forwarded-for: ${from}`,
    ...headers,
    ...(body === "" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`${method} `);
      socket.write(url);
      socket.write(` HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

/** A name as it may stand in an address: as it is, escaped once and twice, every full stop and slash escaped. */
function spellings(name: string): Buffer[] {
  const once = encodeURIComponent(name);
  const dots = once.replaceAll(".", "%2e");
  // A blank or a new line ends an address, so these cannot stand as they are.
  const plain = /[\s]/.test(name) ? [] : [Buffer.from(name)];
  return [...plain, ...[once, dots, encodeURIComponent(once)].map((text) => Buffer.from(text))];
}

const status = (reply: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1]);

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

test("no address gives a file of the machine, whatever stands in the place of a name, however it is spelt", async () => {
  const { around, server, errors, port } = await serve();
  const person = new ToyParticipant(server);
  await person.begin();
  const { paths } = server.swagger() as unknown as Described;
  const named = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).flatMap((method) =>
      path.includes("{") ? [{ path, method: method.toUpperCase() }] : [],
    ),
  );
  expect(named.map(({ path }) => path).sort()).toEqual([
    "/api/admin/export/{table}",
    "/api/answers/{seq}",
    "/api/pictures/{sha256}",
    "/api/trials/{seq}",
  ]);
  const stray = ["/{name}", "/page.js/{name}", "/researcher/{name}", "/api/{name}"].map((path) => ({
    path,
    method: "GET",
  }));
  let asked = 0;
  for (const [kind, name] of hostileNames(around.beside("secret.txt"))) {
    for (const spelt of spellings(name)) {
      for (const { path, method } of [...named, ...stray]) {
        const [before = "", after = ""] = path.split(/\{\w+\}/);
        const url = Buffer.concat([Buffer.from(before), spelt, Buffer.from(after)]);
        const token = path.includes("/admin/") ? TOKEN : person.token;
        const reply = await send(
          port,
          method,
          url,
          [`authorization: Bearer ${token}`],
          method === "GET" ? "" : "{}",
        );
        const at = `${kind}: ${method} ${JSON.stringify(url.toString())}`;
        asked++;
        const isPage = url.toString() === "/";
        expect(isPage ? [200] : [400, 404, 414], at).toContain(status(reply));
        expect(reply, at).not.toContain(SECRET);
        expect(reply, at).not.toMatch(/root:|"dependencies"|import \{|SQLite format/);
      }
    }
  }
  expect(errors).toEqual([]);
  expect(around.disturbed()).toEqual([]);
  process.stdout.write(`${asked} addresses, none gave a file\n`);
});

test("names that a recruiter, a browser or a study brings name no file: of an export, of a tar, of a table", async () => {
  const { around, server, open, errors, port } = await serve();
  const names = hostileNames(around.beside("secret.txt")).map(([, name]) => name);
  for (const [index, name] of names.entries()) {
    const person = new ToyParticipant(server);
    await person.send(
      "GET",
      `/join?PROLIFIC_PID=${encodeURIComponent(name)}&STUDY_ID=${encodeURIComponent(name)}`,
    );
    await person.begin();
    for (const change of [{ response: name }, { picture: name }, { [name || "empty"]: name }])
      expect((await person.answer(0, change)).statusCode).toBe(400);
    expect((await person.send("POST", "/api/withdraw", { code: name })).statusCode).toBeGreaterThanOrEqual(
      400,
    );
    if (index % 8 === 0) await person.answerAll();
  }
  const out = join(around.box, "out");
  mkdirSync(out);
  await writeCollected(out, await gather(open), open.study.classes);
  const tables = ["comparisons", "displays", "participants", "screens", "trials"];
  expect(readdirSync(out).sort()).toEqual(tables.map((table) => `${table}.parquet`));
  const admin = [`authorization: Bearer ${TOKEN}`];
  const tar = await send(port, "GET", Buffer.from("/api/admin/collected.tar"), admin);
  expect(status(tar)).toBe(200);
  expect(tar).toContain('content-disposition: attachment; filename="collected.tar"');
  const entries = [...tar.matchAll(/(collected\/[^\0]*)\0/g)].map(([, name]) => name);
  expect(entries).toEqual(tables.map((table) => `collected/${table}.parquet`));
  for (const table of tables) {
    const csv = await send(port, "GET", Buffer.from(`/api/admin/export/${table}`), admin);
    expect(csv).toContain(`content-disposition: attachment; filename="${table}.csv"`);
    for (const name of names) if (name.length > 3) expect(csv, name).not.toContain(name);
  }
  expect(errors).toEqual([]);
  expect(around.disturbed()).toEqual([]);
});
