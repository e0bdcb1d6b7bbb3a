/** Where a text stops being JSON, counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The place of the first mistake in a text that JSON.parse refused with `error`. */
export function jsonErrorPosition(text: string, error: unknown): TextPosition {
  const offset = offsetOf(text, messageOf(error));
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function offsetOf(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  return message.startsWith('Unexpected token') ? offsetOfToken(text) : text.length;
}

/**
 * V8 does not tell where an unexpected token is. Every beginning of the text that holds it fails because of it,
 * and no shorter one does: halving finds the border.
 */
function offsetOfToken(text: string): number {
  let sound = 0;
  let broken = text.length;
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (failsWithToken(text.slice(0, middle))) broken = middle;
    else sound = middle;
  }
  return broken - 1;
}

function failsWithToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return messageOf(error).startsWith('Unexpected token');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
