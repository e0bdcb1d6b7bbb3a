export interface BlockSizes {
  readonly storedBytes: number;
  readonly databaseBytes: number;
}
