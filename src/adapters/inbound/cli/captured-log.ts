/* eslint-disable no-console -- the completion library prints with console.log and offers no other output */
/** The lines that `work` prints with `console.log`. `work` is synchronous, so nothing else can print meanwhile. */
export function capturedLog(work: () => void): readonly string[] {
  const lines: string[] = [];
  const original = console.log;
  console.log = (line: string) => {
    lines.push(line);
  };
  try {
    work();
  } finally {
    console.log = original;
  }
  return lines;
}
