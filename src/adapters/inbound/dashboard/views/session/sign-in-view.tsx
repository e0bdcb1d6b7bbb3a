import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { SCOPES } from '../../../../../domain/access/scope.ts';
import type { ApiProblem } from '../../api/api-problem.ts';
import { Button } from '../../components/button.tsx';
import { Fact } from '../../components/fact.tsx';
import { Checkbox } from '../../components/filter-form.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { isOpenWithoutToken, openSession, refusal, session, signIn } from '../../state/session.ts';
import { showToast } from '../../state/toasts.ts';
import { useAction } from '../../state/use-action.ts';
import { isTokenText, tokenIn } from './token-text.ts';

export function SignInView() {
  const { isBusy, problem, run } = useAction();
  const enter = async (secret: string, isKept: boolean): Promise<void> => {
    await signIn(secret, isKept);
    const { name, scope } = session.value ?? {};
    showToast(t('session.signedIn', { name: name ?? '', scope: scope ?? '' }));
    focusMain();
  };
  const lookAround = async (): Promise<void> => {
    await openSession();
    focusMain();
  };
  return (
    <section class="sign-in">
      <div class="card">
        <h1>{t('shell.signIn')}</h1>
        <p class="quiet">{t(reasonKey())}</p>
        <TokenForm
          isBusy={isBusy}
          problem={problem}
          onToken={(secret, isKept) => run(() => enter(secret, isKept))}
        />
        {isOpenWithoutToken.value && (
          <Button kind="plain" disabled={isBusy} onClick={() => run(lookAround)}>
            {t('session.later')}
          </Button>
        )}
      </div>
      <TokenHelp />
    </section>
  );
}

function reasonKey() {
  if (refusal.value !== undefined) return 'session.ended';
  return isOpenWithoutToken.value ? 'session.more' : 'session.why';
}

/** The form had the focus and is gone. */
function focusMain(): void {
  document.getElementById('main')?.focus();
}

function TokenHelp() {
  return (
    <div class="token-help list">
      <details class="quiet small">
        <summary>{t('session.where')}</summary>
        <p>{t('session.whereFirst')}</p>
        <pre tabIndex={0}>cat BACKUP_DIR/.state/api-token</pre>
        <p>{t('session.whereMake')}</p>
        <pre tabIndex={0}>backup-manager token create --scope operate --name alice</pre>
      </details>
      <details class="quiet small">
        <summary>{t('session.whatScopes')}</summary>
        <dl class="facts">
          {SCOPES.map((scope) => (
            <Fact key={scope} name={<code>{scope}</code>}>
              {t(`session.scope_${scope}`)}
            </Fact>
          ))}
        </dl>
      </details>
    </div>
  );
}

const REFUSED = 401;
const TOO_MANY = 429;

type Complaint = 'session.empty' | 'session.notAToken' | 'session.refused';

interface TokenFormProps {
  readonly isBusy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly onToken: (secret: string, isKept: boolean) => void;
}

function TokenForm({ isBusy, problem, onToken }: TokenFormProps) {
  const [secret, setSecret] = useState('');
  const [isKept, setKept] = useState(false);
  const [mistake, setMistake] = useState<Complaint | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  // The message of the API is written for programs.
  const isRefused = problem?.status === REFUSED;
  const complaint = mistake ?? (isRefused ? 'session.refused' : undefined);
  useLayoutEffect(() => {
    field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (problem !== undefined) field.current?.select();
  }, [problem]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isBusy) return;
    const token = tokenIn(secret);
    const found = mistakeIn(token);
    setMistake(found);
    if (found === undefined) onToken(token, isKept);
    else field.current?.focus();
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <TokenField
        fieldRef={field}
        secret={secret}
        complaint={complaint === undefined ? undefined : t(complaint)}
        onSecret={setSecret}
      />
      {problem !== undefined && !isRefused && (
        <ProblemNote
          problem={problem}
          {...(problem.status === TOO_MANY && { title: t('session.tooMany') })}
        />
      )}
      <Checkbox isChecked={isKept} onCheck={setKept}>
        {t('session.remember')}
        <br />
        <span class="quiet small">{t('session.rememberHint')}</span>
      </Checkbox>
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {t(isBusy ? 'session.checking' : 'shell.signIn')}
      </Button>
    </form>
  );
}

function mistakeIn(token: string): Complaint | undefined {
  if (token === '') return 'session.empty';
  return isTokenText(token) ? undefined : 'session.notAToken';
}

const VISIBLE = { type: 'text' } as const;
const HIDDEN = { type: 'password' } as const;

interface TokenFieldProps {
  readonly fieldRef: { readonly current: HTMLInputElement | null };
  readonly secret: string;
  readonly complaint: string | undefined;
  readonly onSecret: (secret: string) => void;
}

function TokenField({ fieldRef, secret, complaint, onSecret }: TokenFieldProps) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t('session.token')}</label>
      <div class="token-field">
        <input
          id={id}
          ref={fieldRef}
          {...(isShown ? VISIBLE : HIDDEN)}
          value={secret}
          autocomplete="current-password"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={complaint !== undefined || undefined}
          aria-describedby={complaint === undefined ? undefined : `${id}-problem`}
          onInput={(event) => onSecret(event.currentTarget.value)}
        />
        <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {t(isShown ? 'session.hide' : 'session.show')}
        </Button>
      </div>
      {complaint !== undefined && (
        <p class="field-problem" id={`${id}-problem`} role="alert">
          {complaint}
        </p>
      )}
    </div>
  );
}
