import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';

export interface RestoreSubject {
  readonly filename: string;
  /** `null`: unknown; the service then refuses the restore. */
  readonly database: string | null;
  readonly createdAt: string;
}

export function subjectValues({ database, filename, createdAt }: RestoreSubject) {
  return {
    name: <Name>{database ?? filename}</Name>,
    when: <Time at={createdAt} form="absolute" />,
  };
}
