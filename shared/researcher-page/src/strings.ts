/** Every sentence that a researcher reads; `{…}` stands for what is put in. */
export const strings = {
  loginTitle: "Researcher's page",
  loginText: "The token is in LIMEN_ADMIN_TOKEN, or in what limen collect printed when it started.",
  loginField: "Token",
  loginButton: "Log in",
  loginWrong: "This is not the token.",
  loginFailed: "The server does not answer.",
  loginTooMany: "Too many attempts. Please wait a minute.",
  logout: "Log out",
  offline: "The server does not answer. What you see is what was last known.",
  asOf: "As of {time}",

  stateTitle: "State",
  states: {
    open: "Open: anyone may begin.",
    paused: "Paused: those who began may go on, nobody new may begin.",
    closed: "Closed: nobody may answer.",
  },
  change: { open: "Open", paused: "Pause", closed: "Close" },
  confirmTitle: { open: "Open the study?", paused: "Pause the study?", closed: "Close the study?" },
  confirmText: {
    open: "Anyone with the address may begin.",
    paused: "Nobody new may begin. Those who began may go on.",
    closed:
      "{goingOn} sessions are going on: their next answers will be refused. What was given so far stays.",
  },
  confirmYes: { open: "Open the study", paused: "Pause the study", closed: "Close the study" },
  confirmNo: "Leave it as it is",
  changed: { open: "The study is open.", paused: "The study is paused.", closed: "The study is closed." },

  sessionsTitle: "Sessions",
  people: "People",
  simulated: "Simulated",
  measures: {
    begun: "Begun",
    goingOn: "Going on",
    complete: "Completed",
    left: "Left",
    answers: "Answers",
    progress: "Progress of those going on (median)",
  },
  withdrawn: "Withdrawn, all of their answers deleted: {count}",
  leftText: "Left: no sign of life for half an hour. They may still come back.",

  stimuliTitle: "Answers of people to what is shown",
  /** What answers are counted by; where faces are compared, pairs of stimuli. */
  shown: {
    stimuli: { one: "stimulus", many: "stimuli", head: "Stimulus", heads: "Stimuli" },
    pairs: { one: "pair", many: "pairs", head: "Pair", heads: "Pairs" },
  },
  done: "{percent} of the answers wanted ({wanted} to each of {count} {many})",
  range: "Least {least}, most {most} answers to a {one}. Catch trials and repeats are not counted.",
  histogramCaption: "{heads} by their number of answers ({wanted} wanted)",
  histogramAnswers: "Answers",
  behindTitle: "Furthest behind",
  behindNone: "Every {one} has its answers.",
  answers: "Answers",

  exclusionsTitle: "Who would be excluded by now",
  exclusionsText:
    "The rules of aggregate-responses with their usual limits. Looking excludes nobody: the pipeline does, by the limits that it names.",
  exclusionsButton: "Apply the rules",
  exclusionsOf: "Of {all} {group}: {excluded} would be excluded",
  groups: {
    complete: "people who completed",
    running: "people who have not completed (they have fewer trials)",
    simulated: "simulated participants",
  },
  exclusionsNone: "Nobody would be excluded.",
  participant: "Participant",
  group: "Group",
  groupShort: { complete: "completed", running: "not completed", simulated: "simulated" },
  trials: "Trials",
  struck: "excluded",
  rules: {
    catch_accuracy: "Catch trials right, under {limit}",
    median_rt: "Median response time, under {limit} ms",
    one_key: "Largest share of one answer, over {limit}",
    repeat_agreement: "Repeats answered alike, no more than by chance",
    min_trials: "Answers that count, under {limit}",
  },
  strikes: "All whom the rule excludes",

  exportTitle: "Export",
  exportText:
    "Pseudonymous: random names, no time of day, nothing a recruiter knows. People and simulated participants are labelled in every row.",
  exportFolder: "All tables as Parquet, for the pipeline (.tar)",
  exportTable: {
    trials: "Trials (.csv)",
    comparisons: "Comparisons (.csv)",
    participants: "Participants (.csv)",
    displays: "Displays (.csv)",
    screens: "Screens (.csv)",
  },
};

/** What answers are counted by, in words. */
export type Shown = (typeof strings.shown)[keyof typeof strings.shown];
export type State = keyof typeof strings.states;
