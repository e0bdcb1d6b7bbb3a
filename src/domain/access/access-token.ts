import type { Scope } from './scope.ts';

/** A token as it is on record: what it may do, and the digest by which it is known again. Never the token itself. */
export interface AccessToken {
  /** For people and the audit record. */
  readonly name: string;
  readonly scope: Scope;
  /** SHA-256 of the token, 64 lower-case hex digits. */
  readonly sha256: string;
  /** From then on it opens nothing; `undefined`: never. */
  readonly expires: Date | undefined;
}

const SHA256 = /^[0-9a-f]{64}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** 1 to 64 letters, digits, `.`, `_` or `-`: it stands in log lines. */
export function isTokenName(value: string): boolean {
  return NAME.test(value);
}

export function isTokenDigest(value: string): boolean {
  return SHA256.test(value);
}

export function hasExpired({ expires }: AccessToken, now: Date): boolean {
  return expires !== undefined && now.getTime() >= expires.getTime();
}
