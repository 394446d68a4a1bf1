/** The stimulus that a cell names, or undefined. */
export type FindStimulus = (cell: string) => string | undefined;

/**
 * Accepts the id itself, a file name made of it (`images/u-0012.png` for `u-0012`), an address, and HTML with an image
 * of that name, as jsPsych writes.
 */
export function stimulusFinder(ids: Iterable<string>): FindStimulus {
  const known = new Set(ids);
  return (cell) => {
    if (known.has(cell)) return cell;
    const tag = /\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^"'\s>]+))/i.exec(cell);
    const source = tag?.[1] ?? tag?.[2] ?? tag?.[3] ?? cell;
    const name = source.replace(/[?#].*$/, "").replace(/^.*[/\\]/, "");
    const stem = name.replace(/\.[a-z0-9]+$/i, "");
    return [name, stem].find((candidate) => known.has(candidate));
  };
}
