/** A part of a page that is replaced alone, between two comments. */
export interface PageBlock {
  readonly name: string;
  readonly text: string;
}

export function pageBlock(name: string, text: string): string {
  return `${begin(name)}\n\n${text}\n\n${end(name)}`;
}

/** The text of a block, `undefined` where the page has none. */
export function blockOf(page: string, name: string): string | undefined {
  const [from, to] = [page.indexOf(begin(name)), page.indexOf(end(name))];
  return from < 0 || to < from ? undefined : page.slice(from + begin(name).length, to).trim();
}

/** The page with another text in the block; all else stays. */
export function replaceBlock(page: string, { name, text }: PageBlock): string {
  const [from, to] = [page.indexOf(begin(name)), page.indexOf(end(name))];
  if (from < 0 || to < from) throw new Error(`the page has no block ${name}`);
  return page.slice(0, from) + pageBlock(name, text) + page.slice(to + end(name).length);
}

function begin(name: string): string {
  return `<!-- begin ${name} -->`;
}

function end(name: string): string {
  return `<!-- end ${name} -->`;
}
