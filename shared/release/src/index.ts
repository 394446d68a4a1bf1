export { type Citation, readCitation } from "./citation.ts";
export { type CrateOptions, makeCrate } from "./crate/make-crate.ts";
export { writeCrateArchive, writeCrateFolder } from "./crate/write-crate.ts";
export { type Counts, type Dataset, makeDataset } from "./dataset/make-dataset.ts";
export { personPseudonym, pseudonyms } from "./dataset/pseudonyms.ts";
export { type ReleaseOptions, readStoredStudy, type StoredStudy } from "./dataset/read-study.ts";
export { writeDataset } from "./dataset/write-dataset.ts";
export { answerersOf, type Results, readResults } from "./results.ts";
export { lastDayOf, type TermsOptions, termsOf } from "./terms.ts";
