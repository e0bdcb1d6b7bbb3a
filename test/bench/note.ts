/** Tells whoever started the suite what it is doing. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
