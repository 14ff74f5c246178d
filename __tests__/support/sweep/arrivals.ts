import type { FaultEffect } from '../github/github-server/server.ts';
import type { Consequence } from '../faults.ts';
import { isOurs } from '../ours.ts';
import type { Site } from './site.ts';

/** One request of a run, wherever it went. */
export interface Arrival {
  readonly service: 's3' | 'dynamodb' | 'github';
  readonly operation: string;
  /** Object, item or path. */
  readonly key: string;
  readonly by: 'Terraform' | 'Lockstep';
}

/** What is to befall a request, in the words of each of the servers. */
export interface Befalling {
  readonly s3: readonly Consequence[];
  readonly dynamodb: readonly Consequence[];
  readonly github: FaultEffect;
}

/** A request as it is found again in another run of the same operation, whatever comes in between there. */
export interface Place {
  /** Its number in the run that nothing disturbed. */
  readonly nth: number;
  readonly arrival: string;
  /** How many like it come before. */
  readonly after: number;
}

export function placesOf(arrivals: readonly Arrival[]): readonly Place[] {
  const described = arrivals.map(describeArrival);
  return described.map((arrival, index) => ({
    nth: index + 1,
    arrival,
    after: described.slice(0, index).filter((other) => other === arrival).length,
  }));
}

/** Notes every request from now on, in order of arrival. */
export function noteArrivals(site: Site): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  arm(site, { s3: [WATCHED], dynamodb: [WATCHED], github: WATCHED }, (arrival) => arrivals.push(arrival) === 0);
  return arrivals;
}

const WATCHED = { kind: 'delay', ms: 0 } as const;

/** Lets this befall the request at that place. Returns what disarms it, and tells then whether the request came. */
export function befallAt(site: Site, { arrival: wanted, after }: Place, befalling: Befalling): () => boolean {
  let alike = 0;
  const disarm = arm(site, befalling, (arrival) => {
    if (describeArrival(arrival) !== wanted) return false;
    alike += 1;
    return alike === after + 1;
  });
  return () => {
    disarm();
    return alike > after;
  };
}

function describeArrival({ service, operation, key, by }: Arrival): string {
  return `${service} ${operation} ${key} (${by})`.replace(/ {2,}/g, ' ');
}

/** Returns what disarms it. */
function arm({ cloud, scenario }: Site, befalling: Befalling, isMeant: (arrival: Arrival) => boolean): () => void {
  const armed = [
    ...armAll(cloud.s3, befalling.s3, (request) =>
      isMeant({ service: 's3', operation: request.operation, key: request.key, by: sender(request) }),
    ),
    ...armAll(cloud.dynamodb, befalling.dynamodb, (request) =>
      isMeant({ service: 'dynamodb', operation: request.operation, key: request.lockId ?? '', by: sender(request) }),
    ),
    scenario.github.addFault({
      matches: ({ operationId, path }) =>
        isMeant({ service: 'github', operation: operationId ?? '', key: path, by: 'Lockstep' }),
      times: Infinity,
      then: befalling.github,
    }),
  ];
  return () => {
    for (const disarm of armed) disarm();
  };
}

type AddFault<Request> = (fault: {
  readonly matches: (request: Request) => boolean;
  readonly times: number;
  readonly then: Consequence;
}) => () => void;

/** All of the consequences befall the one request that is meant: it is asked about each request once. */
function armAll<Request extends object>(
  server: { readonly addFault: AddFault<Request> },
  consequences: readonly Consequence[],
  isMeant: (request: Request) => boolean,
): readonly (() => void)[] {
  let meant: Request | undefined;
  return consequences.map((then, index) => {
    const matches = (request: Request): boolean => {
      if (index === 0 && isMeant(request)) meant = request;
      return request === meant;
    };
    return server.addFault({ matches, times: Infinity, then });
  });
}

function sender(request: Parameters<typeof isOurs>[0]): Arrival['by'] {
  return isOurs(request) ? 'Lockstep' : 'Terraform';
}
