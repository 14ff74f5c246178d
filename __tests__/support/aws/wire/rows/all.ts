import type { Row } from '../row.ts';
import { FILES, KEYS } from './credentials.ts';
import { MACHINE } from './machine.ts';
import { NETWORK } from './network.ts';
import { OBJECTS, REPEATED } from './objects.ts';
import { PROFILES } from './profiles.ts';
import { ROLES } from './roles.ts';

/** Rows by what they are about, as the page has them. */
export const TABLES: Readonly<Record<string, readonly Row[]>> = {
  Keys: KEYS,
  'Files with profiles': FILES,
  'What a profile says': PROFILES,
  Roles: ROLES,
  'What the machine gives': MACHINE,
  'State and lock table': OBJECTS,
  'Places, proxies, trust': [...NETWORK, ...REPEATED],
};

export const ALL: readonly Row[] = Object.values(TABLES).flat();
