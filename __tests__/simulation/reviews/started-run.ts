import { openPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import { openRuns } from '../../../src/adapters/github/runs.ts';
import { parseContext } from '../../../src/config/context.ts';
import type { ResourceChange } from '../../../src/domain/plan/plan.ts';
import { createEnvironment, createPlan } from '../../support/fakes/factories.ts';
import type { FakeBackend } from '../../support/fakes/fake-backend.ts';
import type { FakeClock } from '../../support/fakes/fake-clock.ts';
import { createRun, createTerraform, type FakeRun } from '../../support/fakes/fake-run.ts';
import type { StartedBy } from './events.ts';
import { WAITS_MS, type Question, type Weather } from './fake-github.ts';
import type { Repository } from './repository.ts';

/** A run that GitHub starts, and what it finds. */
export interface Started {
  readonly repository: Repository;
  readonly event: StartedBy;
  readonly weather: Weather;
  readonly backend: FakeBackend;
  readonly clock: FakeClock;
  readonly nextId: () => number;
  /** What Terraform plans. */
  readonly changes?: readonly ResourceChange[];
  readonly target?: readonly string[];
  /** Just before Terraform plans. */
  readonly onPlan?: () => void;
  /** Just before an answer of GitHub's. */
  readonly onAnswer?: (to: Question) => void;
}

export function startRun({ repository, event, weather, changes = [], target = [], ...started }: Started): FakeRun {
  const { backend, clock, nextId, onPlan, onAnswer } = started;
  const client = repository.github.connect(weather, () => repository.head, onAnswer);
  const terraform = createTerraform();
  terraform.plans.push({ kind: 'planned', hasChanges: changes.length > 0 });
  terraform.showPlan = async () => ({ plan: createPlan({ changes }), text: '', warnings: [] });
  terraform.before = (command) => {
    if (command === 'plan') onPlan?.();
  };
  const environment = createEnvironment({
    GITHUB_EVENT_NAME: event.name,
    GITHUB_REPOSITORY: repository.name,
    GITHUB_REPOSITORY_ID: repository.id,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: event.sha,
    GITHUB_RUN_ID: String(4_000_000 + nextId()),
  });
  const payload = {
    ...event.payload,
    repository: { full_name: repository.name, default_branch: 'main', ...event.ofRepository },
  };
  return createRun({
    terraform,
    backend,
    clock,
    context: parseContext(environment, payload),
    chance: { next: () => 0.5, id: () => `id-${nextId()}` },
    inputs: { 'lock-timeout': WAITS_MS, target },
    pullRequests: openPullRequests(client),
    runs: openRuns(client),
  });
}
