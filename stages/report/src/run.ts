import { writeFile } from "node:fs/promises";
import type { ContextOf } from "@limen/stage";
import { htmlDocument } from "./document.ts";
import { html } from "./html.ts";
import type stage from "./index.ts";
import { readInputs } from "./read.ts";
import { readExpectations } from "./read-expectations.ts";
import { alignmentSection } from "./sections/alignment.ts";
import { claimsSection } from "./sections/claims.ts";
import { classifiersSection } from "./sections/classifiers.ts";
import { evaluationSection } from "./sections/evaluation.ts";
import { facesSection } from "./sections/faces.ts";
import { ledgerSection } from "./sections/ledger.ts";
import { manipulationSection } from "./sections/manipulation.ts";
import { overview } from "./sections/overview.ts";
import { peopleSection } from "./sections/people.ts";
import { priorSection } from "./sections/prior.ts";
import { qualitySection } from "./sections/quality.ts";
import { samplersSection } from "./sections/samplers.ts";
import { sourcesSection } from "./sections/sources.ts";
import { stimuliSection } from "./sections/stimuli.ts";
import { validitySection } from "./sections/validity.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { title, galleryFaces, sheetFaces } = context.params;
  const data = await readInputs(context);
  const expected = await readExpectations(context.external("expected"));
  const body = html`${overview(title, data, context.pipeline)}
${claimsSection(data, expected)}
${facesSection(data, galleryFaces)}
${classifiersSection(data)}
${priorSection(data, sheetFaces)}
${validitySection(data)}
${samplersSection(data)}
${stimuliSection(data, galleryFaces)}
${qualitySection(data, galleryFaces)}
${ledgerSection(data)}
${peopleSection(data)}
${evaluationSection(data)}
${alignmentSection(data)}
${manipulationSection(data, galleryFaces)}
${sourcesSection(data)}`;
  await writeFile(context.output("report"), htmlDocument(title, body));
}
