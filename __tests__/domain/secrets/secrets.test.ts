import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { logMasks, openConceal } from '../../../src/domain/secrets/conceal.ts';
import {
  collectAll,
  collectSecrets,
  findSecrets,
  findSecretSettings,
  SetTexts,
} from '../../../src/domain/secrets/secrets.ts';

function secretsOf(value: unknown, marks: unknown): readonly string[] {
  const found = new Set<string>();
  collectSecrets(value, marks, found);
  return [...found];
}

describe('the secrets of a value', () => {
  it.each<[string, unknown, unknown, readonly string[]]>([
    ['a marked text', { a: 'hunter2', b: 'plain' }, { a: true }, ['hunter2']],
    ['all under a marked object or list', { a: { b: ['one', { c: 'two' }] } }, { a: true }, ['one', 'two']],
    ['an element of a list', { l: ['one', 'two'] }, { l: [false, true] }, ['two']],
    ['the whole', 'hunter2', true, ['hunter2']],
    ['nothing without a mark', { a: 'hunter2' }, {}, []],
    ['numbers too, unless they are short', { a: 12345, b: true, c: null, d: 443 }, true, ['12345']],
    [
      'what a document in a text holds',
      '{"user":"someone","n":["deeply"]}',
      true,
      ['{"user":"someone","n":["deeply"]}', 'someone', 'deeply'],
    ],
    ['no word that is found everywhere', { a: 'on', b: '' }, true, []],
  ])('are %s', (_, value, marks, secrets) => {
    expect(secretsOf(value, marks)).toEqual(secrets);
  });
});

describe('a set, which is marked whole when one attribute of one of its objects is sensitive', () => {
  const set = [
    { name: 'db-main', type: 'string', value: 'Server=db;Password=hunter2', port: 54321, token: 'abc' },
    { name: 'cache', type: 'SQLAzure', value: 'redis://:hunter3@cache', port: 6379, token: 'cache-token' },
  ];
  const secretsIn = (configuration: unknown, unmarked: unknown): readonly string[] => {
    const [found, ofSets] = [new Set<string>(), new SetTexts()];
    collectSecrets({ c: set }, { c: true }, found, ofSets);
    return [...found, ...ofSets.secrets(configuration, () => [{ value: unmarked, marks: { c: true } }])];
  };

  it.each<[string, unknown, readonly string[]]>([
    [
      'what an object holds that is called a secret',
      { name: 'db.password', type: 'string', value: 'horse' },
      ['horse'],
    ],
    ['whatever its name is called', { setting: 'API_TOKEN', enabled: true, text: 'horse' }, ['horse']],
    ['the value of such a key', { key: 'API_TOKEN', text: 'horse' }, ['horse']],
    ['what is deeper in it', { name: 'db.password', parts: [{ a: 'horse' }] }, ['horse']],
    ['a value that is a plain word', { name: 'greeting', value: 'horse' }, ['horse']],
    ['no kind and no name', { name: 'greeting', type: 'string', other: 'horse' }, []],
  ])('hides elsewhere %s', (_, object, secrets) => {
    const [found, ofSets] = [new Set<string>(), new SetTexts()];
    collectSecrets({ c: [object] }, { c: true }, found, ofSets);
    const all = [...found, ...ofSets.secrets({}, () => [])];
    expect(all.filter((text) => text !== 'db.password' && text !== 'API_TOKEN')).toEqual(secrets);
  });

  it('is none where it has texts alone: each of them is secret, wherever else it stands', () => {
    const [found, ofSets] = [new Set<string>(), new SetTexts()];
    collectSecrets({ c: ['correcthorse', ['staple']] }, { c: true }, found, ofSets);
    expect([...found]).toEqual(['correcthorse', 'staple']);
  });

  it('hides elsewhere all but plain words', () => {
    expect([...secretsIn({}, {})].sort()).toEqual([
      '54321',
      '6379',
      'Server=db;Password=hunter2',
      'abc',
      'cache-token',
      'db-main',
      'redis://:hunter3@cache',
    ]);
  });

  it('hides nothing elsewhere that the configuration says in clear', () => {
    const expressions = { c: [{ name: { constant_value: 'db-main' }, port: { constant_value: 'not 6379' } }] };
    expect(secretsIn({ root_module: { resources: [{ name: 'x', expressions }] } }, {})).not.toContain('db-main');
  });

  it('hides nothing elsewhere that the plan shows without a mark, unless it is called a secret', () => {
    const url = 'redis://:hunter3@cache';
    const shown = { c: set, other: ['db-main', url, { port: 54321, copy: 'abc', again: 'cache-token' }] };
    expect([...secretsIn({}, shown)].sort()).toEqual([
      '6379',
      'Server=db;Password=hunter2',
      'abc',
      'cache-token',
      // The value of such an object: a provider repeats it unmarked.
      url,
    ]);
  });

  it('is no list of a variable or an output that is declared sensitive: all of it is secret there', () => {
    const found = new Set<string>();
    collectAll(['string', { type: 'SQLAzure' }], found);
    expect([...found]).toEqual(['string', 'SQLAzure']);
  });
});

