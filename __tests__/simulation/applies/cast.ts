import type { World } from '../world/world.ts';
import type { Cloud } from './cloud.ts';
import type { Judge } from './judge.ts';
import type { Machine } from './machine.ts';
import type { ApplyScenario } from './scenario.ts';

/** How the world outside `src/jobs` may be wrong on purpose. */
export interface ApplyBreakage {
  /** `post` does not tell main that it has begun. */
  readonly postIsSilent?: true;
}

/** Everything that one story is played with. */
export interface Cast {
  readonly scenario: ApplyScenario;
  readonly world: World;
  readonly machines: readonly Machine[];
  readonly judge: Judge;
  readonly cloud: Cloud;
  readonly breakage: ApplyBreakage;
}

/** Whoever waits this long behind the dead has not got on. */
export const PATIENCE_MS = 600_000;
