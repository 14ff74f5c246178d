import { APPLICABLE, BUILDS, CORPUS, neighboursOf, splitBuild } from './corpus.ts';
import { FEATURES, isSince, type Feature } from './features.ts';

const NAMES = { terraform: 'Terraform', tofu: 'OpenTofu' } as const;

/** The table of docs/versions.md: a row for each build, oldest first. */
export function renderVersions(): string {
  return [
    '| version | plans read | compared with the version before | what it has first |',
    '|---|---|---|---|',
    ...BUILDS.map(renderBuild),
  ].join('\n');
}

function renderBuild(build: string, place: number): string {
  const { tool, version } = splitBuild(build);
  const before = BUILDS.slice(0, place).findLast((other) => splitBuild(other).tool === tool);
  const read = CORPUS.filter(({ plans }) => plans.has(build)).length;
  const compared = APPLICABLE.flatMap(neighboursOf).filter(([, after]) => after.build === build).length;
  const news = FEATURES.filter(
    ({ [tool]: since }: Feature) =>
      isSince(version, since) && (before === undefined || !isSince(splitBuild(before).version, since)),
  );
  const cells = [
    `${NAMES[tool]} ${version}`,
    String(read),
    compared === 0 ? '' : String(compared),
    news.map(({ what }) => what).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}
