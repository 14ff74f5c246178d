'use strict';
// What `npm test` and `npm run demo` need, looked at before they begin. It has to run on any Node and without a module:
// what it looks for may be what is missing. `npm run` has put the Node of node_modules first.
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const TERRAFORM = { major: 1, minor: 11 };
const WHERE = 'https://developer.hashicorp.com/terraform/install';

/** Why this command cannot be run here, in one sentence; undefined when it can. */
function findProblem(command) {
  if (!['bin/node', 'bin/node.exe'].some((file) => existsSync(join(__dirname, '../node_modules/node', file)))) {
    return `${command} needs Node 24, which \`npm ci\` puts into node_modules/node, and it is not there: run \`npm ci --ignore-scripts=false\`, since npm is set to run no install scripts (ignore-scripts) or the install did not end.`;
  }
  const needed = `${command} needs Terraform ${TERRAFORM.major}.${TERRAFORM.minor} or newer on PATH`;
  let version;
  try {
    version = execFileSync('terraform', ['version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return `${needed}, and there is none that runs: get it from ${WHERE}.`;
  }
  const found = /v(\d+)\.(\d+)/.exec(version);
  const [major, minor] = found === null ? [0, 0] : [Number(found[1]), Number(found[2])];
  if (major > TERRAFORM.major || (major === TERRAFORM.major && minor >= TERRAFORM.minor)) return undefined;
  return `${needed}, and ${found === null ? 'an unknown version' : found[0]} is there: get one from ${WHERE}.`;
}

const problem = findProblem(process.argv[2] || 'this');
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
