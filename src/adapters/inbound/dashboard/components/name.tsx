import { harmlessText } from '../i18n/visible-text.ts';

interface NameProps {
  readonly children: string;
  /** Messages of the service are always English. */
  readonly lang?: 'en';
  readonly class?: string;
}

/** Foreign text (a name, a label, an error), isolated from the text around it. */
export function Name({ children, lang, class: className = '' }: NameProps) {
  return (
    <bdi class={`name ${className}`} {...(lang !== undefined && { lang })}>
      {harmlessText(children)}
    </bdi>
  );
}
