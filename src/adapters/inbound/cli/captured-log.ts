/* eslint-disable no-console -- it is the library that prints, here it is kept from doing so */
/**
 * What `work` prints by `console.log`: the completion library knows no other way out. `work` is synchronous,
 * so nothing else can print meanwhile.
 */
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
