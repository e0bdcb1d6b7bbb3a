import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { PayloadSealer } from '../../../../src/adapters/outbound/age/age-payload.ts';
import { DamagedAgeError } from '../../../../src/adapters/outbound/age/damaged-age-error.ts';
import { beginEncryptedFile } from '../../../../src/adapters/outbound/age/encrypted-file.ts';
import { openEncrypted, type Keys } from '../../../../src/adapters/outbound/age/open-encrypted.ts';
import { DecryptionKeyException } from '../../../../src/domain/exceptions/decryption-key-exception.ts';
import { newAgeKey, openWithLibrary, type AgeKey } from '../../../support/age-keys.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const CHUNK = 65_536;
const TAG = 16;
const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5_000_000];

describe('encrypted content', () => {
  let folder: string;
  let key: AgeKey;
  let keys: Keys;

  before(async () => {
    folder = await makeFolder();
    key = await newAgeKey();
    keys = { identityFile: await keyFile(key) };
  });
  after(() => removeFolder(folder));

  async function keyFile({ identity, recipient }: AgeKey): Promise<string> {
    const path = join(folder, `key-${recipient}`);
    await writeFile(path, `# public key: ${recipient}\n\n${identity}\n`);
    return path;
  }

  async function seal(content: Buffer, pieceBytes: number, { recipient } = key) {
    const { header, fileKey } = await beginEncryptedFile({ recipients: [recipient] });
    const sealer = new PayloadSealer(fileKey);
    const sealed = piecesOf(content, pieceBytes).map((piece) => Buffer.from(sealer.seal([piece])));
    return { header, fileKey, file: Buffer.concat([header, sealer.salt, ...sealed, sealer.end()]) };
  }

  async function open(file: Buffer, chunkBytes = CHUNK, openers: Keys = keys): Promise<Buffer> {
    const chunks = piecesOf(file, chunkBytes);
    const opened: Buffer[] = [];
    for await (const chunk of openEncrypted(stream(chunks), openers)) opened.push(chunk);
    return Buffer.concat(opened);
  }

  for (const size of SIZES) {
    it(`of ${String(size)} bytes is opened by the library of age and by us`, async () => {
      const content = randomBytes(size);
      const { file } = await seal(content, 100_000);
      expect((await openWithLibrary(file, key.identity)).equals(content)).to.equal(true);
      expect((await open(file)).equals(content)).to.equal(true);
    });

    it(`of ${String(size)} bytes that the library of age made is opened by us`, async () => {
      const content = randomBytes(size);
      const encrypter = new Encrypter();
      encrypter.addRecipient(key.recipient);
      const file = Buffer.from(await encrypter.encrypt(content));
      expect((await open(file, 100_000)).equals(content)).to.equal(true);
    });
  }

  for (const pieceBytes of [1, 1000, CHUNK, 3 * CHUNK + 1]) {
    it(`does not depend on the sizes of its pieces: ${String(pieceBytes)} bytes`, async () => {
      const content = randomBytes(pieceBytes === 1 ? 300 : 2 * CHUNK);
      const { file } = await seal(content, pieceBytes);
      expect((await open(file, pieceBytes)).equals(content)).to.equal(true);
    });
  }

  it('is opened with the key of its file alone', async () => {
    const { file, fileKey } = await seal(Buffer.from('content'), CHUNK);
    expect((await open(file, CHUNK, { fileKey: fileKey.toString('hex') })).toString()).to.equal('content');
  });

  it('is opened with the second of two identities', async () => {
    const path = join(folder, 'two');
    await writeFile(path, `${(await newAgeKey()).identity}\r\n${key.identity}`);
    const { file } = await seal(Buffer.from('content'), CHUNK);
    expect((await open(file, CHUNK, { identityFile: path })).toString()).to.equal('content');
  });

  it('has a new key and a new salt in each file', async () => {
    const [first, second] = [await seal(Buffer.from('same'), CHUNK), await seal(Buffer.from('same'), CHUNK)];
    expect(first.fileKey.equals(second.fileKey)).to.equal(false);
    expect(first.file.subarray(-20).equals(second.file.subarray(-20))).to.equal(false);
  });

  it('shows what is missing when no identity is configured', async () => {
    const { file } = await seal(Buffer.from('content'), CHUNK);
    const error = await rejectionOf(open(file, CHUNK, {}));
    expect(error).to.be.instanceOf(DecryptionKeyException);
    expect((error as DecryptionKeyException).hint).to.include('encryption_identity_file');
    expect((error as DecryptionKeyException).details).to.deep.include({ reason: 'missing' });
  });

  it('is not opened by another identity', async () => {
    const other = await newAgeKey();
    const { file } = await seal(Buffer.from('content'), CHUNK);
    const error = await rejectionOf(open(file, CHUNK, { identityFile: await keyFile(other) }));
    expect(error).to.be.instanceOf(DecryptionKeyException);
    expect((error as DecryptionKeyException).details).to.deep.include({ reason: 'wrong' });
    expect((error as Error).message).not.to.include(other.identity);
  });

  describe('is refused', () => {
    const content = randomBytes(3 * CHUNK);
    const refused = async (file: Buffer): Promise<string> => {
      const error = await rejectionOf(open(file));
      expect(error).to.be.instanceOf(DamagedAgeError);
      return (error as Error).message;
    };

    it('at every place where it is cut off', async () => {
      const { file, header } = await seal(content, CHUNK);
      const chunkEnds = [1, 2, 3].map((count) => header.length + 16 + count * (CHUNK + TAG));
      const cuts = [0, 1, 21, 22, header.length - 1, header.length, header.length + 15, header.length + 16];
      for (const length of [...cuts, ...chunkEnds.slice(0, 2), file.length - TAG, file.length - 1]) {
        await refused(file.subarray(0, length));
      }
      expect(chunkEnds[2]).to.equal(file.length);
    });

    it('when a byte of any chunk, of the salt or of the header is changed', async () => {
      const { file, header } = await seal(content, CHUNK);
      const changed = (at: number): Buffer => {
        const copy = Buffer.from(file);
        copy[at] = (copy[at] ?? 0) ^ 1;
        return copy;
      };
      for (const at of [3, header.length - 5, header.length + 3, header.length + 20, file.length - 1])
        await refused(changed(at));
      expect(await refused(changed(header.length + 16 + CHUNK + TAG + 5))).to.include('chunk 2');
    });

    it('when chunks change places, or one is removed or added', async () => {
      const { file, header } = await seal(content, CHUNK);
      const start = file.subarray(0, header.length + 16);
      const chunks = piecesOf(file.subarray(start.length), CHUNK + TAG) as [Buffer, Buffer, Buffer];
      const [first, second, third] = chunks;
      await refused(Buffer.concat([start, second, first, third]));
      await refused(Buffer.concat([start, first, third]));
      await refused(Buffer.concat([start, first, second, third, third]));
    });

    it('when it is no file of age, or armored', async () => {
      expect(await refused(randomBytes(100_000))).to.include('does not begin as a file of age');
      expect(await refused(Buffer.from('-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n'))).to.include('age -d');
    });
  });

  it('is opened with a passphrase, and not with another one', async function () {
    // The library derives keys in JavaScript: 3 s, and ten times as long while coverage is measured.
    this.timeout(180_000);
    const [passphraseFile, otherFile] = [join(folder, 'passphrase'), join(folder, 'other')];
    await writeFile(passphraseFile, 'correct horse battery staple\n');
    await writeFile(otherFile, 'incorrect horse');
    const { header, fileKey, encryption } = await beginEncryptedFile({ passphraseFile });
    expect(encryption).to.deep.equal({ recipients: ['scrypt'] });
    const sealer = new PayloadSealer(fileKey);
    const sealed = Buffer.from(sealer.seal([Buffer.from('content')]));
    const file = Buffer.concat([header, sealer.salt, sealed, sealer.end()]);
    expect((await open(file, CHUNK, { passphraseFile })).toString()).to.equal('content');
    for (const openers of [{ ...keys, passphraseFile: otherFile }, keys]) {
      const error = await rejectionOf(open(file, CHUNK, openers));
      expect(error).to.be.instanceOf(DecryptionKeyException);
      expect((error as DecryptionKeyException).hint).to.include('encryption_passphrase_file');
    }
  });
});

function piecesOf(bytes: Buffer, pieceBytes: number): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  return pieces;
}

async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