describe('a text without its secrets', () => {
  it.each([
    ['password = "hunter2"', ['hunter2'], 'password = "(sensitive)"'],
    ['a hunter2-and-more hunter2', ['hunter2', 'hunter2-and-more'], 'a (sensitive) (sensitive)'],
    ['+ line one\n+   line two', ['line one\nline two'], '+ (sensitive)\n+   (sensitive)'],
    ['a.*b a.*b', ['a.*b a.'], '(sensitive)*b'],
    ['main', ['main'], '(sensitive)'],
    ['main', ['main', 'and a longer one'], '(sensitive)'],
    ['the main', ['main'], 'the main'],
    ['{"a":"say \\"so\\" now"}', ['say "so" now'], '{"a":"(sensitive)"}'],
    ['| `a\\|b\\|c-secret` |', ['a|b|c-secret'], '| `(sensitive)` |'],
    ['nothing', [], 'nothing'],
  ])('of %j is told apart', (text, secrets, concealed) => {
    expect(openConceal(new Set(secrets))(text)).toBe(concealed);
  });

  it('has none of them in it, whatever they are', () => {
    const secret = fc
      .string({ minLength: 8 })
      .filter((text) => text.trim().length >= 8 && !'(sensitive)'.includes(text.trim()));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
        expect(openConceal(new Set([one]))(`${before}${one}${after}`)).not.toContain(one);
      }),
    );
  });
});

