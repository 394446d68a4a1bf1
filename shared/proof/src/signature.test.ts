import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestText } from "@limen/artifact";
import { openSession } from "@limen/runner";
import { toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { TOY_CHAIN, temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { readSignature } from "./check-signature.ts";
import { parseEnvelope, preAuthEncoding, renderEnvelope, signEnvelope } from "./dsse.ts";
import { type Lock, lockPath, readLock, writeLock } from "./lock-file.ts";
import { makeLock } from "./make-lock.ts";
import { signaturePath, signLock } from "./sign-lock.ts";
import { readPrivateKey, readPublicKey, writeKeyPair } from "./signing-key.ts";
import { STATEMENT_TYPE, statementOf } from "./statement.ts";
import { verifyPipeline } from "./verify.ts";

const lock: Lock = {
  lock: 1,
  pipeline: "toy",
  engine: null,
  nodes: {
    first: { key: digestText("key"), outputs: { number: { sha256: digestText("17"), bytes: 2 } } },
    second: { key: digestText("other"), outputs: { number: { sha256: digestText("18"), bytes: 2 } } },
  },
};

/** A signed statement in a file, with its keys and those of somebody else. */
function signed() {
  const folder = temporaryDirectory();
  const keyOf = (name: string) => {
    writeKeyPair(join(folder, name));
    return { own: readPrivateKey(join(folder, name)), open: readPublicKey(join(folder, `${name}.pub`)) };
  };
  const [author, stranger] = [keyOf("author"), keyOf("stranger")];
  const path = join(folder, "toy.intoto.json");
  const text = signLock(lock, author.own);
  const read = (content: string, key = author.open, pipeline = "toy") => {
    writeFileSync(path, content);
    return readSignature(path, key, pipeline);
  };
  const envelope = JSON.parse(text) as {
    payloadType: string;
    payload: string;
    signatures: { keyid?: string; sig: string }[];
  };
  return { folder, author, stranger, text, read, envelope };
}

test("what is signed are the bytes of the DSSE specification's example, and its signature holds for them", () => {
  const bytes = preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"));
  expect(bytes.toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  const coordinate = (decimal: bigint) =>
    Buffer.from(decimal.toString(16).padStart(64, "0"), "hex").toString("base64url");
  const key = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: coordinate(46950820868899156662930047687818585632848591499744589407958293238635476079160n),
      y: coordinate(5640078356564379163099075877009565129882514886557779369047442380624545832820n),
    },
  });
  const signature =
    "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";
  expect(verify("sha256", bytes, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64"))).toBe(
    true,
  );
  // Lengths count bytes, not letters.
  expect(preAuthEncoding("ü", Buffer.from("é")).toString()).toBe("DSSEv1 2 ü 2 é");
});

test("a statement names every output and the lock file, and comes back as it was signed; equal results, equal bytes", () => {
  const { author, text, read } = signed();
  expect(read(text)).toMatchObject({ state: "good", lock });
  expect(signLock(lock, author.own)).toBe(text);
  const { subject } = JSON.parse(statementOf(lock)) as { subject: { name: string }[] };
  expect(subject.map(({ name }) => name)).toEqual(["first.number", "second.number", "toy.lock.json"]);
});

test("forged, re-keyed, swapped, relabelled: none is taken for the author's word", () => {
  const { author, stranger, text, read, envelope } = signed();
  const render = (change: object) => JSON.stringify({ ...envelope, ...change });
  const refused = (content: string, key = author.open, pipeline = "toy") => {
    const found = read(content, key, pipeline);
    return found.state === "refused" ? found.why : "taken";
  };

  // Forged: a bit of the signature, of the payload.
  const [one] = envelope.signatures;
  const bytes = Buffer.from(one!.sig, "base64");
  for (let bit = 0; bit < 512; bit += 37) {
    const other = Buffer.from(bytes);
    other[bit >> 3]! ^= 1 << (bit & 7);
    const signatures = [{ ...one, sig: other.toString("base64") }];
    expect(refused(render({ signatures }))).toMatch("its signature does not hold");
  }
  const swap = (from: string, to: string) =>
    Buffer.from(Buffer.from(envelope.payload, "base64").toString().replaceAll(from, to)).toString("base64");
  expect(refused(render({ payload: swap(digestText("17"), digestText("19")) }))).toMatch("does not hold");

  // Re-keyed: signed anew by somebody else, who may also claim to be the author.
  const theirs = signLock(lock, stranger.own);
  expect(refused(theirs)).toMatch(
    /not signed with the key given \([0-9a-f]{12}\); it says with [0-9a-f]{12}/,
  );
  expect(
    refused(
      JSON.stringify({
        ...JSON.parse(theirs),
        signatures: [{ ...JSON.parse(theirs).signatures[0], keyid: one!.keyid }],
      }),
    ),
  ).toMatch("does not hold");
  expect(refused(text, stranger.open)).toMatch("not signed with the key given");

  // The type is signed too, and what is signed as something else is no statement.
  expect(refused(render({ payloadType: "text/plain" }))).toMatch("does not hold");
  const note = renderEnvelope(signEnvelope("text/plain", Buffer.from(statementOf(lock)), author.own));
  expect(refused(note)).toMatch('it is signed, but as "text/plain", not as application/vnd.in-toto+json');

  // Signed by the author, but about something else, or saying two things at once.
  const about = (payload: string) =>
    refused(renderEnvelope(signEnvelope(STATEMENT_TYPE, Buffer.from(payload), author.own)));
  const statement = JSON.parse(statementOf(lock));
  expect(about("{")).toMatch("its payload is not JSON");
  expect(about("null")).toMatch("its payload is no in-toto statement v1 but nothing");
  expect(about(JSON.stringify({ ...statement, predicateType: "https://slsa.dev/provenance/v1" }))).toMatch(
    'its statement is about "https://slsa.dev/provenance/v1", not urn:limen:results:v1',
  );
  expect(about(JSON.stringify({ ...statement, predicate: {} }))).toMatch("not what a lock file says");
  const [first, second, file] = statement.subject;
  const swapped = [{ ...first, digest: second.digest }, { ...second, digest: first.digest }, file];
  expect(about(JSON.stringify({ ...statement, subject: swapped }))).toMatch(
    "its subjects are not the outputs",
  );
  expect(about(JSON.stringify({ ...statement, subject: [first, file] }))).toMatch("its subjects are not");
  expect(refused(text, author.open, "demo")).toMatch('results of pipeline "toy", not of "demo"');
});

test("what is no envelope is the user's problem, and every fault of it is named", () => {
  const { folder, envelope, read } = signed();
  const render = (change: object) => JSON.stringify({ ...envelope, ...change });
  const [one] = envelope.signatures;
  expect(() => read("{")).toThrow(/toy\.intoto\.json: this is not JSON/);
  expect(() => read("[]")).toThrow("this is no DSSE envelope");
  expect(() => read(render({ signatures: [one, one] }))).toThrow("signatures: wanted one signature, found 2");
  expect(() => read(render({ signatures: [] }))).toThrow("wanted one signature, found none");
  expect(() => read(render({ signatures: [{ ...one, sig: "!" }] }))).toThrow(
    "signatures[0].sig: it is not base64",
  );
  // Node would read these by passing letters over.
  for (const payload of [`${envelope.payload.slice(0, 8)}*${envelope.payload.slice(8)}`, "A", 7])
    expect(() => read(render({ payload }))).toThrow("payload: it is not base64");
  expect(() => read("{}")).toThrow(
    /payloadType: it does not say.*[\s\S]*payload: it is[\s\S]*signatures: wanted one/,
  );
  // Both alphabets are base64.
  const url = { payload: Buffer.from(envelope.payload, "base64").toString("base64url") };
  expect(read(render(url))).toMatchObject({ state: "good" });
  expect(parseEnvelope(render({ signatures: [{ sig: one!.sig }] }), "x").keyid).toBe("");

  const rsa = join(folder, "rsa.pub");
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(rsa, pair.publicKey.export({ type: "spki", format: "pem" }));
  expect(() => readPublicKey(rsa)).toThrow("this is a key of ec; wanted one of ed25519");
  expect(() => readPublicKey(join(folder, "author"))).toThrow("this is a private key");
  expect(() => readPrivateKey(join(folder, "author.pub"))).toThrow("this is no private key in PEM form");
  expect(() => readPublicKey(join(folder, "none"))).toThrow("there is no such key");
  expect(() => writeKeyPair(join(folder, "author"))).toThrow(
    /author: there is something.*[\s\S]*author\.pub/,
  );
  expect(statSync(join(folder, "author")).mode & 0o077).toBe(0);
});

test("a statement of older results is refused, whether the lock file is newer or only the results are", async () => {
  const toys = toyWorkspace(["make-number", "round-number"]);
  const file = toys.writePipeline(TOY_CHAIN);
  const keys = join(toys.root, "keys");
  mkdirSync(keys);
  writeKeyPair(join(keys, "mine"));
  const key = readPrivateKey(join(keys, "mine"));
  const lockNow = async (set: string[] = []) => {
    await toyRun(toys, file, { inProcess: true, set });
    const { pipeline, session } = await toyPlan(toys, file, { set });
    return { pipeline, made: await makeLock(pipeline, session) };
  };
  const { pipeline, made } = await lockNow();
  const path = signaturePath(pipeline);
  writeFileSync(path, signLock(made, key));
  writeLock(lockPath(pipeline), made);
  const check = (withLock = true) =>
    verifyPipeline("toy", openSession(workspaceOf(toys)), {
      signature: readSignature(path, readPublicKey(join(keys, "mine.pub")), "toy"),
      ...(withLock ? { lock: readLock(lockPath(pipeline)) } : {}),
    })
      .filter(({ state }) => state !== "good")
      .map(({ node, output, why }) => `${node} ${output}: ${why}`);
  expect(check()).toEqual([]);
  expect(check(false)).toEqual([]);

  const old = readFileSync(path);
  const newer = await lockNow(["first.value=27"]);
  expect(check(false)).toEqual([
    expect.stringMatching(/^first number: the signed statement says sha256 [0-9a-f]{64}, the run record/),
    expect.stringMatching(/^rounded number: /),
  ]);
  writeLock(lockPath(pipeline), newer.made);
  expect(check()[0]).toMatch(
    / signature: it is signed, but for other results than .*toy\.lock\.json has \(first\.number first\)/,
  );
  writeFileSync(path, signLock(newer.made, key));
  expect(check()).toEqual([]);
  // Back to the old paper, with a node more in the results than it knows.
  const { rounded: _, ...fewer } = made.nodes;
  writeFileSync(path, signLock({ ...made, nodes: fewer }, key));
  expect(check(false)).toContainEqual(expect.stringMatching("the signed statement knows no such node"));
  writeFileSync(path, old);
  expect(check()).not.toEqual([]);
});
