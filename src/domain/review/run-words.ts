import { asRecord } from '../json.ts';

/** What a run knows of itself: values of a plan that hold it are others in every run, and mean the same. */
export interface RunWords {
  /** Whole SHAs: the commit that is planned or applied, and the head of the pull request that it is of. */
  readonly commits: readonly string[];
  /** GitHub's `run_id`; undefined when there is none. */
  readonly runId: string | undefined;
  /** Absolute path of the workspace on the runner; undefined when there is none. */
  readonly workspace: string | undefined;
}

export const NO_WORDS: RunWords = { commits: [], runId: undefined, workspace: undefined };

/**
 * Puts a mark into a value in the place of each word. Values that differ otherwise stay different. The keys of a map are
 * left as they are: two of them could become one.
 */
export type Reword = (value: unknown) => unknown;

/** Begins a mark. One that stands in a value itself is doubled, so that no value can be taken for a mark. */
const MARK = '\0';

/** So many characters of a SHA, as Git shortens it, or more. */
const SHA_CHARACTERS = 7;
const WHOLE_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** A shorter number, or path, may be there by chance. */
const RUN_ID = /^\d{10,}$/;
const WORKSPACE = /^(?:[A-Za-z]:)?(?:[\\/][^\\/]+){2,}$/;

/**
 * Only what cannot be there by chance is a word: a run number, an attempt and a branch's name are none. A SHA is one
 * whole, or from its first seven characters on, and how many there are is part of the word.
 */
export function openReword({ commits, runId, workspace }: RunWords): Reword {
  const shas = commits.map((sha) => sha.toLowerCase()).filter((sha) => WHOLE_SHA.test(sha));
  const id = runId !== undefined && RUN_ID.test(runId) ? runId : undefined;
  const inside = workspace !== undefined && WORKSPACE.test(workspace) ? pathPattern(workspace) : undefined;
  const rewordText = (text: string): string => {
    let reworded = text.replaceAll(MARK, MARK + MARK);
    if (inside !== undefined) reworded = reworded.replace(inside, `${MARK}workspace;`);
    if (shas.length > 0) {
      reworded = reworded.replace(/[0-9a-f]+/gi, (run) =>
        run.length >= SHA_CHARACTERS && shas.some((sha) => sha.startsWith(run)) ? `${MARK}commit ${run.length};` : run,
      );
    }
    return id === undefined ? reworded : reworded.replace(/\d+/g, (run) => (run === id ? `${MARK}run;` : run));
  };
  const reword = (value: unknown): unknown => {
    if (typeof value === 'string') return rewordText(value);
    if (typeof value === 'number') return id !== undefined && String(value) === id ? `${MARK}run as a number;` : value;
    if (Array.isArray(value)) return value.map(reword);
    const record = asRecord(value);
    if (record === undefined) return value;
    return Object.fromEntries(Object.entries(record).map(([name, inner]) => [name, reword(inner)]));
  };
  return reword;
}

/** As Windows and Terraform write it; not as a part of a longer name. */
function pathPattern(workspace: string): RegExp {
  const names = workspace.split(/[\\/]/).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(String.raw`(?<![\w.-])${names.join(String.raw`[\\/]`)}(?![\w.-])`, 'g');
}

/** Stands in the place of a value that may be any. No value can be it. */
export const ANY_VALUE = `${MARK}any;`;
