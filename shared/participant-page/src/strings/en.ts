/** Every sentence that a participant reads. A translation has the same keys; `{…}` stands for what is put in. */
export const en = {
  language: "en",
  consentTitle: "Before you begin",
  consentAgree: "I have read this and agree to take part",
  withdrawalTitle: "Your code",
  withdrawalText:
    "Write this code down. With it, and only with it, you can have your answers deleted at any time, on this page's address followed by #withdraw.",
  next: "Continue",
  loading: "Loading the pictures: {done} of {all}",
  loadFailed: "The pictures could not be loaded. We try again; please check your connection.",
  sizeTitle: "How large is your screen?",
  sizeText:
    "Hold a bank card (or any card of that size) to the screen and move the slider until the frame is as wide as the card. Without a card, continue.",
  sizeSlider: "Width of the frame",
  instructionsTitle: "What to do",
  instructions: {
    choice:
      "You will see faces, one after the other. For each, choose the emotion that it shows. There is no right or wrong: we want to know what you see. Answer as soon as you know, with the keys {keys} or the buttons.",
    comparison:
      "You will see two faces at a time, and a question about them. Choose the face that fits it better. There is no right or wrong: we want to know what you see. Answer as soon as you know, with the keys ← and →, or by pressing on the face.",
    rating:
      "You will see faces, one after the other. For each, say how much it shows of every emotion, also of those that it does not show at all. There is no right or wrong: we want to know what you see.",
    steps:
      "With a keyboard: 1 to 5 rates an emotion and goes on to the next, Enter goes on to the next face.",
    sliders:
      "Move or press each slider. With a keyboard: the arrow keys move a slider, Tab goes on to the next; or 1 to 5 does both. Enter goes on to the next face.",
  },
  instructionsDeadline: "You have {seconds} seconds for each answer.",
  instructionsBreaks:
    "There are {trials} faces, with {breaks} breaks. Your answers are saved as you go: if the page is closed, open it again and go on.",
  instructionsBreaksPairs:
    "There are {trials} pairs of faces, with {breaks} breaks. Your answers are saved as you go: if the page is closed, open it again and go on.",
  examplesTitle: "Examples",
  practiceTitle: "Practice",
  practiceText: "First a few for practice. We tell you what most people see.",
  practiceRight: "Yes: {class}.",
  practiceWrong: "Most people see {class} here.",
  practiceLate: "Too late. Most people see {class} here.",
  practiceRightSide: "Yes: most people choose this face.",
  practiceWrongSide: "Most people choose this face, on the {side}.",
  practiceLateSide: "Too late. Most people choose this face, on the {side}.",
  practiceDone: "That was the practice. Now it begins.",
  face: "Face {number} of {all}",
  pair: "Pair {number} of {all}",
  sides: { left: "left", right: "right" },
  /** Asked of two faces, for classes without a question of their own below. */
  comparison: "Which face shows more of this: {class}?",
  rating: "How much of each does this face show?",
  ratingLevels: ["not at all", "slightly", "moderately", "strongly", "fully"],
  ratingUnset: "not yet rated",
  ratingMissing: "Please rate these too:",
  intensity: "How strong is it: {class}?",
  intensityLevels: ["hardly there", "weak", "moderate", "strong", "very strong"],
  confidence: "How sure are you?",
  confidenceLevels: ["guessed", "unsure", "fairly sure", "sure", "certain"],
  breakTitle: "Time for a break",
  breakText: "Part {done} of {all} is done. Go on when you are ready.",
  sending: "Your last answers are being saved. Please keep this page open.",
  offline: "No connection. Your answers are kept here and are sent as soon as it is back.",
  doneTitle: "Done",
  doneCode: "Your completion code",
  doneLink: "Return to the site that sent you",
  elsewhere: "The study was opened in another window or on another device. Please go on there.",
  withdrawTitle: "Delete my answers",
  withdrawText:
    "Enter the code that you wrote down. All your answers will be deleted. This cannot be undone.",
  withdrawField: "Code",
  withdrawButton: "Delete my answers",
  withdrawDone: "Your answers have been deleted.",
  withdrawUnknown: "There is no such code. Please check what you wrote down.",
  refusals: {
    "not-invited":
      "This part of the study is for people who took part in the first one. Please use the link that you were sent.",
    "study-paused": "The study is paused at the moment. Please come back later.",
    "study-closed": "The study has ended. Thank you for your interest.",
    "session-too-old": "You began too long ago to go on.",
    "consent-changed": "The text has changed since you read it. Please load the page anew.",
    other: "Something went wrong on our side. What you answered is saved. Please try again later.",
  },
  /** Classes under their names in the data; others are shown as they are called there. */
  classes: {
    anger: "anger",
    contempt: "contempt",
    disgust: "disgust",
    fear: "fear",
    happiness: "happiness",
    neutral: "neutral",
    sadness: "sadness",
    surprise: "surprise",
  } as Readonly<Record<string, string>>,
  /** Asked of two faces. */
  comparisons: {
    anger: "Which face looks angrier?",
    contempt: "Which face looks more contemptuous?",
    disgust: "Which face looks more disgusted?",
    fear: "Which face looks more afraid?",
    happiness: "Which face looks happier?",
    neutral: "Which face looks more neutral?",
    sadness: "Which face looks sadder?",
    surprise: "Which face looks more surprised?",
  } as Readonly<Record<string, string>>,
};

export type Strings = typeof en;
