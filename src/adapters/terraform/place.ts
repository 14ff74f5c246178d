import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Inputs } from '../../config/inputs.ts';
import type { Environment } from '../../domain/environment.ts';
import { renderDuration } from '../../domain/duration.ts';
import { renderDiagnostic } from '../../domain/events/diagnostic.ts';
import { describeErrors, readTold } from '../../domain/events/told.ts';
import { RunFailure } from '../../domain/failure.ts';
import type { Conceal } from '../../domain/secrets/conceal.ts';
import { BackendUnusable, confirmPointsAt, type S3Backend } from '../../domain/stack/backend.ts';
import { ToolFailed } from '../../domain/stack/tool-failed.ts';
import { hasTypedInit } from '../../domain/stack/tool.ts';
import { passOverSelected, type ChosenWorkspace } from '../../domain/stack/workspace.ts';
import { statePath, type StateAddress } from '../../domain/state/keys.ts';
import type { InitRun, Terraform } from '../../ports/terraform.ts';
import { parseBackendFile } from './backend-file.ts';
import { confirmBackend } from './configuration/confirm-backend.ts';
import { findGivenEndpoints } from './configuration/given-endpoint.ts';
import { findLocalState, readSelectedWorkspace, refuseLocalState } from './directories/checkout.ts';
import type { CommandsOptions, RunCommand } from './commands/commands.ts';
import { openDataDirectory } from './directories/data-directory.ts';
import { lookForBackend } from './look.ts';
import type { Identity } from './tool/identify.ts';
import type { ModulePlaces } from './directories/modules.ts';
import { backendMistakeOf, describeMisspelled } from './mistakes/mistakes.ts';
import {
  errorsOf,
  describeNoState,
  isDigestMismatch,
  isNoState,
  isThereAlready,
  titleOf,
  withoutPlaces,
} from './words.ts';

export interface PlaceOptions {
  readonly inputs: Pick<Inputs, 'backend-config' | 'tool' | 'var-file' | 'command'>;
  /** Absolute path of the checkout. */
  readonly workspaceDirectory: string;
  readonly tool: { readonly name: string };
  readonly identity: Identity;
  /** For the look, which need not wait for what the tool is: every `init` takes variables. */
  readonly runAtOnce: RunCommand;
  readonly run: RunCommand;
  /** What `run` gives to every command. */
  readonly env: Environment;
  /** Absolute path of a private directory. */
  readonly filesDirectory: string;
  readonly dataDirectories: ModulePlaces;
  readonly chosen: ChosenWorkspace;
  readonly openLog: CommandsOptions['openLog'];
  readonly info: (message: string) => void;
  readonly warn: CommandsOptions['warn'];
  readonly annotate: Terraform['annotate'];
  /** Of what is known before there is a plan. */
  readonly conceal: Conceal;
  /** How long the look for the backend may take; in place of its own limit. */
  readonly lookAtMostMs?: number | undefined;
}

/** Where Terraform works: on which backend, key and workspace, and in which data directory. */
export interface Place extends Pick<
  Terraform,
  'findBackend' | 'foundBackend' | 'init' | 'createWorkspace' | 'readBackend'
> {
  /**
   * Rejects with BackendUnusable when Terraform's data directory points elsewhere: a program of Terraform's that runs
   * `init` itself has it in its environment.
   */
  confirmOn(address: StateAddress): Promise<void>;
  /** Initializes on this state if the data directory points elsewhere. */
  pointAt(address: StateAddress): Promise<void>;
}

/** For who needs to know nothing but the place. What the tool says of it is told where it has a name of its own. */
function placeUnknown(doubt: string, failure: RunFailure): RunFailure {
  if (failure instanceof BackendUnusable) return failure;
  return new BackendUnusable(
    `where the state lies is not known, for ${doubt}. Mend that file and run this again; what the pull request has left there goes with a sweep otherwise.`,
    { cause: failure, isLasting: true },
  );
}

