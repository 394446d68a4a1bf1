import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { openDatabase } from "../database/open-database.ts";
import { csvOf } from "../export/csv.ts";
import { Keys, newCode, newToken } from "../study/keys.ts";
import { openStudy } from "../study/open-study.ts";
import { ToyParticipant } from "../toy-participant.ts";
import { toyStudy } from "../toy-study.ts";
import { buildServer } from "./build-server.ts";

const PAGE = fileURLToPath(new URL("../../../participant-page/src", import.meta.url));
const ADMIN = "the-researchers-token";

async function serve({ isBehindProxy = false, change = {}, clock = { now: 1e12 } } = {}) {
  const database = await openDatabase(join(temporaryDirectory(), "answers.db"));
  const open = await openStudy(toyStudy(change), database, () => clock.now);
  const errors: Error[] = [];
  const server = await buildServer(open, {
    adminToken: ADMIN,
    isBehindProxy,
    pageSources: PAGE,
    onInternalError: (error) => errors.push(error),
  });
  onTestFinished(async () => {
    await server.close();
    await database.close();
  });
  return { server, open, errors, clock, newParticipant: () => new ToyParticipant(server) };
}

test("tokens hold 256 random bits and codes 80; none comes twice, and every letter comes as often", () => {
  const tokens = Array.from({ length: 2000 }, newToken);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
  // Each bit is set in half of the tokens: 2000 throws of a coin, five standard deviations.
  for (let bit = 0; bit < 256; bit++) {
    const ones = tokens.filter(
      (token) => (Buffer.from(token, "base64url")[bit >> 3]! >> (bit & 7)) & 1,
    ).length;
    expect(Math.abs(ones - 1000)).toBeLessThan(5 * Math.sqrt(500));
  }
  const letters = Array.from({ length: 2000 }, newCode).join("").replaceAll("-", "");
  expect(letters).toHaveLength(32_000);
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(32);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
});

test("a signed value with any letter changed, cut off or added is not believed, nor one that another study signed", () => {
  const keys = new Keys("secret");
  const signed = keys.sign("person");
  expect(keys.verify(signed)).toBe("person");
  for (let place = 0; place < signed.length; place++) {
    const other = signed[place] === "A" ? "B" : "A";
    expect(keys.verify(`${signed.slice(0, place)}${other}${signed.slice(place + 1)}`)).toBeUndefined();
    expect(keys.verify(signed.slice(0, place))).toBeUndefined();
  }
  expect(keys.verify(`${signed}A`)).toBeUndefined();
  expect(new Keys("another").verify(signed)).toBeUndefined();
});

test("a cookie that was tampered with is a stranger's: it opens nobody's session", async () => {
  const { server, newParticipant } = await serve();
  const person = newParticipant();
  await person.send("GET", "/join?PROLIFIC_PID=someone");
  await person.begin();
  await person.answer(0);
  const value = person.cookie.replace("limen_person=", "");
  for (const cookie of [
    `${value}A`,
    value.slice(1),
    value.toUpperCase(),
    `x.${value.split(".")[1]}`,
    "__proto__",
  ]) {
    const reply = await server.inject({
      method: "POST",
      url: "/api/session",
      headers: { cookie: `limen_person=${cookie}` },
      payload: {},
    });
    expect([cookie, reply.statusCode, reply.json()]).toEqual([cookie, 403, { error: "consent-missing" }]);
  }
});

test("with one session's token nothing of another is seen or changed", async () => {
  const { newParticipant } = await serve();
  const [own, other] = [newParticipant(), newParticipant()];
  await own.begin();
  await other.begin();
  const mine = new Set(own.session.trials.map(({ picture }) => picture));
  const theirs = other.session.trials.map(({ picture }) => picture).filter((picture) => !mine.has(picture));
  expect(theirs.length).toBeGreaterThan(0);
  for (const picture of theirs)
    expect((await own.send("GET", `/api/pictures/${picture}`)).json()).toEqual({ error: "picture-unknown" });
  await own.answer(0);
  expect((await other.send("GET", "/api/session")).json()).toMatchObject({ answered: [] });
  // Told of neither are the other's names, tokens and codes.
  const told = (await own.send("GET", "/api/session")).body;
  for (const secret of [other.token, other.session.withdrawalCode!]) expect(told).not.toContain(secret);
});

test("a token that was replaced, or whose session is gone, opens nothing when it is sent again", async () => {
  const { newParticipant } = await serve();
  const person = newParticipant();
  await person.begin();
  await person.answer(0);
  const old = person.token;
  await person.begin();
  const current = person.token;
  person.token = old;
  expect((await person.answer(1)).json()).toEqual({ error: "session-unknown" });
  person.token = current;
  const code = { code: (await codeOf(newParticipant)).code };
  expect((await person.send("POST", "/api/withdraw", code)).statusCode).toBe(204);
  // Deleted once: the code opens nothing again.
  expect((await person.send("POST", "/api/withdraw", code)).json()).toEqual({ error: "code-unknown" });

  async function codeOf(newOne: () => ToyParticipant) {
    const leaver = newOne();
    await leaver.begin();
    return { code: leaver.session.withdrawalCode! };
  }
});

test("keys of prototypes are refused wherever they stand, and change no object", async () => {
  const { newParticipant } = await serve();
  const person = newParticipant();
  await person.begin();
  const { picture } = person.session.trials[0]!;
  const fits = `"picture":"${picture}","response":"anger","rtMs":5`;
  for (const key of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
    for (const body of [
      `{${fits},"${key}":{"prototype":{"isAdmin":true},"isAdmin":true}}`,
      `{${fits},"onset":{"delayMs":1,"refreshHz":60,"droppedFrames":0,"wasHidden":false,"${key}":{"prototype":{"isAdmin":true}}}}`,
    ]) {
      expect([body, (await person.send("PUT", "/api/answers/0", body)).statusCode]).toEqual([body, 400]);
    }
  }
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  // The same without them is taken.
  expect((await person.send("PUT", "/api/answers/0", `{${fits}}`)).statusCode).toBe(204);
});

