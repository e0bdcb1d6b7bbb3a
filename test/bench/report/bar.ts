/** A promise about speed or resources, and whether it was kept. */
export interface Bar {
  readonly what: string;
  readonly bar: string;
  readonly measured: string;
  readonly verdict: 'met' | 'not met' | 'not measured';
}

export function runPreflightCheck(what: string, bar: string, measured: string, isMet: boolean): Bar {
  return { what, bar, measured, verdict: isMet ? 'met' : 'not met' };
}

export function unmeasured(what: string, bar: string): Bar {
  return { what, bar, measured: '–', verdict: 'not measured' };
}
