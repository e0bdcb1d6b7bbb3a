/** The bytes of an encrypted file are cut off, changed, or no age file at all. */
export class DamagedAgeError extends Error {
  override readonly name = 'DamagedAgeError';
}
