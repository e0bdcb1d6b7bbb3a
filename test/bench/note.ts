/** Prints progress for the user of the suite. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
