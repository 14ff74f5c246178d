import type { KnipConfig } from 'knip';

/** `npm run knip` looks twice: at everything, and then at what runs for the user alone, which is marked with `!`. */
const isProduction = process.argv.includes('--production');

const config: KnipConfig = {
  entry: [
    'src/index.ts!',
    '{bench,scripts}/*.ts',
    'demo/demo.ts',
    '__tests__/**/*.{test,sweep}.ts',
    '__tests__/support/workflows/refresh-github-schema.ts',
    '__tests__/support/documents/corpus/take.ts',
  ],
  project: ['src/**/*.ts!', '{__tests__,bench,demo,gallery,scripts}/**/*.ts'],
  // A rule may be exported for its own test, as long as its own file follows it, too.
  ignoreExportsUsedInFile: isProduction,
  // Asked for by `createRequire`, which nobody can follow.
  ignoreDependencies: isProduction ? [] : ['@octokit/webhooks-examples', '@vercel/ncc', 'github-markdown-css'],
  ignoreBinaries: ['terraform', 'moto_server'],
};

export default config;
