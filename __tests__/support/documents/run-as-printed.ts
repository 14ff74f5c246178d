import { execFile } from 'node:child_process';
import { writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Checkout, Cloud } from '../runner/stage.ts';
import { commandsIn } from './shell.ts';

interface Ended {
  readonly code: number;
  readonly output: string;
}

const REQUESTS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  maxAttempts: 1,
};

/**
 * Runs the line of commands of a comment in this checkout, as a person would, but for `aws`: there is no such program, so
 * its requests are made as it would make them. What the person has set is `given`.
 */
export async function runAsPrinted(
  cloud: Cloud,
  comment: string,
  checkout: Pick<Checkout, 'folder'>,
  given: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const line = /```sh\n(.*?)\n```/s.exec(comment)?.[1] ?? '';
  let output = '';
  for (const command of line.split(' && ')) {
    const ended = command.startsWith('aws ')
      ? await runAws(cloud, commandsIn(command)[0] ?? [], checkout)
      : await runShell(command, checkout, given);
    output += ended.output;
    if (ended.code !== 0) return { code: ended.code, output: `${command}\n${output}` };
  }
  return { code: line === '' ? 1 : 0, output };
}

function runShell(
  command: string,
  { folder }: Pick<Checkout, 'folder'>,
  given: Readonly<Record<string, string>>,
): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    TF_DATA_DIR: '.terraform-of-a-person',
    ...given,
  };
  return new Promise((resolve) => {
    const child = execFile('/bin/sh', ['-c', command], { cwd: folder, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

async function runAws(
  cloud: Cloud,
  [, service = '', operation = '', ...words]: readonly string[],
  { folder }: Pick<Checkout, 'folder'>,
): Promise<Ended> {
  const word = (name: string): string | undefined => {
    const index = words.indexOf(name);
    return index < 0 ? undefined : words[index + 1];
  };
  try {
    switch (`${service} ${operation}`) {
      case 's3 cp': {
        const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(words[0] ?? '') ?? [];
        const object = cloud.s3.get(bucket, key);
        if (object === undefined) throw new Error(`there is no such object: ${bucket}/${key}`);
        await writeFile(join(folder, words[1] ?? ''), object.body);
        break;
      }
      case 's3api put-object': {
        const s3 = new S3Client({ ...REQUESTS, endpoint: cloud.s3.url, forcePathStyle: true });
        await s3.send(
          new PutObjectCommand({
            Bucket: word('--bucket'),
            Key: word('--key'),
            Body: await readFile(join(folder, word('--body') ?? '')),
            ContentType: word('--content-type'),
            IfMatch: word('--if-match'),
            IfNoneMatch: word('--if-none-match'),
          }),
        );
        break;
      }
      case 'dynamodb put-item': {
        const dynamodb = new DynamoDBClient({ ...REQUESTS, endpoint: cloud.dynamodb.url });
        const Item = JSON.parse(word('--item') ?? '') as PutItemCommandInput['Item'];
        await dynamodb.send(new PutItemCommand({ TableName: word('--table-name'), Item }));
        break;
      }
      default:
        throw new Error(`aws ${service} ${operation} is not known here`);
    }
    return { code: 0, output: '' };
  } catch (error) {
    return { code: 1, output: String(error) };
  }
}
