import { loadRun, parameterRows, sameArtifact } from "@limen/stage";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { allTables } from "../generated/table-dictionary.ts";
import { importStage, stageNames } from "../support/stages.ts";

const tables = allTables();

describe.each(stageNames())("%s", (name) => {
  test("is declared under the name of its folder, with a sentence about itself", async () => {
    const stage = await importStage(name);
    expect(stage.name).toBe(name);
    expect(stage.summary).toMatch(/^[A-Z].*\.$/s);
  });

  test("has a meaning for every input, output and parameter", async () => {
    const stage = await importStage(name);
    const nameless = [
      ...Object.entries(stage.inputs).map(([key, spec]) => [`input ${key}`, spec.meaning]),
      ...Object.entries(stage.outputs).map(([key, spec]) => [`output ${key}`, spec.meaning]),
      ...parameterRows(stage.params).map((row) => [`parameter ${row.name}`, row.meaning]),
    ].filter(([, meaning]) => (meaning ?? "").trim() === "");
    expect(nameless).toEqual([]);
    expect(Object.keys(stage.outputs)).not.toEqual([]);
  });

  test("refuses parameters that it does not know", async () => {
    const { params } = await importStage(name);
    const result = params.safeParse({ surelyNoParameter: 1 });
    const codes = result.error?.issues.map((issue) => issue.code) ?? [];
    expect(codes).toContain("unrecognized_keys");
  });

  test("has a default for each parameter that need not be given", async () => {
    const { params } = await importStage(name);
    const required = parameterRows(params).filter((row) => row.required);
    const given = new Set(params.safeParse({}).error?.issues.map((issue) => issue.path[0]) ?? []);
    for (const row of required.filter((row) => !row.name.includes("."))) expect(given).toContain(row.name);
    // What the defaults resolve to is itself valid, and resolving again changes nothing.
    if (given.size > 0) return;
    const resolved = params.parse({});
    expect(params.parse(resolved)).toEqual(resolved);
  });

  test("reads and writes tables that shared/tables declares", async () => {
    const stage = await importStage(name);
    for (const { artifact } of [...Object.values(stage.inputs), ...Object.values(stage.outputs)]) {
      if (artifact.kind === "table") expect(tables).toContain(artifact.table);
    }
  });

  test("gives a run when it is loaded", async () => {
    expect(await loadRun(await importStage(name))).toBeTypeOf("function");
  });
});

test("every parameter name is one word in camel case", async () => {
  for (const name of stageNames()) {
    const stage = await importStage(name);
    for (const key of Object.keys(stage.params.shape)) expect(key, name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
  }
});

test("every table and column has a meaning, and every name is a lower-case word", () => {
  for (const table of tables) {
    expect(table.meaning, table.name).toMatch(/\S/);
    expect(table.name).toMatch(/^[a-z][a-z0-9-]*$/);
    for (const [name, column] of Object.entries(table.columns)) {
      expect(column.meaning, `${table.name}.${name}`).toMatch(/\S/);
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  }
  expect(new Set(tables.map((table) => table.name)).size).toBe(tables.length);
});

test("an output of one stage can feed every input that must be given", async () => {
  const stages = await Promise.all(stageNames().map(importStage));
  const made = stages.flatMap((stage) => Object.values(stage.outputs).map((output) => output.artifact));
  const starved = stages.flatMap((stage) =>
    Object.entries(stage.inputs)
      .filter(([, input]) => !made.some((artifact) => sameArtifact(artifact, input.artifact)))
      .map(([key]) => `${stage.name}.${key}`),
  );
  expect(starved).toEqual([]);
});

test("the parameters of every stage can be told to an editor as JSON Schema", async () => {
  for (const name of stageNames()) {
    const { params } = await importStage(name);
    expect(() => z.toJSONSchema(params, { io: "input" }), name).not.toThrow();
  }
});
