import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { choicesTable, pointsTable, scalesTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { parseHTML } from "linkedom";
import { expect, test, vi } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import { points } from "./example-people.ts";
import { html } from "./html.ts";
import stage from "./index.ts";
import { counted, figure, interval, probability } from "./numbers.ts";
import type { ReportData } from "./read.ts";
import { overview } from "./sections/overview.ts";

const PIPELINE = {
  name: "toy",
  nodes: [
    { name: "faces", stage: "prepare-faces", instances: [], feeds: [] },
    { name: "nets", stage: "train-classifiers", instances: ["a", "b"], feeds: ["faces"] },
    { name: "report", stage: "report", instances: [], feeds: ["nets", "faces"] },
  ],
};

async function exampleReport(faces?: "synthetic" | "ferplus"): Promise<string> {
  const inputs = await writeExampleInputs(temporaryDirectory(), faces);
  const { outputs } = await runStage(stage, { params: exampleParams, inputs, pipeline: PIPELINE });
  return readFileSync(outputs.report ?? "", "utf8");
}

test("the report is one file that asks for nothing from elsewhere, the same bytes each time", async () => {
  const text = await exampleReport();
  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(text).not.toContain("<script");
  expect(await exampleReport()).toBe(text);
});

test("every figure in which somebody answered says that the observers are simulated", async () => {
  const text = await exampleReport();
  const blocks = text.split("<figure id=").slice(1);
  const withPeople = blocks.filter((block) =>
    /^"(?:claims-table|stimuli-|arm-entropy|alignment|gains|figure-entropy)/.test(block),
  );
  expect(withPeople.length).toBeGreaterThanOrEqual(6);
  for (const block of withPeople) expect(block).toContain("simulated observers");
  expect(blocks.find((block) => block.startsWith('"figure-yields"'))).not.toContain("simulated observers");
});

test("every figure names the digest of its source, and gives its data", async () => {
  const text = await exampleReport();
  const blocks = text
    .split("<figure id=")
    .slice(1)
    .filter((block) => !block.startsWith('"pipeline"'));
  for (const block of blocks) expect(block).toMatch(/title="sha256:[0-9a-f]{64}"/);
  const scatter = blocks.find((block) => block.startsWith('"figure-entropy_scatter"'));
  expect(scatter).toContain("Data (2 rows)");
  expect(scatter).toContain("0.950");
});

test("pairs of people: ratio and chance of each, and every face with what both models say and both people said", async () => {
  const { document } = parseHTML(await exampleReport());
  const cells = (row: Element) => [...row.querySelectorAll("td")].map((cell) => cell.textContent);
  const rows = [...document.querySelectorAll("#targeted-ratio tbody tr")].map(cells);
  expect(rows.map(([pair, faces, , , success]) => [pair, faces, success])).toEqual([
    ["all (1 pair)", "guided", "1"],
    ["p1 & p2", "guided", "1"],
    ["all (1 pair)", "controls", "0"],
    ["p1 & p2", "controls", "0"],
  ]);
  const gallery = document.querySelector("#seen-differently")!;
  expect(gallery.querySelectorAll(".card img")).toHaveLength(1);
  expect(gallery.textContent).toContain("What this person sees differently");
  expect(gallery.textContent).toContain("p2 said: fear");
  for (const id of ["#targeted-ratio", "#seen-differently"])
    expect(document.querySelector(id)!.textContent).toContain("simulated observers");
});

test("a zoo alone makes a report that speaks of nets only", async () => {
  const all = await writeExampleInputs(temporaryDirectory(), "ferplus");
  const inputs = { metrics: all.metrics!, curves: all.curves! };
  const { outputs } = await runStage(stage, { params: exampleParams, inputs, pipeline: PIPELINE });
  const text = readFileSync(outputs.report ?? "", "utf8");
  const sections = [...text.matchAll(/<h2 id="([a-z]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual(["nodes", "classifiers", "sources"]);
  expect(text).not.toMatch(/diffusion prior then drew|bservers|aligned with/);
});

test("the quality of stimuli stands beside real faces, under the name of the net that measured it", async () => {
  const text = await exampleReport();
  const blocks = text.split("<figure id=").slice(1);
  const faces = blocks.find((block) => block.startsWith('"quality-faces"')) ?? "";
  expect(faces).toContain("Fréchet distance in mixer-s features");
  expect(faces).toContain("31.3");
  expect(faces).toContain("12.5");
  // What no picture can show stands in the data: a metric without a value, and one without a chart.
  const variety = blocks.find((block) => block.startsWith('"quality-variety"')) ?? "";
  expect(variety).not.toContain("<h4>Recall");
  expect(variety).toContain("Data (2 rows)");
  const gallery = blocks.find((block) => block.startsWith('"stability"')) ?? "";
  expect(gallery).toContain("1 of 1 stimulus on the boundary");
  expect(gallery).toContain("anger 48 % [40, 60]");
  for (const block of [faces, variety, gallery]) expect(block).not.toContain("simulated observers");
});

test("text from data is escaped", async () => {
  expect(await exampleReport()).toContain("<h1>Example &lt;report&gt;</h1>");
  expect(html`<p title="${'"'}">${["<", html`<b>&amp;</b>`]}</p>`.text).toBe(
    '<p title="&quot;">&lt;<b>&amp;</b></p>',
  );
});

test("figures of rendered faces say so, and only they", async () => {
  const blocks = (await exampleReport("synthetic")).split("<figure id=").slice(1);
  for (const block of blocks) {
    expect(block.includes("synthetic faces")).toBe(!block.startsWith('"pipeline"'));
  }
  expect(await exampleReport("ferplus")).not.toContain("synthetic faces");
});

test("the validity section names the threshold, where it came from, and what passes it", async () => {
  const text = await exampleReport("ferplus");
  expect(text).toContain('<a href="#validity">Validity</a>');
  const block = text.split("<figure id=").find((part) => part.startsWith('"validity-kinds"'));
  expect(block).toContain(
    "The threshold, 0.400, was chosen on 60 real validation faces; 94.0 % of 50 real test faces",
  );
  expect(block).toContain("blocks fine");
  expect(block).toContain("8.3 % of 12 pass");
  expect(await exampleReport()).not.toContain("validity-kinds");
});

test("Plot has nothing to warn of, even where a line has a single point", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const text = await exampleReport("ferplus");
  expect(text).toContain('id="learning-curves"');
  expect(text).toContain('id="prior-loss"');
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test("headings go down one step at a time, and figures, tables, charts and images have names", async () => {
  const text = await exampleReport("ferplus");
  const steps = [...text.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
  steps.forEach((step, index) => {
    expect(step).toBeLessThanOrEqual((steps[index - 1] ?? 0) + 1);
  });
  const { document } = parseHTML(text);
  const unnamed = [...document.querySelectorAll("figure, table, [role=img], img")].filter((element) => {
    const heading = element.getAttribute("aria-labelledby");
    const name =
      (heading ? document.getElementById(heading)?.textContent : null) ??
      element.getAttribute("aria-label") ??
      element.getAttribute("alt") ??
      element.querySelector("caption")?.textContent;
    return !name;
  });
  expect(unnamed.map((element) => element.outerHTML.slice(0, 80))).toEqual([]);
});

test("each participant's model stands on everybody's answers, and how many are known by their own", async () => {
  const text = await exampleReport();
  const block = text.split("<figure id=").find((part) => part.startsWith('"swaps"')) ?? "";
  expect(block).toContain("vgg-s: 2 of 3 best predicted by their own model");
  expect(block).toContain("Data (9 rows)");
  const loop = text.split("<figure id=").find((part) => part.startsWith('"figure-closed_loop"')) ?? "";
  expect(loop).toContain("simulated observers");
  expect(loop.match(/<path/g)?.length).toBeGreaterThanOrEqual(4);
  expect(text).toContain('id="figure-participant_intervals"');
});

test("a net that says the same of every stimulus has points but no line, and no NaN is drawn", async () => {
  const folder = temporaryDirectory();
  const inputs = await writeExampleInputs(folder);
  const path = join(folder, "flat.parquet");
  const rows = points().map((row) => (row.figure === "entropy_scatter" ? { ...row, x: 1 } : row));
  await writeTable(path, pointsTable, rows);
  const { outputs } = await runStage(stage, { params: exampleParams, inputs: { ...inputs, points: [path] } });
  const text = readFileSync(outputs.report!, "utf8");
  expect(text).toContain('id="figure-entropy_scatter"');
  expect(text).not.toContain("NaN");
});

test("the rung chosen for each participant, and what of the data needs a second look, are shown", async () => {
  const text = await exampleReport();
  const block = (id: string) => text.split("<figure id=").find((part) => part.startsWith(`"${id}"`)) ?? "";
  expect(block("rungs")).toContain("individual_confusion");
  expect(block("rungs")).toContain("Data (2 rows)");
  expect(block("alignment-notes")).toContain("participants with too few trials");
});

test("what the file of claims expects stands beside what was found; a bad file is refused", async () => {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const report = async (claims: string) => {
    const file = join(temporaryDirectory(), "toy.claims.yaml");
    writeFileSync(file, claims);
    const options = { params: { ...exampleParams, expected: file }, externals: { expected: file } };
    const { outputs } = await runStage(stage, { ...options, inputs, pipeline: PIPELINE });
    return readFileSync(outputs.report ?? "", "utf8");
  };
  const claim = (table: string, wanted: string) =>
    `  - { claim: More, figure: F, table: ${table}, where: { claim: C3 }, value: effect, ${wanted}, cost: none }\n`;
  const head = "limenClaims: 1\nclaims:\n";
  const node = "claims";
  const text = await report(
    `${head}${claim(`${node}.claims`, "atLeast: 0.4")}${claim(`${node}.claims`, "atMost: 0.4")}${claim("other.table", "atMost: 1")}`,
  );
  expect(text).toContain("1 of 2 claims that can be read here hold");
  expect(text).toContain("(above 0.4)");
  expect(text).toContain("not read here");
  await expect(report(`${head}  - { claim: More }\n`)).rejects.toThrow(/npx limen claims/);
});

test("numbers are short, and what is not known is a dash", () => {
  expect([figure(null), figure(12), figure(123.4), figure(1.234), figure(0.01234)]).toEqual([
    "–",
    "12",
    "123",
    "1.23",
    "0.012",
  ]);
  expect(interval(0.5, null, 1)).toBe("0.500");
  expect(interval(0.5, 0.25, 0.75)).toBe("0.500 [0.250, 0.750]");
  expect([probability(null), probability(0.0001), probability(0.04)]).toEqual(["–", "< 0.001", "0.040"]);
  expect([figure(-0.0001), figure(-0.001)]).toEqual(["0.000", "-0.001"]);
  expect([counted(1, "face"), counted(2400, "face"), counted(2, "stimulus", "stimuli")]).toEqual([
    "1 face",
    "2,400 faces",
    "2 stimuli",
  ]);
});

test("reliability and choices stand beside those with nobody excluded", async () => {
  const text = await exampleReport();
  const figure = (id: string) => text.split("<figure id=").find((block) => block.startsWith(`"${id}"`))!;
  expect(figure("reliability")).toContain("nobody excluded");
  expect(figure("arm-entropy")).toContain("excluded left out");
  expect(figure("arm-entropy")).toContain("nobody excluded");
});

test("where the answers of people are from is said; those of simulated observers are never called people's", () => {
  const said = (...sources: string[]) => {
    const rows = sources.map((source) => ({ source }));
    return overview("A study", { choices: { rows } } as unknown as ReportData, undefined).text;
  };
  expect(said("collected", "collected")).toContain("those of people, collected in the web experiment.");
  expect(said("collected")).not.toContain("simulated");
  expect(said("imported")).toContain("those of people, imported from elsewhere.");
  expect(said("simulated")).toContain("The observers in this report are simulated.");
  expect(said("simulated")).not.toContain("of people,");
});

test("a study that compared faces shows their scales, labelled, and no table of choices that nobody made", async () => {
  const folder = temporaryDirectory();
  const inputs = await writeExampleInputs(folder);
  const metadata = { classes: JSON.stringify(["anger", "fear"]), task: "comparison" };
  const files = { scales: join(folder, "scales.parquet"), choices: join(folder, "no-choices.parquet") };
  const scale = { asked: "anger", standard_error: 0.3, comparisons: 20, group: 0, source: "simulated" };
  const rows = [
    { ...scale, stimulus_id: "s1", value: 1.25 },
    { ...scale, stimulus_id: "s2", value: -1.25 },
  ];
  await writeTable(files.scales, scalesTable, rows, { metadata });
  await writeTable(files.choices, choicesTable, [], { metadata });
  const given = { stimuli: inputs.stimuli!, scales: [files.scales], choices: [files.choices] };
  const { outputs } = await runStage(stage, { params: exampleParams, inputs: given, pipeline: PIPELINE });
  const blocks = readFileSync(outputs.report!, "utf8").split("<figure id=");
  const shown = blocks.find((block) => block.startsWith('"scales"'));
  expect(shown).toContain("simulated observers");
  expect(shown).toContain("uncertainty");
  expect(shown).toContain("1.25");
  expect(blocks.some((block) => block.startsWith('"arm-entropy"'))).toBe(false);
});
