const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const HUMAN_READABLE_PART = 'age';
/** 256 bits in groups of 5, and the checksum. */
const DATA_CHARACTERS = 52 + 6;

/**
 * Whether a text is a recipient of age, the public key of an X25519 identity: `age1` and 58 characters, the last six a
 * checksum. Source: https://age-encryption.org/v1 and BIP 173 (bech32).
 */
export function isRecipient(text: string): boolean {
  const prefix = `${HUMAN_READABLE_PART}1`;
  if (!text.startsWith(prefix) || text.length !== prefix.length + DATA_CHARACTERS) return false;
  const data = Array.from(text.slice(prefix.length), (character) => ALPHABET.indexOf(character));
  return !data.includes(-1) && checksum([...expandedPrefix(), ...data]) === 1;
}

function expandedPrefix(): readonly number[] {
  const codes = Array.from(HUMAN_READABLE_PART, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    const next = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce(
      (mixed, generator, bit) => ((top >>> bit) & 1 ? mixed ^ generator : mixed),
      next,
    );
  }, 1);
}
