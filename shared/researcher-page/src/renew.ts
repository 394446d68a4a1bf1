/** New content in place of the old; the focus and the sideways scroll of its tables stay where they were. */
export function renew(part: HTMLElement, nodes: readonly Node[]): void {
  const frames = () => [...part.querySelectorAll<HTMLElement>(".frame")];
  const before = frames();
  const focused = before.indexOf(document.activeElement as HTMLElement);
  const scrolls = before.map(({ scrollLeft }) => scrollLeft);
  part.replaceChildren(...nodes);
  const after = frames();
  for (const [place, frame] of after.entries()) frame.scrollLeft = scrolls[place] ?? 0;
  after[focused]?.focus({ preventScroll: true });
}