test("no script stands in a page's HTML, and the policy lets none run but our own files", async () => {
  const { server } = await serve();
  for (const url of ["/", "/researcher"]) {
    const { headers, body } = await server.inject({ url });
    const policy = Object.fromEntries(
      String(headers["content-security-policy"])
        .split(";")
        .map((part) => part.trim().split(" "))
        .map(([name, ...values]) => [name, values.join(" ")]),
    );
    expect(policy).toEqual({
      "default-src": "'self'",
      "img-src": "'self' blob:",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
    });
    expect(body.match(/<script[^>]*>/g)).toHaveLength(1);
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=")|\son\w+\s*=|<style|\sstyle=|javascript:/i);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
  }
});

test("guessing is slowed: of the researcher's token at both doors, and of withdrawal codes", async () => {
  const { server } = await serve();
  const ask = async (count: number, request: object) => {
    const replies: number[] = [];
    for (let i = 0; i < count; i++) replies.push((await server.inject(request)).statusCode);
    return replies.filter((status) => status === 429).length;
  };
  const wrong = { method: "POST", url: "/api/admin/login", payload: { token: "wrong" } };
  expect(await ask(15, wrong)).toBe(5);
  const bearer = { url: "/api/admin/summary", headers: { authorization: "Bearer wrong" } };
  expect(await ask(125, bearer)).toBe(5);
  expect(await ask(25, { method: "POST", url: "/api/withdraw", payload: { code: "0000" } })).toBe(5);
  // Of this address only.
  expect((await server.inject({ ...wrong, remoteAddress: "10.0.0.9" } as object)).statusCode).toBe(401);
});

test("without a proxy nobody chooses the address that limits count by", async () => {
  const { server } = await serve();
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) {
    const { statusCode } = await server.inject({
      method: "POST",
      url: "/api/admin/login",
      headers: { "x-forwarded-for": `10.0.0.${i}` },
      payload: { token: "wrong" },
    });
    statuses.push(statusCode);
  }
  expect(statuses.slice(-2)).toEqual([429, 429]);
});

test("the researcher's cookie: for no script, no other site, and a day's work; it ends with the clock and the token", async () => {
  const { server, clock } = await serve({ isBehindProxy: true });
  const reply = await server.inject({ method: "POST", url: "/api/admin/login", payload: { token: ADMIN } });
  expect(reply.statusCode).toBe(204);
  const [cookie] = reply.cookies;
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", secure: true, path: "/api/admin" });
  expect(JSON.stringify(reply.headers)).not.toContain(ADMIN);
  const summary = (value: string, name = cookie!.name) =>
    server.inject({ url: "/api/admin/summary", headers: { cookie: `${name}=${value}` } });
  expect((await summary(cookie!.value)).statusCode).toBe(200);
  const [until, signature] = cookie!.value.split(".");
  for (const forged of [`${Number(until) + 1e9}.${signature}`, `${until}.`, `${until}`, "", "9e99.x"])
    expect([forged, (await summary(forged)).statusCode]).toEqual([forged, 401]);
  clock.now += 12 * 3_600_000;
  expect((await summary(cookie!.value)).statusCode).toBe(401);
  clock.now -= 12 * 3_600_000;

  // What is signed for a participant opens nothing here.
  const person = new ToyParticipant(server);
  await person.begin();
  expect((await summary(person.cookie.replace("limen_person=", ""))).statusCode).toBe(401);
});

test("names of people are in no log, no address after the first, and no error", async () => {
  const name = "jane-doe-5f3c";
  const said: string[] = [];
  const listen = (text: unknown) => said.push(String(text)) > 0;
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, "write").mockImplementation(listen);
    onTestFinished(() => spy.mockRestore());
  }
  const { open, errors, newParticipant } = await serve();
  const person = newParticipant();
  const joined = await person.send("GET", `/join?PROLIFIC_PID=${name}&STUDY_ID=x`);
  expect(joined.headers.location).toBe("/");
  await person.begin();
  await person.answer(0);
  // An error that we did not foresee: the caller learns nothing of it, and the log nothing of the caller.
  const broken = vi.spyOn(open.database, "all").mockRejectedValue(new Error("the disk is on fire"));
  const failed = await person.answer(1);
  expect([failed.statusCode, failed.json()]).toEqual([500, { error: "internal" }]);
  await person.send("GET", `/join?PROLIFIC_PID=${name}`);
  await person.send("POST", "/api/session", {});
  broken.mockRestore();
  expect(errors.length).toBeGreaterThan(0);
  const logged = [...said, ...errors.map((error) => error.stack)].join("\n");
  for (const secret of [name, person.token, person.cookie, person.session.withdrawalCode!, ADMIN])
    expect(logged).not.toContain(secret);
});

test("a spreadsheet runs nothing of an export", () => {
  const texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", 'a"b', "a,b", "a\nb", "plain", ";=1"];
  const csv = csvOf(
    ["text"],
    texts.map((text) => ({ text })),
  );
  expect(csv).toBe(
    [
      "text",
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      '"\'\t=1"',
      '"\'\r=1"',
      "'＝1",
      '"a""b"',
      '"a,b"',
      '"a\nb"',
      "plain",
      '";=1"',
      "",
    ].join("\r\n"),
  );
  // Numbers stay numbers.
  expect(csvOf(["n"], [{ n: -1.5 }])).toBe("n\r\n-1.5\r\n");
});
