import type { Scope } from './scope.ts';

/** A token as stored: its scope and digest, never the token itself. */
export interface AccessToken {
  readonly name: string;
  readonly scope: Scope;
  /** SHA-256 of the token, 64 lower-case hex digits. */
  readonly sha256: string;
  /** The token is refused from this time on; `undefined`: never. */
  readonly expires: Date | undefined;
}

const SHA256 = /^[0-9a-f]{64}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** 1 to 64 letters, digits, `.`, `_` or `-`: the name appears in log lines. */
export function isTokenName(value: string): boolean {
  return NAME.test(value);
}

export function isTokenDigest(value: string): boolean {
  return SHA256.test(value);
}

export function hasExpired({ expires }: AccessToken, now: Date): boolean {
  return expires !== undefined && now.getTime() >= expires.getTime();
}