export function openPlace(options: PlaceOptions): Place {
  const { tool, run, env, filesDirectory, chosen } = options;
  const { directory, jobs } = options.dataDirectories;
  const dataDirectory = openDataDirectory(options.dataDirectories, options);
  const backendFile = join(filesDirectory, 'backend.json');

  const settingsOf = (key: string | undefined): readonly string[] => [
    ...options.inputs['backend-config'],
    ...(key === undefined ? [] : [`key=${key}`]),
  ];

  /** What lies at the place of this state is no state. */
  const noState = async (said: string, key: string | undefined): Promise<RunFailure | undefined> => {
    if (!isNoState(said)) return undefined;
    const settings: unknown = JSON.parse((await dataDirectory.readBackendFile()) ?? '{}');
    const found = parseBackendFile(settings, env, directory);
    const workspace = { name: chosen.name, keyPrefix: found.workspaceKeyPrefix };
    const object = `s3://${found.bucket}/${statePath(key ?? found.key, workspace)}`;
    return new BackendUnusable(describeNoState(object, said), { cause: new Error(errorsOf(said)), isLasting: true });
  };

  const initFailed = (said: string, details = errorsOf(said)): RunFailure => {
    const misspelled = describeMisspelled(details, tool.name);
    if (misspelled !== undefined) return new ToolFailed(misspelled, details);
    const mistake = backendMistakeOf(said, directory, env);
    if (mistake === undefined) return new ToolFailed(`${tool.name} init failed${titleOf(details)}`, details);
    const { sentence, ...kind } = mistake;
    return new BackendUnusable(sentence, { cause: new Error(details), ...kind });
  };

  const inDataDirectory = async (step: 'seed' | 'publish' | 'removeBackendFile'): Promise<void> => {
    await dataDirectory[step]().catch((cause: unknown) => {
      throw new ToolFailed(`Terraform's data directory cannot be prepared (${String(cause)})`, '', { cause });
    });
  };

  const init: Terraform['init'] = async ({ key, workspace: which }): Promise<InitRun> => {
    await inDataDirectory('seed');
    // What is read after init is what this init wrote.
    await inDataDirectory('removeBackendFile');
    const config = settingsOf(key).map((setting) => `-backend-config=${setting}`);
    const isTyped = hasTypedInit(await options.identity.known);
    const { exitCode, stderr, events } = await run(
      ['init', ...(isTyped ? ['-json'] : []), '-no-color', '-input=false', '-reconfigure', ...config],
      { prints: isTyped ? 'events' : 'words', ...(which === 'default' ? { env: { TF_WORKSPACE: 'default' } } : {}) },
    );
    if (exitCode === 0) {
      await inDataDirectory('publish');
      return { kind: 'initialized' };
    }
    if (!isTyped) {
      const ofBackend = withoutPlaces(stderr);
      if (isDigestMismatch(ofBackend)) return { kind: 'state-unreadable', details: errorsOf(stderr) };
      throw (await noState(ofBackend, key)) ?? initFailed(ofBackend, errorsOf(stderr));
    }
    const told = readTold(events, stderr);
    const details = describeErrors(told, options.conceal);
    options.annotate(told.errors, options.conceal);
    // The backend's own errors come as one text, in some versions beside the events.
    // Of a place in the configuration speak modules and providers.
    const ofBackend = told.errors.filter(({ place, address }) => place === undefined && address === undefined);
    const said = [...ofBackend.map(renderDiagnostic), stderr].join('\n\n');
    if (isDigestMismatch(said)) return { kind: 'state-unreadable', details };
    throw (await noState(said, key)) ?? initFailed(said, details);
  };

  const readBackend = async (): Promise<S3Backend> => {
    let settings: unknown;
    try {
      settings = JSON.parse((await dataDirectory.readBackendFile()) ?? '{}');
    } catch (cause) {
      throw new BackendUnusable(`the backend settings in ${dataDirectory.path} cannot be read.`, { cause });
    }
    return parseBackendFile(settings, env, directory);
  };

  const confirmOn = async (address: StateAddress): Promise<void> => {
    confirmPointsAt(await readBackend(), address, tool.name);
  };

  return {
    init,
    readBackend,
    confirmOn,

    findBackend: async (key, needs = 'module') => {
      await confirmBackend({
        directory,
        checkout: options.workspaceDirectory,
        settings: options.inputs['backend-config'],
        // A cleanup needs none of them, and an unlock is not kept from its work by one.
        variableFiles: needs === 'backend' || options.inputs.command === 'unlock' ? [] : options.inputs['var-file'],
        tool: options.inputs.tool,
        knowTool: async () => (await options.identity.known).name,
      });
      const isPlainLook = needs === 'module' || (await findLocalState(directory)) === undefined;
      if (needs === 'module') await refuseLocalState(directory);
      const file = join(jobs, 'environment');
      const selected = await readSelectedWorkspace(resolve(directory, file));
      const passedOver = selected === undefined ? undefined : passOverSelected(chosen, { selected, file });
      if (passedOver !== undefined) options.info(passedOver);
      const { openLog, identity, runAtOnce, conceal } = options;
      const settings = settingsOf(key);
      const { lookAtMostMs: limitMs } = options;
      const looked = await lookForBackend({
        ...{ identity, run: runAtOnce, directory, filesDirectory, settings, openLog, conceal },
        ...{ needs, isPlainLook, limitMs, workspace: chosen.name },
      });
      if (looked.kind === 'silent') {
        const endpoints = await findGivenEndpoints(directory, { settings: options.inputs['backend-config'], env });
        throw new BackendUnusable(describeSilence(tool.name, { limitMs: looked.limitMs, endpoints }));
      }
      if (looked.kind === 'failed') {
        const failure = initFailed(looked.stderr);
        throw looked.doubt === undefined ? failure : placeUnknown(looked.doubt, failure);
      }
      const content = looked.file ?? '{}';
      // Once it is found, `post` finds it too.
      await writeFile(backendFile, content, { mode: 0o600 }).catch((cause: unknown) => {
        throw new ToolFailed(`${backendFile} cannot be written (${String(cause)})`, '', { cause });
      });
      return parseBackendFile(JSON.parse(content), env, directory);
    },

    foundBackend: async () => {
      let settings: unknown;
      try {
        settings = JSON.parse(await readFile(backendFile, 'utf8'));
      } catch (cause) {
        throw new BackendUnusable('the backend settings that this run has read are not there any more.', { cause });
      }
      return parseBackendFile(settings, env, directory);
    },

    createWorkspace: async () => {
      const { exitCode, stderr } = await run(['workspace', 'new', '-no-color', chosen.name], { prints: 'words' });
      if (exitCode === 0 || isThereAlready(stderr)) return;
      throw new ToolFailed(`${tool.name} workspace new failed`, errorsOf(stderr));
    },

    pointAt: async (address) => {
      try {
        await confirmOn(address);
      } catch (error) {
        if (!(error instanceof RunFailure)) throw error;
        await init({ key: address.key, workspace: 'selected' });
        await confirmOn(address);
      }
    },
  };
}

function describeSilence(
  tool: string,
  { limitMs, endpoints }: { readonly limitMs: number; readonly endpoints: readonly string[] },
): string {
  const store = endpoints.length === 0 ? 'S3 or STS of AWS' : endpoints.join(' or ');
  return `${tool} init has waited for an answer for ${renderDuration(limitMs)} and was ended: whoever is asked (${store}) takes the connection and never answers. See whether it is at work, and what lies between the runner and it: the network, a proxy, the endpoint of the backend. Then run this again.`;
}
