import type { Cloud } from '../runner/stage.ts';
import { decideAccess, type AccessRequest } from './decide-access.ts';
import type { Policy } from './policy-document.ts';
import { signedBy, type Role } from './recorded-stack.ts';
import { accessOfDynamoDb, accessOfS3, type Account } from './required-access.ts';

/** From now on the servers refuse the requests of these roles that their policies do not allow, as AWS would. */
export function enforce(cloud: Cloud, policies: Readonly<Record<Role, Policy>>, account: Account): void {
  const isRefused = (role: Role, asked: readonly AccessRequest[]): boolean =>
    asked.some((access) => decideAccess(policies[role], access).kind !== 'allowed');
  cloud.s3.addFault({
    matches: (request) => {
      const signer = signedBy(request.accessKeyId);
      // The request is judged before it has an answer: whether that is 404 shows in what lies there.
      const status = cloud.s3.get(request.bucket, request.key) === undefined ? 404 : 200;
      return signer !== undefined && isRefused(signer.role, accessOfS3({ ...request, status }, account));
    },
    times: Infinity,
    then: { kind: 'answer', status: 403, code: 'AccessDenied' },
  });
  cloud.dynamodb.addFault({
    matches: (request) => {
      const signer = signedBy(request.accessKeyId);
      return signer !== undefined && isRefused(signer.role, accessOfDynamoDb(request, account));
    },
    times: Infinity,
    then: { kind: 'answer', status: 400, code: 'AccessDeniedException' },
  });
}
