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
  instructionsText:
    "You will see faces, one after the other. For each, choose the emotion that it shows. There is no right or wrong: we want to know what you see. Answer as soon as you know, with the keys {keys} or the buttons.",
  instructionsDeadline: "Each face stays for at most {seconds} seconds.",
  instructionsBreaks:
    "There are {trials} faces, with {breaks} breaks. Your answers are saved as you go: if the page is closed, open it again and go on.",
  examplesTitle: "Examples",
  practiceTitle: "Practice",
  practiceText: "First a few faces for practice. We tell you what most people see in them.",
  practiceRight: "Yes: {class}.",
  practiceWrong: "Most people see {class} here.",
  practiceLate: "Too late. Most people see {class} here.",
  practiceDone: "That was the practice. Now it begins.",
  face: "Face {number} of {all}",
  fixation: "Look here",
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
};

export type Strings = typeof en;
