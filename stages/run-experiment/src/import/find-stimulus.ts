/** The stimulus that a cell names, or undefined. */
export type FindStimulus = (cell: string) => string | undefined;

/** Accepts the id itself, or a file name made of it: `images/u-0012.png` for `u-0012`. */
export function stimulusFinder(ids: Iterable<string>): FindStimulus {
  const known = new Set(ids);
  return (cell) => {
    if (known.has(cell)) return cell;
    const name = cell.replace(/^.*[/\\]/, "");
    const stem = name.replace(/\.[a-z0-9]+$/i, "");
    return [name, stem].find((candidate) => known.has(candidate));
  };
}
