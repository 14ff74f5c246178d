'use strict';
// Looked at before `npm test` and `npm run demo` begin, on any Node and without a module: what they need may be what is
// missing. `npm run` has put the Node of node_modules first. Which Terraform they run on, `with-tool.ts` finds out.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!['bin/node', 'bin/node.exe'].some((file) => existsSync(join(__dirname, '../node_modules/node', file)))) {
  console.error(
    `${process.argv[2] || 'this'} needs Node 24, which \`npm ci\` puts into node_modules/node, and it is not there: run \`npm ci --ignore-scripts=false\`, since npm is set to run no install scripts (ignore-scripts) or the install did not end.`,
  );
  process.exitCode = 1;
}
