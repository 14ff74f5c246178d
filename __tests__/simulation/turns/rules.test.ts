import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import {
  claim,
  EMPTY_QUEUE,
  join,
  leave,
  removeHead,
  renew,
  type TurnDocument,
} from '../../../src/domain/turn/turn.ts';
import { parseTurnDocument, renderTurnDocument } from '../../../src/domain/turn/turn-document.ts';
import { createTurnRun } from '../../support/fakes/factories.ts';

/** What a queue is, in the fewest words: who stands in line, and whether the first of them has begun. */
interface Line {
  names: string[];
  holds: boolean;
  arrivals: number;
  /** Renewals so far: the token of everybody's last sign of life. */
  tokens: Map<string, string>;
}

interface Real {
  document: TurnDocument;
}

type Act = (line: Line, document: TurnDocument) => TurnDocument;

/** One change, done to the line in plain words and to the document by the rules; afterwards the two are alike. */
class Change implements fc.Command<Line, Real> {
  readonly #title: string;
  readonly #act: Act;

  constructor(title: string, act: Act) {
    this.#title = title;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(line: Line, real: Real): void {
    const [before, was] = [real.document, JSON.stringify(real.document)];
    const wasLike = describeLine(line);
    real.document = this.#act(line, before);
    expect(JSON.stringify(before)).toBe(was);
    // Nothing to change, and only that, gives the very same document back.
    if (describeLine(line) === wasLike) expect(real.document).toBe(before);
    const { tickets, nextSequence } = real.document;
    expect(tickets.map(({ id }) => id)).toEqual(line.names);
    expect(tickets.map(({ state }) => state === 'holding')).toEqual(
      line.names.map((_, index) => index === 0 && line.holds),
    );
    expect(tickets.map(({ token }) => token)).toEqual(line.names.map((name) => line.tokens.get(name)));
    expect(nextSequence).toBe(line.arrivals + 1);
    expect(parseTurnDocument(renderTurnDocument(real.document, 'w'))).toStrictEqual(real.document);
  }

  toString(): string {
    return this.#title;
  }
}

function describeLine({ names, holds, arrivals, tokens }: Line): string {
  return JSON.stringify([names, holds, arrivals, [...tokens]]);
}

const AT = '2026-11-21T10:27:00Z';
const someone = fc.constantFrom('a', 'b', 'c', 'd');
const token = fc.nat(1000).map((number) => `token-${number}`);

function departs(line: Line, name: string): void {
  if (line.names[0] === name) line.holds = false;
  line.names = line.names.filter((other) => other !== name);
  line.tokens.delete(name);
}

const arrives =
  (name: string, shown: string): Act =>
  (line, document) => {
    if (!line.names.includes(name)) {
      if (line.names.length === 0) line.holds = true;
      line.names.push(name);
      line.arrivals += 1;
      line.tokens.set(name, shown);
    }
    return join(document, { id: name, token: shown, run: createTurnRun(), at: AT, lockId: `${name}-lock` });
  };

const claims =
  (name: string, shown: string): Act =>
  (line, document) => {
    if (line.names[0] === name && !line.holds) {
      line.holds = true;
      line.tokens.set(name, shown);
    }
    return claim(document, { id: name, token: shown, at: AT });
  };

const renews =
  (name: string, shown: string): Act =>
  (line, document) => {
    if (line.names.includes(name)) line.tokens.set(name, shown);
    return renew(document, { id: name, token: shown });
  };

const leaves =
  (name: string): Act =>
  (line, document) => {
    departs(line, name);
    return leave(document, { id: name, applied: undefined, lockMayBeHeld: false });
  };

const isRemoved =
  (name: string, watched: 'newest' | 'older'): Act =>
  (line, document) => {
    const shown = line.tokens.get(name) ?? 'none';
    if (line.names[0] === name && watched === 'newest') departs(line, name);
    return removeHead(document, { id: name, token: watched === 'newest' ? shown : `not ${shown}` });
  };

const changes = [
  fc.tuple(someone, token).map(([name, shown]) => new Change(`${name} joins`, arrives(name, shown))),
  fc.tuple(someone, token).map(([name, shown]) => new Change(`${name} claims`, claims(name, shown))),
  fc.tuple(someone, token).map(([name, shown]) => new Change(`${name} renews ${shown}`, renews(name, shown))),
  someone.map((name) => new Change(`${name} leaves`, leaves(name))),
  fc
    .tuple(someone, fc.constantFrom('newest', 'older'))
    .map(([name, watched]) => new Change(`${name} is removed for its ${watched} token`, isRemoved(name, watched))),
];

it('the rules make of any changes in any order what a line of people would make of them', () => {
  fc.assert(
    fc.property(fc.commands(changes, { maxCommands: 60 }), (commands) => {
      const setup = (): { model: Line; real: Real } => ({
        model: { names: [], holds: false, arrivals: 0, tokens: new Map() },
        real: { document: EMPTY_QUEUE },
      });
      fc.modelRun(setup, commands);
    }),
    { numRuns: 1000 },
  );
});
