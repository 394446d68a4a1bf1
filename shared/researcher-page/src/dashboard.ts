import { element } from "@limen/participant-page/elements";
import { fill } from "@limen/participant-page/strings";
import { changeState, LoggedOutError, logout, readExclusions, readSummary, type Summary } from "./api.ts";
import { confirmState } from "./confirm.ts";
import { exclusions } from "./exclusions.ts";
import { renew } from "./renew.ts";
import { exports, sessions, stimuli } from "./sections.ts";
import { type State, strings } from "./strings.ts";

/** (milliseconds) between looks at the server, while the page is in sight. */
const EVERY = 5000;
const STATES: readonly State[] = ["open", "paused", "closed"];

/** What is shown to who has logged in. Sections stay, and only what is in them changes. */
export class Dashboard {
  readonly nodes: readonly Node[];
  /** Rejects with a LoggedOutError when the login has ended. */
  readonly ended: Promise<never>;
  #latest: Summary;
  #shown = "";
  #end: (error: LoggedOutError) => void = () => {};
  readonly #asOf = element("p", { className: "aside" });
  readonly #trouble = element("p", { className: "trouble", aria: { role: "alert" } });
  readonly #state = element("p");
  readonly #said = element("p", { aria: { role: "status" } });
  readonly #sessions = element("div");
  readonly #stimuli = element("div");
  readonly #buttons = STATES.map((state) => this.#button(strings.change[state], () => this.#change(state)));

  constructor(first: Summary) {
    this.#latest = first;
    document.title = `${first.title} – ${strings.loginTitle}`;
    this.#draw(first);
    const out = this.#button(strings.logout, async () => {
      await logout();
      this.#end(new LoggedOutError());
    });
    this.nodes = [
      element("header", {}, [element("h1", {}, [first.title]), out]),
      this.#asOf,
      this.#trouble,
      section(strings.stateTitle, [
        this.#state,
        element("div", { className: "row" }, this.#buttons),
        this.#said,
      ]),
      section(strings.sessionsTitle, [this.#sessions]),
      section(strings.stimuliTitle, [this.#stimuli]),
      section(strings.exclusionsTitle, this.#preview()),
      section(strings.exportTitle, exports()),
    ];
    const timer = setInterval(() => {
      if (!document.hidden) void this.#try(() => this.#refresh());
    }, EVERY);
    this.ended = new Promise<never>((_, reject) => {
      this.#end = reject;
    }).finally(() => clearInterval(timer));
  }

  #draw(summary: Summary): void {
    this.#latest = summary;
    this.#asOf.textContent = fill(strings.asOf, { time: new Date().toLocaleTimeString() });
    this.#trouble.textContent = "";
    const shown = JSON.stringify(summary);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#state.className = `state ${summary.state}`;
    this.#state.textContent = strings.states[summary.state];
    for (const [place, button] of this.#buttons.entries()) button.disabled = STATES[place] === summary.state;
    renew(this.#sessions, sessions(summary));
    renew(this.#stimuli, stimuli(summary));
  }

  async #refresh(): Promise<void> {
    this.#draw(await readSummary());
  }

  async #change(state: State): Promise<void> {
    const { people, simulated } = this.#latest;
    if (!(await confirmState(state, people.goingOn + simulated.goingOn))) return;
    await changeState(state);
    this.#said.textContent = strings.changed[state];
    await this.#refresh();
  }

  /** Reads every answer, so only when it is asked for. */
  #preview(): Node[] {
    const found = element("div", { aria: { live: "polite" } });
    const button = this.#button(strings.exclusionsButton, async () => {
      found.replaceChildren(...exclusions(await readExclusions()));
    });
    return [element("p", {}, [strings.exclusionsText]), button, found];
  }

  #button(label: string, act: () => Promise<void>): HTMLButtonElement {
    const button = element("button", { type: "button" }, [label]);
    button.addEventListener("click", () => void this.#try(act));
    return button;
  }

  /** What fails is said, and tried again at the next look or press. */
  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof LoggedOutError) this.#end(error);
      else this.#trouble.textContent = strings.offline;
    }
  }
}

function section(title: string, content: readonly Node[]): HTMLElement {
  return element("section", {}, [element("h2", {}, [title]), ...content]);
}
