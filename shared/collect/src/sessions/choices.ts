import { ClosedLoop } from "@limen/experiment";
import { z } from "zod";
import type { OpenStudy } from "../study/open-study.ts";
import type { StudyItem } from "../study/study.ts";
import type { ChoiceBody } from "./answer.ts";
import type { AnswerQueue } from "./answer-queue.ts";
import { candidatesOf } from "./plan-session.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** Sessions: more than are under way at once; each some 10 kB. */
const MOST = 500;

const choiceRow = z.object({ seq: z.number(), item: z.string() });
const answerRow = z.object({ seq: z.number(), body: z.string() });

/** One session's closed loop. */
interface Steered {
  /** Places of the items that may be shown by choice. */
  readonly candidates: readonly number[];
  readonly loop: ClosedLoop | null;
  /** Trials whose answers the loop has taken, from the first. */
  taken: number;
  /** Items of open places that were chosen by now; perhaps not by the latest of another server. */
  items: ReadonlyMap<number, string>;
  /** Ends when all before it has ended: one choice at a time. */
  last: Promise<unknown>;
}

/**
 * What open places show. A choice is written to the disk before anybody is told, once for each place: after a crash, on
 * another device or asked for again it is the same. All else is made anew of the stored answers.
 */
export class Choices {
  readonly #open: OpenStudy;
  readonly #queue: AnswerQueue;
  readonly #known = new Map<string, Promise<Steered>>();

  constructor(open: OpenStudy, queue: AnswerQueue) {
    this.#open = open;
    this.#queue = queue;
  }

  /** Everything that the session's open places may show. */
  async candidates(session: Session): Promise<readonly StudyItem[]> {
    if (this.#open.study.loop === null) return [];
    const { candidates } = await this.#steered(session);
    return candidates.map((place) => this.#open.study.items[place]!);
  }

  /** The items of its trials, in order; null for an open place that was not yet chosen for. */
  async items(session: Session): Promise<readonly (StudyItem | null)[]> {
    const isOpen = session.plan.some(({ id }) => id === null);
    const items = isOpen ? await this.#read(session.id) : new Map<number, string>();
    return session.plan.map(({ id }, seq) => this.#named(id ?? items.get(seq)));
  }

  /** The item of one trial; null as above. */
  async itemAt(session: Session, seq: number): Promise<StudyItem | null> {
    const { id } = session.plan[seq]!;
    if (id !== null) return this.#named(id);
    const steered = await this.#steered(session);
    if (!steered.items.has(seq)) steered.items = await this.#read(session.id);
    return this.#named(steered.items.get(seq));
  }

  /**
   * The item of one trial, chosen if it was not yet. Throws a Refusal when answers are missing by which it would be chosen:
   * those of all trials but the one before it.
   */
  async choose(session: Session, seq: number): Promise<StudyItem> {
    const there = await this.itemAt(session, seq);
    if (there) return there;
    const steered = await this.#steered(session);
    const chosen = steered.last.then(() => this.#choose(session, steered, seq));
    steered.last = chosen.catch(() => {});
    return this.#named(await chosen)!;
  }

  async #choose(session: Session, steered: Steered, seq: number): Promise<string> {
    const items = new Map(await this.#read(session.id));
    const there = items.get(seq);
    if (there !== undefined) return there;
    const before = session.plan[seq - 1];
    const underWay =
      before && (before.id ?? items.get(seq - 1) ?? (await this.#choose(session, steered, seq - 1)));
    if (before?.id === null) items.set(seq - 1, underWay!);
    await this.#take(session, steered, items, seq - 1);
    const taken = new Set(Array.from(items.values(), (item) => this.#placeOf(item)!));
    const place = steered.loop!.choose(underWay === undefined ? null : this.#placeOf(underWay), taken);
    const item = await this.#queue.choose({
      session: session.id,
      seq,
      item: this.#open.study.items[place]!.id,
    });
    if (item === undefined) throw new Refusal("session-complete");
    steered.items = items.set(seq, item);
    return item;
  }

  /** Lets the loop take the answers to the trials before `end`, in order. */
  async #take(
    session: Session,
    steered: Steered,
    items: ReadonlyMap<number, string>,
    end: number,
  ): Promise<void> {
    const sql = "SELECT seq, body FROM answers WHERE session = ? AND seq >= ? AND seq < ? ORDER BY seq";
    const rows = await this.#open.database.all(answerRow, sql, [session.id, steered.taken, end]);
    const answers = new Map(rows.map(({ seq, body }) => [seq, JSON.parse(body) as ChoiceBody]));
    const wanted = Array.from({ length: Math.max(0, end - steered.taken) }, (_, i) => steered.taken + i);
    const missing = wanted.filter((seq) => !answers.has(seq));
    if (missing.length > 0) throw new Refusal("answers-missing", { missing });
    for (const seq of wanted) {
      const { response } = answers.get(seq)!;
      const item = session.plan[seq]!.id ?? items.get(seq)!;
      const answer = response === null ? null : this.#open.study.classes.indexOf(response);
      steered.loop!.take(this.#placeOf(item), answer);
      steered.taken = seq + 1;
    }
  }

  #steered(session: Session): Promise<Steered> {
    const steered = this.#known.get(session.id) ?? this.#begin(session);
    // Last in, last out: a Map keeps the order in which it was filled.
    this.#known.delete(session.id);
    this.#known.set(session.id, steered);
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value!);
    steered.catch(() => this.#known.delete(session.id));
    return steered;
  }

  async #begin({ id, plan }: Session): Promise<Steered> {
    const { study } = this.#open;
    const candidates = candidatesOf(study, id, plan);
    const loop = study.loop && new ClosedLoop(study.loop.groupLogP, candidates);
    return { candidates, loop, taken: 0, items: await this.#read(id), last: Promise.resolve() };
  }

  async #read(session: string): Promise<ReadonlyMap<number, string>> {
    const sql = "SELECT seq, item FROM choices WHERE session = ?";
    const rows = await this.#open.database.all(choiceRow, sql, [session]);
    return new Map(rows.map(({ seq, item }) => [seq, item]));
  }

  #named(item: string | undefined): StudyItem | null {
    return item === undefined ? null : this.#open.items.get(item)!;
  }

  /** Null: a catch face. */
  #placeOf(item: string): number | null {
    return this.#open.study.loop!.places.get(item) ?? null;
  }
}
