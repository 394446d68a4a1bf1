import { Agent, request } from "node:http";

/** What the participants are told. */
export interface Load {
  readonly address: string;
  readonly sessions: number;
  readonly seconds: number;
  /** (answers a second) of all of them together. */
  readonly rate: number;
}

export interface Measured {
  /** (milliseconds) of each acknowledged answer, from when it was due. */
  readonly waits: readonly number[];
  /** (milliseconds) from when each answer was due to when it was sent: what this process itself was kept waiting by the machine. */
  readonly lateness: readonly number[];
  readonly refused: number;
  /** (seconds) from the first that was due to the last that was acknowledged. */
  readonly seconds: number;
}

interface Session {
  readonly token: string;
  /** Null: the server chooses. */
  readonly trials: readonly { readonly picture: string | null }[];
}

/**
 * Participants in a process of its own. Answers are due at fixed times, whatever the server does: what waits because the server is slow
 * counts as waiting.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

process.once("message", (load: Load) => void prepare(load));

process.once("disconnect", () => process.exit());

async function prepare(load: Load): Promise<void> {
  const sessions: Session[] = [];
  for (let i = 0; i < load.sessions; i++) sessions.push(await begin(load.address));
  process.once("message", () => void run(load, sessions));
  process.send!({});
}

async function begin(address: string): Promise<Session> {
  const { consent } = JSON.parse((await ask(`${address}/api/study`, "GET")).body) as {
    readonly consent: { readonly version: string; readonly digest: string };
  };
  const agreed = { version: consent.version, digest: consent.digest, language: "en" };
  const begun = await ask(`${address}/api/session`, "POST", { consent: agreed, isSimulated: true });
  return JSON.parse(begun.body) as Session;
}

async function run({ address, seconds, rate }: Load, sessions: readonly Session[]): Promise<void> {
  const waits: number[] = [];
  const lateness: number[] = [];
  let refused = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: seconds * rate }, async (_, i) => {
      const due = start + (1000 * i) / rate;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      lateness.push(performance.now() - due);
      const { token, trials } = sessions[i % sessions.length]!;
      const seq = Math.floor(i / sessions.length);
      const answer = {
        picture: trials[seq]!.picture ?? (await pictureOf(address, seq, token)),
        response: "anger",
        rtMs: 500 + (i % 1000),
        confidence: null,
        onset: { delayMs: 3.2, refreshHz: 60, droppedFrames: 0, wasHidden: false },
      };
      const { status } = await ask(`${address}/api/answers/${seq}`, "PUT", answer, token);
      if (status === 204) waits.push(performance.now() - due);
      else refused++;
    }),
  );
  process.send!({ waits, lateness, refused, seconds: (performance.now() - start) / 1000 } satisfies Measured);
}

/** A page asks while the face before is looked at; here it is part of the answer's wait. */
async function pictureOf(address: string, seq: number, token: string): Promise<string> {
  const { body } = await ask(`${address}/api/trials/${seq}`, "POST", {}, token);
  return (JSON.parse(body) as { readonly picture: string }).picture;
}

function ask(
  url: string,
  method: string,
  body?: object,
  token?: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const payload = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
      },
    });
    sent.on("error", reject);
    sent.on("response", (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.on("end", () => resolve({ status: reply.statusCode!, body: Buffer.concat(parts).toString() }));
    });
    sent.end(payload);
  });
}
