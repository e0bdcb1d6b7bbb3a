const LICENSES =
  '(MIT OR MIT-0 OR ISC OR BSD-2-Clause OR BSD-3-Clause OR Apache-2.0 OR 0BSD OR BlueOak-1.0.0)';

/** Writes the licences of bundled packages; an unaccepted licence fails the build. */
export function thirdParty(output) {
  return { thirdParty: { allow: { test: LICENSES, failOnUnlicensed: true, failOnViolation: true }, output } };
}
