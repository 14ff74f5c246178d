import { TABLES } from './all.ts';
import { ATTRIBUTES, ENVIRONMENT, OF_PROFILES, REASONS } from './settings.ts';

/** The table of `docs/backend-settings.md`: each setting with what is tried of it, or why nothing is. */
export function renderSettings(): string {
  const rows = Object.values(TABLES).flat();
  const line = (name: string): string => {
    const tried = rows.filter(({ setting }) => setting === name);
    const cases = [...new Set(tried.flatMap(({ how }) => how ?? []))];
    const what =
      tried.length === 0
        ? (REASONS[name] ?? '')
        : cases.length === 0
          ? 'as Terraform'
          : `as Terraform: ${cases.join('; ')}`;
    return `| \`${name.replace("profile's ", '')}\` | ${what.replaceAll('|', '\\|')} |`;
  };
  const table = (title: string, names: readonly string[]): readonly string[] => [
    `### ${title}`,
    '',
    '| setting | how it is taken |',
    '|---|---|',
    ...names.map(line),
    '',
  ];
  return [
    ...table('Attributes of the backend block', ATTRIBUTES),
    ...table('The environment', ENVIRONMENT),
    ...table('Profiles', OF_PROFILES),
  ].join('\n');
}
