/** The pages of one committed state of a database, readable in any order. */
export interface PageImage {
  readonly pageSize: number;
  readonly pageCount: number;
  /**
   * Fills `block`, whose length is a multiple of the page size, with the next bytes of the image.
   * @returns their number; 0 at the end
   */
  readBlock(block: Buffer): number;
  /** Reads one page. */
  readPage(page: number, target: Buffer): void;
  /** Lets `readBlock` begin again with the first page. */
  rewind(): void;
}

/** An image in memory. */
export class BufferedImage implements PageImage {
  readonly pageSize: number;
  readonly #image: Buffer;
  #position = 0;

  constructor(image: Buffer, pageSize: number) {
    this.#image = image;
    this.pageSize = pageSize;
  }

  get pageCount(): number {
    return this.#image.length / this.pageSize;
  }

  readBlock(block: Buffer): number {
    const filled = this.#image.copy(block, 0, this.#position);
    this.#position += filled;
    return filled;
  }

  readPage(page: number, target: Buffer): void {
    this.#image.copy(target, 0, (page - 1) * this.pageSize, page * this.pageSize);
  }

  rewind(): void {
    this.#position = 0;
  }
}
