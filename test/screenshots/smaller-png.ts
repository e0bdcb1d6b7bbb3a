import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** PNG, second edition, 5.2: the eight bytes that every file begins with. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLORS = 256;
const LENGTH_BYTES = 4;
const TRUECOLOR = 2;
const TRUECOLOR_WITH_ALPHA = 6;
const INDEXED = 3;

/**
 * The same picture with at most 256 colours, the most frequent of it: a page has few, and the shades at the edges of its
 * letters are many. A third of the size.
 * @param png of 8 bits a channel, not interlaced, as browsers make them
 */
export function smallerPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined) throw new Error('no PNG');
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const colorType = header[9];
  if (
    header[8] !== 8 ||
    (colorType !== TRUECOLOR && colorType !== TRUECOLOR_WITH_ALPHA) ||
    header[12] !== 0
  ) {
    throw new Error('a PNG of another kind than browsers make');
  }
  const channels = colorType === TRUECOLOR ? 3 : 4;
  const stored = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const pixels = unfiltered(inflateSync(stored), width * channels, height, channels);
  const { palette, indexOf } = paletteOf(pixels, channels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = indexOf(colorAt(pixels, (y * width + x) * channels));
    }
  }
  const smallHeader = Buffer.from(header);
  smallHeader[9] = INDEXED;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', smallHeader),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const start = at + LENGTH_BYTES + 4;
    chunks.push({
      type: png.toString('latin1', at + LENGTH_BYTES, start),
      data: png.subarray(start, start + length),
    });
    at = start + length + LENGTH_BYTES;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(LENGTH_BYTES);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** PNG, second edition, 9: each row begins with how it was filtered. */
function unfiltered(filtered: Buffer, rowBytes: number, height: number, step: number): Buffer {
  const pixels = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (rowBytes + 1)] ?? 0;
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x < step ? 0 : (pixels[y * rowBytes + x - step] ?? 0);
      const up = y === 0 ? 0 : (pixels[(y - 1) * rowBytes + x] ?? 0);
      const corner = x < step || y === 0 ? 0 : (pixels[(y - 1) * rowBytes + x - step] ?? 0);
      const told = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[y * rowBytes + x] = (filtered[y * (rowBytes + 1) + 1 + x] ?? 0) + told;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function colorAt(pixels: Buffer, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

function paletteOf(pixels: Buffer, channels: number) {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const color = colorAt(pixels, at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([color]) => color);
  const palette = byCount.slice(0, COLORS);
  const indexes = new Map(palette.map((color, index) => [color, index]));
  const indexOf = (color: number): number => {
    const known = indexes.get(color);
    if (known !== undefined) return known;
    const nearest = nearestIn(palette, color);
    indexes.set(color, nearest);
    return nearest;
  };
  return { palette, indexOf };
}

function nearestIn(palette: readonly number[], color: number): number {
  let nearest = 0;
  let least = Infinity;
  palette.forEach((candidate, index) => {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((candidate >> shift) & 255) - ((color >> shift) & 255)) ** 2,
      0,
    );
    if (distance < least) [least, nearest] = [distance, index];
  });
  return nearest;
}
