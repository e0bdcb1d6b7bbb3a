/** Sizes of one block, as an index of the blocks tells them. */
export interface BlockSizes {
  readonly storedBytes: number;
  readonly databaseBytes: number;
}