describe('a secret that a program writes otherwise', () => {
  const escapeHtml = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
    'as JSON': (text) => JSON.stringify(text).slice(1, -1),
    'as JSON in JSON': (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)),
    'in a URL': encodeURIComponent,
    'in a URL, in small letters': (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
    'in a form': (text) => new URLSearchParams([['a', text]]).toString().slice(2),
    'in HTML': escapeHtml,
    "in HTML, as Go's templates": (text) => escapeHtml(text).replaceAll('&quot;', '&#34;').replaceAll("'", '&#39;'),
    'in single quotes of a shell': (text) => text.replaceAll("'", "'\\''"),
    'in double quotes of a shell': (text) => text.replace(/[\\"$`]/g, '\\$&'),
    'in HCL': (text) =>
      JSON.stringify(text)
        .slice(1, -1)
        .replace(/[$%](?=\{)/g, '$&$&'),
    'in Base64': (text) => Buffer.from(text).toString('base64'),
    'in Base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
    'in white space': (text) => `\n\t ${text}  \n`,
  };
  // As passwords are: any sign, and no white space, which is told apart elsewhere.
  const secret = fc
    .string({
      minLength: 10,
      maxLength: 40,
      unit: fc.constantFrom(...Array.from('abcXYZ0123456789!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~é')),
    })
    .filter((text) => new Set(text).size > 5);

  it.each(Object.entries(ENCODINGS))('is not in a text either: %s', (_, encode) => {
    fc.assert(
      fc.property(secret, (text) => {
        expect(openConceal(new Set([text]))(`<<${encode(text)}>>`).trim()).toMatch(/^<<\s*"?\(sensitive\)=*"?\s*>>$/);
      }),
    );
  });

  it('is not in a longer Base64, wherever it begins there', () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (text, before, after) => {
        const shown = openConceal(new Set([text]))(Buffer.from(before + text + after).toString('base64'));
        expect(shown).toContain('(sensitive)');
        expect(Buffer.from(shown.replace('(sensitive)', ''), 'base64').toString()).not.toContain(text);
      }),
    );
  });

  it('is not in it line by line', () => {
    const key = ['-----BEGIN KEY-----', 'MIIEpAIBAAKC/x+1', 'sQ2xw4mP9dKz==', '-----END KEY-----'].join('\n');
    const shown = openConceal(new Set([key]))(key.split('\n').join('\n  | '));
    expect(shown).not.toMatch(/MIIE|sQ2x/);
  });

  it('that is short hides nothing but itself, in no encoding', () => {
    const text = 'b24= aG9vaw== %6f%6e on hook "prod" dev';
    expect(openConceal(new Set(['on', 'hook', 'dev', 'prod']))(text)).toBe(text);
  });
});

describe('the secrets of an environment', () => {
  it('are the values whose names say so, and no words', () => {
    const env = {
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG',
      AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaD',
      TF_TOKEN_app_terraform_io: 'abcdefghijkl.atlasv1',
      INPUT_TOKEN: 'ghs_0123456789abcdef',
      TF_VAR_db_password: 'correct horse battery',
      TF_VAR_token_ttl: '1234567890123',
      SECRET_NAME: 'production/database',
      API_TOKEN: 'short',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/run/secrets/token',
      GITHUB_TOKEN: undefined,
    };
    expect(findSecrets(env)).toEqual([
      env.AWS_SECRET_ACCESS_KEY,
      env.AWS_SESSION_TOKEN,
      env.TF_TOKEN_app_terraform_io,
      env.INPUT_TOKEN,
      env.TF_VAR_db_password,
    ]);
  });
});

describe('the secrets of backend-config', () => {
  it.each<[string, readonly string[]]>([
    ['secret_key=wJalrXUtnFEMI/K7', ['wJalrXUtnFEMI/K7']],
    ['  token = "FwoGZXIvYXdzEBYaD=" ', ['FwoGZXIvYXdzEBYaD=']],
    ['sse_customer_key=MDEyMzQ1Njc4OTAx', ['MDEyMzQ1Njc4OTAx']],
    ['secret_key=short', []],
    ['bucket=a-bucket-of-states', []],
    ['key=prod/token=/terraform.tfstate', []],
    ['envs/prod.s3.tfbackend', []],
  ])('are of %j: %j', (setting, secrets) => {
    expect(findSecretSettings([setting])).toEqual(secrets);
  });
});

describe('what the runner is to keep out of its log', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['each text', ['hunter2-new', 's3cret'], ['hunter2-new', 's3cret']],
    [
      'each line of one, since the runner masks line by line',
      ['first line\r\n  second line\n'],
      ['first line', 'second line'],
    ],
    [
      'no short line, which would take the log apart',
      ['{\n  "password": "hunter2"\n}\n', 'on', ''],
      ['"password": "hunter2"'],
    ],
    ['no plain word', ['production', 'correcthorsebattery'], ['correcthorsebattery']],
    ['nothing that the run says of itself', ['prod/terraform', 'hunter2'], ['hunter2']],
  ])('is %s', (_, secrets, masks) => {
    expect([...logMasks(new Set(secrets), ['infra/prod/terraform.tfstate'])]).toEqual(masks);
  });
});
