interface Begun {
  readonly token: string;
  readonly trials: readonly { readonly picture: string }[];
}

/** A participant who sends each answer once, and asks for nothing twice. */
export class Person {
  readonly consent: object;
  readonly #begun: Begun;
  readonly #given = new Set<number>();

  private constructor(consent: object, begun: Begun) {
    this.consent = consent;
    this.#begun = begun;
  }

  static async begin(address: string): Promise<{ status: number; person?: Person }> {
    const { consent } = (await (await fetch(`${address}/api/study`)).json()) as {
      readonly consent: { readonly version: string; readonly digest: string };
    };
    const agreed = { version: consent.version, digest: consent.digest, language: "en" };
    const reply = await fetch(`${address}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ consent: agreed, isSimulated: true }),
    });
    if (!reply.ok) return { status: reply.status };
    return { status: reply.status, person: new Person(agreed, (await reply.json()) as Begun) };
  }

  /** Trials that the server says are answered. */
  async answered(address: string): Promise<readonly number[]> {
    const headers = { authorization: `Bearer ${this.#begun.token}` };
    const reply = await fetch(`${address}/api/session`, { headers });
    return ((await reply.json()) as { readonly answered: readonly number[] }).answered;
  }

  get waiting(): number[] {
    return this.#begun.trials.flatMap((_, seq) => (this.#given.has(seq) ? [] : [seq]));
  }

  async answer(address: string, seq: number, rtMs: number): Promise<number> {
    const { token, trials } = this.#begun;
    const { status } = await fetch(`${address}/api/answers/${seq}`, {
      method: "PUT",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ picture: trials[seq]!.picture, response: "anger", rtMs }),
    });
    if (status === 204) this.#given.add(seq);
    return status;
  }
}
