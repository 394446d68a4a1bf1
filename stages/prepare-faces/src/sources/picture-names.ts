const PICTURE = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;

export function isPicture(name: string): boolean {
  return PICTURE.test(name);
}

/** Last part of a name. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** The folders of a name, outermost first. */
export function foldersOf(name: string): readonly string[] {
  return name.split("/").slice(0, -1);
}
