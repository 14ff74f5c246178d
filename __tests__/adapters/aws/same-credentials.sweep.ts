import { TOOL } from '../../support/on-path.ts';
import { describeWithTerraform, isFrom } from '../../support/runner/with-terraform.ts';
import { FILES, KEYS } from '../../support/aws/wire/rows/credentials.ts';
import { OBJECTS, REPEATED } from '../../support/aws/wire/rows/objects.ts';
import { MACHINE } from '../../support/aws/wire/rows/machine.ts';
import { PROFILES } from '../../support/aws/wire/rows/profiles.ts';
import { ROLES } from '../../support/aws/wire/rows/roles.ts';
import { ATTRIBUTES } from '../../support/aws/wire/rows/settings.ts';
import { testRows } from '../../support/aws/wire/table.ts';

// OpenTofu and older versions have some that are not there any more.
const KNOWN = TOOL === 'terraform' && isFrom({ terraform: 11, tofu: 0 }) ? { attributes: ATTRIBUTES } : {};

describeWithTerraform('Lockstep asks AWS as plain Terraform does, with the same credentials', () => {
  testRows([...KEYS, ...FILES, ...PROFILES, ...ROLES, ...MACHINE, ...OBJECTS, ...REPEATED], KNOWN);
});
