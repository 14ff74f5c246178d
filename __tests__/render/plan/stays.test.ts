import { describe, expect, it } from 'vitest';

import { diffValues } from '../../../src/domain/plan/value-diff.ts';
import type { ChangeValues, Plan } from '../../../src/domain/plan/plan.ts';
import { renderDiffs } from '../../../src/render/plan/diff.ts';
import { CORPUS, readCorpusPlan } from '../../support/documents/corpus/corpus.ts';

const PLANS = CORPUS.flatMap(({ name, plans }) =>
  [...plans.values()].map((one) => ({ name: `${name} ${one.build}`, plan: readCorpusPlan(one) })),
);

/** JSON with sorted keys, made here: what is held to it has its own. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b, 'en')))
      : inner,
  );
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Attributes that stay what they are: equal, known, and as sensitive as before. */
function stayingOf({ before, after, unknown, sensitive }: ChangeValues): readonly string[] {
  return Object.keys(before ?? {}).filter((name) => {
    const marks = [sensitive?.before, sensitive?.after].map((tree) => textOf(memberOf(tree, name)).includes('true'));
    return (
      textOf(memberOf(before, name)) === textOf(memberOf(after, name)) &&
      !textOf(memberOf(unknown, name)).includes('true') &&
      marks[0] === marks[1]
    );
  });
}

function everyValue({ changes, drift, outputChanges }: Plan): readonly ChangeValues[] {
  return [...changes, ...drift, ...outputChanges].map(({ values }) => values);
}

describe('what stays as it is', () => {
  it('never looks changed, in any plan of the corpus', () => {
    let staying = 0;
    const wrong = PLANS.flatMap(({ name, plan }) =>
      everyValue(plan).flatMap((values) => {
        if (values.before === null || values.after === null) return [];
        const names = stayingOf(values);
        staying += names.length;
        return diffValues(values, (text) => text)
          .filter(({ path }) => names.includes(/^[\w-]*/.exec(path)?.[0] ?? ''))
          .map(({ sign, path, text }) => `${name}: ${sign} ${path} ${text}`);
      }),
    );
    expect(wrong).toEqual([]);
    expect(staying, 'the property is about something').toBeGreaterThan(10_000);
  });

  it('is on no page with the same text before and after', () => {
    const wrong = PLANS.flatMap(({ name, plan }) => {
      const lines = renderDiffs(plan, 900_000, '').split('\n');
      return (
        lines
          .filter((line, index) => line.startsWith('- ') && lines[index + 1] === line.replace(/^-/, '+'))
          // Two secrets are alike where neither is shown.
          .filter((line) => !line.includes('(sensitive)'))
          .map((line) => `${name}: ${line}`)
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('what changes', () => {
  it('has a line for every attribute that does, in any plan of the corpus', () => {
    let changed = 0;
    const missing = PLANS.flatMap(({ name, plan }) =>
      plan.changes
        .filter(({ action }) => action === 'update' || action === 'replace')
        .flatMap(({ address, values, changedAttributes }) => {
          changed += changedAttributes.length;
          const paths = diffValues(values, (text) => text).map(({ path }) => path);
          return changedAttributes
            .filter(
              (attribute) =>
                !paths.some(
                  (path) =>
                    path === attribute ||
                    path.startsWith(`${attribute}.`) ||
                    path.startsWith(`${attribute}[`) ||
                    path.startsWith(`${attribute}:`),
                ),
            )
            .map((attribute) => `${name}: ${address} ${attribute}`);
        }),
    );
    expect(missing).toEqual([]);
    expect(changed, 'the property is about something').toBeGreaterThan(1000);
  });
});
