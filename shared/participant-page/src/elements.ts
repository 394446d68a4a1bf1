type Children = readonly (Node | string)[];

/** An element with properties and children. Texts become text nodes: nothing is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> & { readonly aria?: Readonly<Record<string, string>> } = {},
  children: Children = [],
): HTMLElementTagNameMap[K] {
  const { aria = {}, ...own } = properties;
  const made = Object.assign(document.createElement(name), own);
  for (const [key, value] of Object.entries(aria))
    made.setAttribute(key === "role" ? "role" : `aria-${key}`, value);
  made.append(...children);
  return made;
}

/** Paragraphs of a text: an empty line parts them. */
export function paragraphs(text: string): HTMLParagraphElement[] {
  return text.split(/\n\s*\n/).map((part) => element("p", {}, [part.trim()]));
}
