import type { Clock } from './ports/clock.ts';
import type { EncryptionKeys, NewIdentity } from './ports/encryption-keys.ts';

export interface CreateEncryptionKeyPorts {
  readonly encryptionKeys: Pick<EncryptionKeys, 'createIdentity'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Makes an identity for encrypted backups. */
export class CreateEncryptionKey {
  readonly #ports: CreateEncryptionKeyPorts;

  constructor(ports: CreateEncryptionKeyPorts) {
    this.#ports = ports;
  }

  /** @throws as EncryptionKeys.createIdentity */
  async execute({ path }: { readonly path: string }): Promise<NewIdentity> {
    return this.#ports.encryptionKeys.createIdentity(path, this.#ports.clock.now());
  }
}
