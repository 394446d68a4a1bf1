import { initJsPsych } from "jspsych";
import { Api, type BegunInfo, RefusedError, type ShownInfo, type StudyInfo, type TrialInfo } from "./api.ts";
import { cardSize } from "./card-size.ts";
import { element, paragraphs } from "./elements.ts";
import { faceWidth } from "./face-width.ts";
import { frameInterval } from "./frames.ts";
import { Outbox } from "./outbox.ts";
import { loadPictures } from "./pictures.ts";
import type { Session } from "./session.ts";
import { askServer, Shown } from "./shown.ts";
import { chooseStrings, fill, type Strings } from "./strings/index.ts";
import { opening, screen, trials } from "./timeline.ts";

const strings = chooseStrings([
  new URLSearchParams(location.search).get("lang") ?? "",
  ...navigator.languages,
]);
document.documentElement.lang = strings.language;
const display = document.querySelector<HTMLElement>("#experiment")!;
const notice = document.querySelector<HTMLElement>("#notice")!;
const progress = document.querySelector<HTMLProgressElement>("#progress")!;

const api = new Api((isConnected) => {
  notice.textContent = isConnected ? "" : strings.offline;
});

try {
  await (location.hash === "#withdraw" ? withdraw() : takePart());
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  const { refusals, elsewhere } = strings;
  const known = refusals[error.reason as keyof Strings["refusals"]] ?? refusals.other;
  say("", error.reason === "session-unknown" ? elsewhere : known);
}

async function takePart(): Promise<void> {
  const study = await api.study();
  document.title = study.title;
  const begun = await beginOrGoOn(study);
  if (begun.state === "complete") return finish(study, begun);
  const outbox = await Outbox.open(api, begun.key);
  const pictures = await loadPictures(
    api,
    [...begun.practice.flatMap(picturesOf), ...begun.trials.flatMap(picturesOf), ...begun.candidates],
    (done, all) => say("", fill(strings.loading, { done, all })),
  );
  const pixelsPerMm = await measureScreen();
  let refused: (error: unknown) => void = () => {};
  const refusal = new Promise<never>((_, reject) => {
    refused = reject;
  });
  const session: Session = {
    study,
    info: begun,
    shown: new Shown(
      begun.trials,
      askServer(api, outbox, (error) => refused(error)),
    ),
    pictures,
    strings,
    width: faceWidth(study, pixelsPerMm),
    frameMs: await frameInterval(),
    onAnswer: (seq, answer) => {
      progress.value = seq + 1;
      outbox
        .put(seq, answer)
        .then(() => outbox.send())
        .catch(refused);
    },
  };
  const done = new Set([...begun.answered, ...outbox.waiting]);
  progress.max = begun.trials.length;
  progress.value = done.size;
  const parts = [...(done.size === 0 ? opening(session) : []), ...trials(session, (seq) => done.has(seq))];
  keepPage();
  await Promise.race([show(parts), refusal]);
  say("", strings.sending);
  await outbox.send();
  await finish(study, begun);
}

function picturesOf(trial: TrialInfo | ShownInfo): string[] {
  if (trial.picture === null) return [];
  return trial.right === null ? [trial.picture] : [trial.picture, trial.right];
}

/** With consent, when this browser has not begun before. */
async function beginOrGoOn(study: StudyInfo): Promise<BegunInfo> {
  try {
    return await api.begin();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.reason !== "consent-missing") throw error;
  }
  const { text, version, digest } = study.consent;
  await show([
    screen(strings.consentTitle, () => [element("h2", {}, [study.title]), ...paragraphs(text)], [
      strings.consentAgree,
    ]),
  ]);
  const begun = await api.begin({ version, digest, language: strings.language });
  await show([
    screen(
      strings.withdrawalTitle,
      () => [
        element("p", { className: "code" }, [begun.withdrawalCode ?? ""]),
        ...paragraphs(strings.withdrawalText),
      ],
      [strings.next],
    ),
  ]);
  return begun;
}

/** (pixels a millimetre) */
async function measureScreen(): Promise<number> {
  const size = cardSize(strings);
  await show([
    screen(strings.sizeTitle, () => [...paragraphs(strings.sizeText), ...size.nodes], [strings.next]),
  ]);
  const info = size.read();
  await api.screen(info);
  return info.pixelsPerMm;
}

async function finish(study: StudyInfo, { state, code: known }: BegunInfo): Promise<void> {
  const { code, url } =
    state === "complete" && known !== null ? { code: known, url: null } : await api.complete();
  removeEventListener("beforeunload", askBeforeLeaving);
  const link = url === null ? [] : [element("p", {}, [element("a", { href: url }, [strings.doneLink])])];
  display.replaceChildren(
    element("section", { className: "screen" }, [
      element("h1", { tabIndex: -1 }, [strings.doneTitle]),
      ...paragraphs(study.debrief),
      element("p", {}, [strings.doneCode]),
      element("p", { className: "code" }, [code]),
      ...link,
    ]),
  );
  display.querySelector("h1")!.focus();
}

async function withdraw(): Promise<void> {
  const field = element("input", { type: "text", autocomplete: "off", spellcheck: false, id: "code" });
  const label = element("label", { htmlFor: "code" }, [strings.withdrawField]);
  await show([
    screen(strings.withdrawTitle, () => [...paragraphs(strings.withdrawText), label, field], [
      strings.withdrawButton,
    ]),
  ]);
  try {
    await api.withdraw(field.value);
    say(strings.withdrawTitle, strings.withdrawDone);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    await show([screen(strings.withdrawTitle, () => paragraphs(strings.withdrawUnknown), [strings.next])]);
    await withdraw();
  }
}

/** Runs a stretch of jsPsych's timeline. */
async function show(parts: readonly Record<string, unknown>[]): Promise<void> {
  // jsPsych puts its own beside what is there.
  display.replaceChildren();
  const jsPsych = initJsPsych({ display_element: display });
  await jsPsych.run([...parts] as Parameters<typeof jsPsych.run>[0]);
}

function say(title: string, text: string): void {
  const heading = title === "" ? [] : [element("h1", {}, [title])];
  const said = element("p", { aria: { role: "status" } }, [text]);
  display.replaceChildren(element("section", { className: "screen" }, [...heading, said]));
}

/** Going back or away asks first; what was answered is saved either way. */
function keepPage(): void {
  history.pushState(null, "");
  addEventListener("popstate", () => history.pushState(null, ""));
  addEventListener("beforeunload", askBeforeLeaving);
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
