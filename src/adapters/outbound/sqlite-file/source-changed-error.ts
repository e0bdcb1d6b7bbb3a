/** The source moved while it was being read: what was read is worthless, another attempt may be better. */
export class SourceChangedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SourceChangedError';
  }
}
