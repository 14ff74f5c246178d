export const id = 269;
export const ids = [269];
export const modules = {
7269:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  openAwsBackend: () => ( openAwsBackend)
});
var dist_cjs = __webpack_require__(3711);
var backend = __webpack_require__(1395);
var keys = __webpack_require__(6736);
var promises_ = __webpack_require__(1455);
var external_node_http_ = __webpack_require__(7067);
var external_node_https_ = __webpack_require__(4708);
;
const CONNECTION_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 30_000;
async function connect(connection) {
    const proxyEnv = {
        ...(connection.httpProxy === undefined ? {} : { HTTP_PROXY: connection.httpProxy }),
        ...(connection.httpsProxy === undefined ? {} : { HTTPS_PROXY: connection.httpsProxy }),
        ...(connection.noProxy === undefined ? {} : { NO_PROXY: connection.noProxy }),
    };
    const pool = { keepAlive: true, maxSockets: 50, proxyEnv };
    const requestHandler = {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
        httpAgent: new external_node_http_.Agent(pool),
        httpsAgent: new external_node_https_.Agent({
            ...pool,
            rejectUnauthorized: !connection.insecure,
            ...(connection.caBundle === undefined ? {} : { ca: await (0,promises_.readFile)(connection.caBundle) }),
        }),
    };
    const endpoints = { s3: connection.s3Endpoint, dynamodb: connection.dynamodbEndpoint, sts: connection.stsEndpoint };
    return (service) => {
        const endpoint = endpoints[service];
        return {
            region: (service === 'sts' ? connection.stsRegion : undefined) ?? connection.region ?? 'us-east-1',
            ...(endpoint === undefined ? {} : { endpoint }),
            maxAttempts: connection.maxAttempts,
            retryMode: connection.retryMode,
            useDualstackEndpoint: connection.useDualstackEndpoint,
            useFipsEndpoint: connection.useFipsEndpoint,
            requestHandler,
        };
    };
}
var dist = __webpack_require__(7934);
;
const Claims = dist .Ikc({
    exp: dist .aig(),
    iss: dist .YjP(),
    aud: dist .KCZ([dist .YjP(), dist .FsL(dist .YOg(dist .YjP()), dist .BpQ(1))]),
});
const RENEW_BEFORE_MS = 120_000;
async function readTokenExpiry(path) {
    const claims = await readClaims(path);
    return claims === undefined ? undefined : new Date(claims.exp * 1000);
}
async function isRenewable(path, env) {
    const claims = await readClaims(path);
    return claims !== undefined && mayAsk(env) && isFromActions(claims.iss);
}
async function renewTokenFile(path, { env, mask }) {
    const claims = await readClaims(path);
    if (claims === undefined || claims.exp * 1000 - Date.now() > RENEW_BEFORE_MS)
        return false;
    if (!mayAsk(env) || !isFromActions(claims.iss))
        return false;
    const token = await askForToken(env, typeof claims.aud === 'string' ? claims.aud : (claims.aud[0] ?? ''));
    mask(token);
    try {
        const { mode } = await (0,promises_.stat)(path);
        const fresh = `${path}.lockstep`;
        await (0,promises_.writeFile)(fresh, token, { mode });
        await (0,promises_.rename)(fresh, path);
    }
    catch (cause) {
        throw new backend .Y(`a fresh identity token cannot be written to ${path}: ${String(cause)}`, { cause });
    }
    return true;
}
const Answer = dist .Ikc({ value: dist .FsL(dist .YjP(), dist .hq()) });
const ANSWER_WITHIN_MS = 10_000;
async function askForToken(env, audience) {
    const url = new URL(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
    url.searchParams.set('audience', audience);
    const request = {
        headers: { authorization: `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}`, accept: 'application/json' },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    };
    let status;
    let json;
    try {
        const answer = await fetch(url, request);
        ({ status } = answer);
        json = answer.ok ? await answer.json() : undefined;
    }
    catch (cause) {
        throw new backend .Y(`GitHub gave no identity token: ${String(cause)}`, { cause });
    }
    const given = dist .xLC(Answer, json);
    if (!given.success)
        throw new backend .Y(`GitHub gave no identity token: it answered ${status}`);
    return given.output.value;
}
async function readClaims(path) {
    try {
        const [, payload = ''] = (await (0,promises_.readFile)(path, 'utf8')).trim().split('.');
        return dist .qgA(Claims, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    }
    catch {
        return undefined;
    }
}
function mayAsk(env) {
    return ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].every((name) => (env[name] ?? '') !== '');
}
function isFromActions(issuer) {
    return (/^https:\/\/token\.actions\.(?:[\w-]+\.)*(?:githubusercontent|ghe)\.com(?:\/|$)/.test(issuer) ||
        issuer.endsWith('/_services/token'));
}
;
async function resolveCredentials(connection, renewal, stsClient) {
    const base = await baseCredentials(connection, renewal, stsClient);
    if (connection.assumeRole === undefined)
        return base;
    const { fromTemporaryCredentials } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    const role = connection.assumeRole;
    return fromTemporaryCredentials({
        masterCredentials: base,
        clientConfig: stsClient,
        params: {
            RoleArn: role.roleArn,
            RoleSessionName: role.sessionName ?? 'lockstep',
            ...sessionParameters(role),
            ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
            ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
            ...(Object.keys(role.tags).length === 0
                ? {}
                : { Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) }),
            ...(role.transitiveTagKeys.length === 0 ? {} : { TransitiveTagKeys: [...role.transitiveTagKeys] }),
        },
    });
}
async function baseCredentials(connection, renewal, stsClient) {
    const { env } = renewal;
    const { staticCredentials, assumeRoleWithWebIdentity } = connection;
    if (staticCredentials !== undefined) {
        const { accessKeyId, secretAccessKey, sessionToken } = staticCredentials;
        return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    }
    if (assumeRoleWithWebIdentity !== undefined)
        return webIdentityCredentials(assumeRoleWithWebIdentity, renewal, stsClient);
    const accessKeyId = env['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
    if (connection.profile === undefined && accessKeyId && secretAccessKey) {
        const sessionToken = env['AWS_SESSION_TOKEN'];
        return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    }
    const { fromNodeProviderChain } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    const [configFilepath] = connection.sharedConfigFiles;
    const [filepath] = connection.sharedCredentialsFiles;
    const chain = fromNodeProviderChain({
        clientConfig: stsClient,
        ...(connection.profile === undefined ? {} : { profile: connection.profile }),
        ...(configFilepath === undefined ? {} : { configFilepath }),
        ...(filepath === undefined ? {} : { filepath }),
    });
    const tokenFile = tokenFileOf(connection, env);
    if (tokenFile === undefined)
        return chain;
    return async (properties) => {
        await renewQuietly(tokenFile, renewal);
        return chain(properties);
    };
}
async function renewQuietly(tokenFile, renewal) {
    try {
        await renewTokenFile(tokenFile, renewal);
    }
    catch (error) {
        if (!(error instanceof backend .Y))
            throw error;
    }
}
function tokenFileOf(connection, env) {
    const { staticCredentials, assumeRoleWithWebIdentity: role } = connection;
    if (role !== undefined)
        return role.token.kind === 'file' ? role.token.path : undefined;
    const hasKeys = staticCredentials !== undefined || (env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']);
    if (hasKeys || connection.profile !== undefined)
        return undefined;
    return env['AWS_WEB_IDENTITY_TOKEN_FILE'] || undefined;
}
async function credentialsTerm(connection, env) {
    const tokenFile = tokenFileOf(connection, env);
    if (tokenFile !== undefined) {
        return { expiresAt: await readTokenExpiry(tokenFile), renewable: await isRenewable(tokenFile, env) };
    }
    const fromEnvironment = connection.staticCredentials === undefined && connection.profile === undefined;
    const expiresAt = new Date(fromEnvironment ? (env['AWS_CREDENTIAL_EXPIRATION'] ?? '') : '');
    return { expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt, renewable: false };
}
async function webIdentityCredentials(role, renewal, stsClient) {
    const { fromWebToken } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    return async (properties) => {
        if (role.token.kind === 'file')
            await renewQuietly(role.token.path, renewal);
        const token = role.token.kind === 'literal' ? role.token.token : (await (0,promises_.readFile)(role.token.path, 'utf8')).trim();
        const provide = fromWebToken({
            webIdentityToken: token,
            roleArn: role.roleArn,
            roleSessionName: role.sessionName ?? 'lockstep',
            clientConfig: stsClient,
            ...(role.durationSeconds === undefined ? {} : { durationSeconds: role.durationSeconds }),
            ...(role.policy === undefined ? {} : { policy: role.policy }),
            ...(role.policyArns.length === 0 ? {} : { policyArns: role.policyArns.map((arn) => ({ arn })) }),
        });
        return await provide(properties);
    };
}
function sessionParameters(role) {
    return {
        ...(role.durationSeconds === undefined ? {} : { DurationSeconds: role.durationSeconds }),
        ...(role.policy === undefined ? {} : { Policy: role.policy }),
        ...(role.policyArns.length === 0 ? {} : { PolicyArns: role.policyArns.map((arn) => ({ arn })) }),
    };
}
var lock = __webpack_require__(7143);
var lock_record = __webpack_require__(1577);
;
const ATTEMPTS = 4;
function openLocks(places, openElsewhere) {
    const readAll = (address) => Promise.allSettled(placesOf(address, places).map((place) => place.read()));
    return {
        kind: { lockfile: places.objects !== undefined, table: places.tableHome },
        at: async (kind) => openLocks(await openElsewhere(kind), openElsewhere),
        read: async (address) => (0,lock .eV)(await Promise.all(placesOf(address, places).map((place) => place.read()))),
        take: (address, lock) => take(placesOf(address, places), { lockId: lock.id, raw: (0,lock_record .X6)(lock), address }),
        confirm: async (address, lockId) => {
            const looks = await readAll(address);
            const troubles = looks.flatMap((look) => (look.status === 'rejected' ? [asTrouble(look.reason)] : []));
            const records = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []));
            const hold = (0,lock .Pw)(records, lockId);
            const [trouble] = troubles;
            return trouble !== undefined && hold.kind === 'ours' ? { kind: 'unknown', trouble } : hold;
        },
        giveBack: (address, lockId) => giveBack(placesOf(address, places), lockId),
        delete: async (address, lockId) => {
            let deleted = false;
            for (const place of placesOf(address, places).reverse()) {
                const record = await place.read();
                if (!(0,lock .vJ)(record, lockId))
                    continue;
                if (await record.delete())
                    deleted = true;
            }
            return deleted;
        },
    };
}
async function take(places, wanted) {
    const { lockId, address } = wanted;
    if (places.length === 0)
        throw new backend .Y('the backend keeps no state lock. Set use_lockfile.');
    try {
        for (const place of places) {
            const reading = await takePlace(place, wanted);
            if (reading === undefined)
                continue;
            const others = places.filter((other) => other !== place);
            await giveBack(others, lockId);
            return { kind: 'held', reading };
        }
        return { kind: 'taken' };
    }
    catch (error) {
        const trouble = asTrouble(error);
        try {
            await giveBack(places, lockId);
        }
        catch {
            throw new backend .Y(`${trouble.message} It is not known whether the state lock ${lockId} of ${address.bucket}/${address.path} is held in part.`, { cause: trouble, isDenied: trouble.isDenied });
        }
        throw trouble;
    }
}
async function takePlace(place, { lockId, raw }) {
    let trouble;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        try {
            trouble = undefined;
            if (await place.write(raw))
                return undefined;
        }
        catch (error) {
            trouble = asTrouble(error);
        }
        const found = await readAfter(place, trouble);
        if ((0,lock .vJ)(found, lockId))
            return undefined;
        if (trouble?.isDenied === true)
            throw trouble;
        if (found.raw !== undefined)
            return (0,lock .eV)([found]);
    }
    if (trouble !== undefined)
        throw trouble;
    return { kind: 'free' };
}
async function giveBack(places, lockId) {
    const found = [];
    let isGone = false;
    for (const place of [...places].reverse()) {
        const hold = await giveBackPlace(place, lockId);
        if (hold.kind === 'anothers')
            found.push(hold.reading);
        if (hold.kind === 'gone')
            isGone = true;
    }
    const [reading] = found;
    if (reading !== undefined)
        return { kind: 'anothers', reading };
    return { kind: isGone ? 'gone' : 'released' };
}
async function giveBackPlace(place, lockId) {
    let trouble;
    let wasOurs = false;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const record = await readAfter(place, trouble);
        const hold = (0,lock .Pw)([record], lockId);
        if (hold.kind === 'gone' && wasOurs)
            return { kind: 'released' };
        if (hold.kind !== 'ours')
            return hold;
        wasOurs = true;
        try {
            trouble = undefined;
            if (await record.delete())
                return { kind: 'released' };
        }
        catch (error) {
            trouble = asTrouble(error);
        }
    }
    throw (trouble ?? new backend .Y(`every deletion of the state lock ${lockId} was refused, and it is still there.`));
}
async function readAfter(place, trouble) {
    try {
        return await place.read();
    }
    catch (error) {
        throw trouble ?? error;
    }
}
function asTrouble(error) {
    if (error instanceof backend .Y)
        return error;
    throw error;
}
function placesOf(address, { table, objects }) {
    return [
        ...(objects === undefined ? [] : [lockfileOf(address, objects)]),
        ...(table === undefined ? [] : [lockItemOf(address, table)]),
    ];
}
function lockfileOf(address, objects) {
    const key = (0,keys .pN)(address);
    return {
        read: async () => {
            const found = await getLockfile(address, objects);
            return {
                place: 'lockfile',
                raw: found && new TextDecoder().decode(found.body),
                delete: async () => found !== undefined && objects.delete(key, found),
            };
        },
        write: (raw) => objects.put(key, { body: new TextEncoder().encode(raw), metadata: {} }, undefined),
    };
}
async function getLockfile(address, objects) {
    try {
        return await objects.get((0,keys .pN)(address));
    }
    catch (error) {
        const { message, isDenied } = asTrouble(error);
        if (!isDenied)
            throw error;
        throw new backend .Y(`${message} A role without s3:ListBucket on ${address.bucket} is told the same of a lockfile that is gone: grant it that, too.`, { cause: error, isDenied });
    }
}
function lockItemOf(address, table) {
    return {
        read: async () => {
            const raw = await table.getLockInfo(address);
            return { place: 'table', raw, delete: async () => raw !== undefined && table.deleteLock(address, raw) };
        },
        write: (raw) => table.putLock(address, raw),
    };
}
var translate = __webpack_require__(3932);
;
function openProbes({ settings, s3, clientSettings, signal }) {
    const { bucket: Bucket, lockTable: TableName = '' } = settings;
    const options = { abortSignal: signal };
    const openTable = async () => {
        const sdk = await __webpack_require__.e( 305).then(__webpack_require__.t.bind(__webpack_require__, 4305, 19));
        return { sdk, client: new sdk.DynamoDBClient(clientSettings('dynamodb')) };
    };
    return {
        versioning: () => (0,translate .Em)({ action: 's3:GetBucketVersioning', resource: Bucket }, async () => {
            const { Status } = await s3.send(new dist_cjs ._rj({ Bucket }), options);
            return Status === undefined ? 'off' : Status === 'Enabled' ? 'enabled' : 'suspended';
        }),
        describeTable: () => (0,translate .Em)({ action: 'dynamodb:DescribeTable', resource: TableName }, async () => {
            const { sdk, client } = await openTable();
            try {
                const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName }), options);
                const types = new Map(Table?.AttributeDefinitions?.map((of) => [of.AttributeName, of.AttributeType]));
                const keys = (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => {
                    return { name: AttributeName, type: types.get(AttributeName) ?? '' };
                });
                return { arn: Table?.TableArn ?? '', keys };
            }
            catch (error) {
                if ((0,translate .Is)(error) === 'ResourceNotFoundException')
                    return undefined;
                throw error;
            }
        }),
        timeToLive: () => (0,translate .Em)({ action: 'dynamodb:DescribeTimeToLive', resource: TableName }, async () => {
            const { sdk, client } = await openTable();
            const answer = await client.send(new sdk.DescribeTimeToLiveCommand({ TableName }), options);
            const { TimeToLiveStatus: status = 'DISABLED', AttributeName } = answer.TimeToLiveDescription ?? {};
            return status.startsWith('ENABL') ? (AttributeName ?? '') : undefined;
        }),
        account: () => (0,translate .Em)({ action: 'sts:GetCallerIdentity', resource: 'the account' }, async () => {
            const { GetCallerIdentityCommand, STSClient } = await __webpack_require__.e( 695).then(__webpack_require__.t.bind(__webpack_require__, 1695, 19));
            const client = new STSClient(clientSettings('sts'));
            return (await client.send(new GetCallerIdentityCommand({}), options)).Account ?? '';
        }),
        mayPutItem: async (id) => {
            const { sdk, client } = await openTable();
            try {
                await client.send(new sdk.PutItemCommand({
                    TableName,
                    Item: { LockID: { S: id } },
                    ConditionExpression: 'attribute_exists(LockID) AND attribute_not_exists(LockID)',
                }), options);
            }
            catch (error) {
                if ((0,translate .Is)(error) === 'ConditionalCheckFailedException')
                    return true;
                if ((0,translate .GZ)(error))
                    return false;
                throw (0,translate .Tl)({ action: 'dynamodb:PutItem', resource: `${TableName}, item ${id}` }, error);
            }
            throw new backend .Y(`the table ${TableName} does not keep to conditions.`);
        },
        isBucketOf: (account) => (0,translate .Em)({ action: 's3:GetBucketVersioning', resource: Bucket }, async () => {
            try {
                await s3.send(new dist_cjs ._rj({ Bucket, ExpectedBucketOwner: account }), options);
                return true;
            }
            catch (error) {
                if ((0,translate .GZ)(error))
                    return false;
                throw error;
            }
        }),
    };
}
var removal = __webpack_require__(4018);
;
const ONE_BY_ONE_AT_MOST = 20;
async function removeObject(requests, { key, versions, current }) {
    const { earlier, markers } = (0,removal .A)(versions === 'denied' ? [] : versions, current);
    const deleteAll = async (some) => {
        const ids = some.map(({ versionId }) => versionId);
        if (ids.length > ONE_BY_ONE_AT_MOST)
            return requests.deleteVersions(key, ids);
        return (await Promise.all(ids.map((id) => requests.deleteVersion(key, id)))).every(Boolean);
    };
    let isAllowed = versions !== 'denied' && (await deleteAll(earlier));
    if (current !== undefined) {
        const isNamed = isAllowed && current.versionId !== removal .d;
        if (isNamed)
            isAllowed = await requests.deleteVersion(key, current.versionId);
        if ((!isNamed || !isAllowed) && !(await requests.delete(key, current)))
            return { kind: 'changed' };
        if ((await requests.get(key)) !== undefined)
            return { kind: 'changed' };
    }
    if (isAllowed)
        isAllowed = await deleteAll(markers);
    const count = (current === undefined ? 0 : 1) + (isAllowed ? earlier.length + markers.length : 0);
    return { kind: 'removed', count, versionsLeft: !isAllowed };
}
var external_node_crypto_ = __webpack_require__(7598);
;
function encryptionHeaders(encryption) {
    switch (encryption.kind) {
        case 'bucket-default':
            return {};
        case 'aes256':
            return { ServerSideEncryption: 'AES256' };
        case 'kms':
            return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.keyId };
        case 'customer-key':
            return customerKey(encryption);
    }
}
function customerKey(encryption) {
    if (encryption.kind !== 'customer-key')
        return {};
    return {
        SSECustomerAlgorithm: 'AES256',
        SSECustomerKey: encryption.key,
        SSECustomerKeyMD5: (0,external_node_crypto_.createHash)('md5').update(Buffer.from(encryption.key, 'base64')).digest('base64'),
    };
}
;
function openObjects(client, settings, signal) {
    const Bucket = settings.bucket;
    const options = { abortSignal: signal };
    const about = (action, key) => ({
        action,
        resource: `${Bucket}/${key}`,
    });
    const read = async (key, versionId) => {
        const answer = await client.send(new dist_cjs .jLs({
            Bucket,
            Key: key,
            ...(versionId === undefined ? {} : { VersionId: versionId }),
            ...customerKey(settings.encryption),
        }), options);
        return {
            body: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(),
            metadata: answer.Metadata ?? {},
            etag: answer.ETag ?? '',
            versionId: answer.VersionId ?? removal .d,
            writtenAt: answer.LastModified,
        };
    };
    const removing = {
        get: (key) => (0,translate .Em)(about('s3:GetObject', key), async () => {
            try {
                return await read(key);
            }
            catch (error) {
                if ((0,translate .Is)(error) === 'NoSuchKey')
                    return undefined;
                throw error;
            }
        }),
        delete: (key, expected) => (0,translate .Em)(about('s3:DeleteObject', key), () => unlessChanged(() => client.send(new dist_cjs .k4j({ Bucket, Key: key, IfMatch: expected.etag }), options))),
        deleteVersions: async (key, versionIds) => {
            for (let start = 0; start < versionIds.length; start += DELETED_AT_ONCE) {
                const some = versionIds.slice(start, start + DELETED_AT_ONCE);
                const Objects = some.map((VersionId) => ({ Key: key, VersionId }));
                const deleted = await (0,translate .Em)(about('s3:DeleteObjectVersion', key), async () => {
                    try {
                        const { Errors = [] } = await client.send(new dist_cjs .xvx({ Bucket, Delete: { Objects, Quiet: true } }), options);
                        const [first] = Errors.filter(({ Code }) => Code !== 'AccessDenied');
                        if (first !== undefined)
                            throw new Error(`${first.Key ?? ''}: ${first.Code ?? ''} ${first.Message ?? ''}`);
                        return Errors.length === 0;
                    }
                    catch (error) {
                        if ((0,translate .GZ)(error))
                            return false;
                        throw error;
                    }
                });
                if (!deleted)
                    return false;
            }
            return true;
        },
        deleteVersion: (key, versionId) => (0,translate .Em)(about('s3:DeleteObjectVersion', key), async () => {
            try {
                await client.send(new dist_cjs .k4j({ Bucket, Key: key, VersionId: versionId }), options);
                return true;
            }
            catch (error) {
                if ((0,translate .GZ)(error))
                    return false;
                throw error;
            }
        }),
    };
    return {
        get: (key) => removing.get(key),
        getVersion: (key, versionId) => (0,translate .Em)(about('s3:GetObjectVersion', key), async () => {
            try {
                return await read(key, versionId);
            }
            catch (error) {
                if (['NoSuchKey', 'NoSuchVersion'].includes((0,translate .Is)(error)) || (0,translate .GZ)(error))
                    return undefined;
                throw error;
            }
        }),
        put: (key, content, expected) => (0,translate .Em)(about('s3:PutObject', key), () => unlessChanged(() => client.send(new dist_cjs .wKZ({
            Bucket,
            Key: key,
            Body: content.body,
            ContentType: 'application/json',
            Metadata: { ...content.metadata },
            ...conditionOf(expected),
            ...encryptionHeaders(settings.encryption),
            ...(settings.acl === undefined ? {} : { ACL: settings.acl }),
        }), options))),
        delete: (key, expected) => removing.delete(key, expected),
        remove: (removable) => removeObject(removing, removable),
        list: (prefix) => (0,translate .Em)(about('s3:ListBucket', prefix), async () => {
            try {
                return await listKeys(client, { bucket: Bucket, prefix }, signal);
            }
            catch (error) {
                if ((0,translate .GZ)(error))
                    return 'denied';
                throw error;
            }
        }),
        listVersions: (key) => (0,translate .Em)(about('s3:ListBucketVersions', key), async () => {
            try {
                return await listVersions(client, { bucket: Bucket, key }, signal);
            }
            catch (error) {
                if ((0,translate .GZ)(error))
                    return 'denied';
                throw error;
            }
        }),
        listAllVersions: (prefix) => (0,translate .Em)(about('s3:ListBucketVersions', prefix), async () => {
            try {
                const found = [];
                for await (const { versions } of versionPages(client, { bucket: Bucket, prefix }, signal))
                    found.push(...versions);
                return found;
            }
            catch (error) {
                if ((0,translate .GZ)(error))
                    return 'denied';
                throw error;
            }
        }),
    };
}
const DELETED_AT_ONCE = 1000;
function conditionOf(expected) {
    if (expected === 'any')
        return {};
    return expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: expected.etag };
}
async function unlessChanged(send) {
    try {
        await send();
        return true;
    }
    catch (error) {
        if ((0,translate .dh)(error))
            return false;
        throw error;
    }
}
async function listKeys(client, of, abortSignal) {
    const found = [];
    const pages = (0,dist_cjs .OqA)({ client }, { Bucket: of.bucket, Prefix: of.prefix }, { abortSignal });
    for await (const page of pages)
        found.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    return found;
}
async function listVersions(client, of, abortSignal) {
    const found = [];
    for await (const { versions, nextKey } of versionPages(client, { bucket: of.bucket, prefix: of.key }, abortSignal)) {
        found.push(...versions.filter(({ key }) => key === of.key));
        if (nextKey !== of.key)
            break;
    }
    return found;
}
async function* versionPages(client, of, abortSignal) {
    let marker = {};
    while (marker !== undefined) {
        const command = new dist_cjs .uc$({
            Bucket: of.bucket,
            Prefix: of.prefix,
            ...marker,
        });
        const page = await client.send(command, { abortSignal });
        const listed = (kind, some = []) => some.map(({ Key: key = '', VersionId: versionId = removal .d, IsLatest: isCurrent = false }) => {
            return { key, versionId, kind, isCurrent };
        });
        const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
        yield {
            versions: [...listed('version', page.Versions), ...listed('delete-marker', page.DeleteMarkers)],
            nextKey: KeyMarker,
        };
        const isLast = page.IsTruncated !== true || KeyMarker === undefined;
        marker = isLast ? undefined : { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) };
    }
}
var turn_home = __webpack_require__(8863);
;
function openTurnHomes(options) {
    const words = describePlaces(options);
    const object = onceReadable(options.object);
    const table = options.table && { home: options.table.home, store: onceReadable(options.table.store) };
    let known;
    let warned = false;
    const warnOnce = (error) => {
        if (!warned)
            options.warn(words.noPointer(error));
        warned = true;
    };
    const lookBesideState = async () => {
        let stored;
        try {
            stored = await object.get();
        }
        catch (error) {
            if (table === undefined || !mayNot(error))
                throw error;
            warnOnce(error);
            return { kind: 'denied' };
        }
        return judge(stored);
    };
    const judge = (stored) => {
        if (stored === undefined)
            return { kind: 'absent' };
        try {
            return { ...(0,turn_home .FR)(stored.body), stored };
        }
        catch (cause) {
            throw words.notOurs(cause);
        }
    };
    const look = async (seen) => {
        const [beside, [inTable]] = await Promise.all([
            seen ?? lookBesideState(),
            Promise.allSettled([table?.store.get()]),
        ]);
        const readItem = () => {
            if (inTable.status === 'rejected')
                throw inTable.reason;
            return inTable.value;
        };
        if (beside.kind === 'absent' || beside.kind === 'denied') {
            const stored = readItem();
            known =
                table === undefined
                    ? { at: { kind: 'object' }, store: object, needsPointer: false }
                    : { at: table.home, store: table.store, needsPointer: beside.kind === 'absent' };
            return { home: known, stored };
        }
        const at = beside.kind === 'pointer' ? beside.home : { kind: 'object' };
        if (table !== undefined && (0,turn_home .i)(at, table.home)) {
            const stored = readItem();
            known = { at, store: table.store, needsPointer: false };
            return { home: known, stored };
        }
        if (at.kind === 'object' && table === undefined) {
            known = { at, store: object, needsPointer: false };
            return { home: known, stored: beside.kind === 'document' ? beside.stored : undefined };
        }
        const outOfReach = (cause) => words.outOfReach(at, cause);
        const elsewhere = explaining(at.kind === 'object' ? object : await options.openElsewhere(at), outOfReach);
        const stored = beside.kind === 'document' ? beside.stored : await elsewhere.get();
        const item = await explained(async () => readItem(), outOfReach);
        if (table !== undefined && item !== undefined && item.version !== stored?.version) {
            throw words.twoQueues(at, table.home);
        }
        known = { at, store: elsewhere, needsPointer: false };
        return { home: known, stored };
    };
    const findHome = async () => known ?? (await look()).home;
    return {
        get home() {
            return known?.at;
        },
        get: async () => {
            if (known === undefined)
                return (await look()).stored;
            if (known.at.kind === 'table')
                return (await known.store.get()) ?? (await look()).stored;
            const beside = await lookBesideState();
            return beside.kind === 'document' ? beside.stored : (await look(beside)).stored;
        },
        put: async (body, expected) => {
            const home = await findHome();
            if (home.needsPointer && home.at.kind === 'table') {
                try {
                    const pointer = await object.put((0,turn_home .Wr)(home.at), undefined);
                    known = undefined;
                    if (pointer.kind === 'conflict')
                        return pointer;
                }
                catch (error) {
                    if (!mayNot(error))
                        throw error;
                    warnOnce(error);
                }
                known = { ...home, needsPointer: false };
            }
            return home.store.put(body, expected);
        },
        delete: async (expected) => {
            const home = await findHome();
            const deleted = await home.store.delete(expected);
            known = undefined;
            return deleted;
        },
        clear: async () => (await findHome()).store.clear(),
    };
}
function mayNot(error) {
    if (!(error instanceof backend .Y))
        return false;
    return error.isDenied || (error.cause instanceof Error && error.cause.name === 'NotImplemented');
}
async function explained(task, explain) {
    try {
        return await task();
    }
    catch (error) {
        throw error instanceof backend .Y ? explain(error) : error;
    }
}
function explaining(store, explain) {
    return {
        home: store.home,
        get: () => explained(() => store.get(), explain),
        put: (body, expected) => explained(() => store.put(body, expected), explain),
        delete: (expected) => explained(() => store.delete(expected), explain),
        clear: () => explained(() => store.clear(), explain),
    };
}
function onceReadable(store) {
    let wasReadable = false;
    return {
        ...store,
        get: async () => {
            const stored = await explained(() => store.get(), (cause) => wasReadable && cause.isDenied
                ? new backend .Y(`it could be read before, and now ${cause.message}`, { cause, isLasting: true })
                : cause);
            wasReadable = true;
            return stored;
        },
    };
}
function describePlaces({ address }) {
    const beside = `s3://${address.bucket}/${(0,keys .mc)(address)}`;
    const nameOf = (home) => home.kind === 'object'
        ? `the object ${beside}`
        : `the item ${(0,keys .cN)(address)} of the table ${home.table} in ${home.region}`;
    return {
        noPointer: (error) => `The queue of ${address.path} is kept in the lock table, and nothing beside the state says so: a commit that changes the kind of the lock would begin a second queue, and not wait for this one. Let the role s3:GetObject and s3:PutObject on ${beside}. ${error instanceof Error ? error.message : String(error)}`,
        notOurs: (cause) => new backend .Y(`the object ${beside} is where the queue lies or is named, and it is neither a queue nor the name of one: ${cause instanceof Error ? cause.message : String(cause)}. Find out who wrote it. When no apply is under way, delete it.`, { cause, isLasting: true }),
        twoQueues: (at, own) => new backend .Y(`there are two queues of ${address.path}: ${nameOf(at)}, and ${nameOf(own)}. Runs of one do not wait for runs of the other. Let the applies that are under way end, look in both for "frozen", and delete the one that is out of use (docs/migration.md).`, { isLasting: true }),
        outOfReach: (at, cause) => new backend .Y(`the queue of ${address.path} is ${nameOf(at)}${at.kind === 'object' ? '' : `, as ${beside} says`}, because the backend had another kind of lock when the queue was begun. It cannot be used: ${cause.message} Runs that are in it may hold another lock, so nothing is begun beside it. Let this role read and write it, or let the applies that are under way end, look whether one of them has left the state frozen, and delete ${beside}: the next run begins a queue where the backend says (docs/migration.md).`, { cause, isLasting: cause.isLasting }),
    };
}
;
function findMarker(listed) {
    return listed === 'denied' ? undefined : listed.find(({ kind }) => kind === 'delete-marker');
}
function openTurnObject(options) {
    const { client, settings, address } = options;
    const Bucket = settings.bucket;
    const Key = (0,keys .mc)(address);
    const about = (action) => ({ action, resource: `${Bucket}/${Key}` });
    const listVersions = () => options.objects.listVersions(Key);
    const clearVersions = async (earlier, marker) => {
        if (earlier === 'denied')
            return;
        const past = earlier.filter(({ versionId }) => versionId !== marker?.versionId);
        const versions = [...past.map((version) => ({ ...version, isCurrent: false })), ...(marker ? [marker] : [])];
        const named = versions.filter(({ versionId }) => versionId !== removal .d);
        await options.objects.remove({ key: Key, versions: named, current: undefined });
    };
    const markerOf = (versionId) => ({
        key: Key,
        versionId,
        kind: 'delete-marker',
        isCurrent: true,
    });
    const store = {
        home: { kind: 'object' },
        get: () => (0,translate .Em)(about('s3:GetObject'), async () => {
            try {
                const answer = await client.send(new dist_cjs .jLs({ Bucket, Key, ...customerKey(settings.encryption) }));
                return { body: (await answer.Body?.transformToString()) ?? '', version: answer.ETag ?? '' };
            }
            catch (error) {
                if ((0,translate .Is)(error) === 'NoSuchKey')
                    return undefined;
                throw error;
            }
        }),
        put: (body, expected) => (0,translate .Em)(about('s3:PutObject'), async () => {
            try {
                const answer = await client.send(new dist_cjs .wKZ({
                    Bucket,
                    Key,
                    Body: body,
                    ContentType: 'application/json',
                    ...(expected === undefined ? { IfNoneMatch: '*' } : { IfMatch: expected }),
                    ...encryptionHeaders(settings.encryption),
                    ...(settings.acl === undefined ? {} : { ACL: settings.acl }),
                }));
                return { kind: 'stored', version: answer.ETag ?? '' };
            }
            catch (error) {
                if ((0,translate .dh)(error))
                    return { kind: 'conflict' };
                throw error;
            }
        }),
        delete: (expected) => (0,translate .Em)(about('s3:DeleteObject'), async () => {
            const earlier = await listVersions();
            let marker;
            try {
                const command = new dist_cjs .k4j({ Bucket, Key, IfMatch: expected });
                const { VersionId } = await client.send(command);
                if (VersionId !== undefined)
                    marker = markerOf(VersionId);
            }
            catch (error) {
                if (!(0,translate .dh)(error))
                    throw error;
                if ((await store.get()) === undefined)
                    await clearVersions(earlier, findMarker(await listVersions()));
                return false;
            }
            await clearVersions(earlier, marker);
            return true;
        }),
        clear: () => (0,translate .Em)(about('s3:DeleteObject'), async () => {
            const left = await listVersions();
            if (left === 'denied' || left.length === 0 || (await store.get()) !== undefined)
                return;
            await clearVersions(left, findMarker(left));
        }),
    };
    return store;
}
;
function lookBefore({ beforeRequest = () => undefined }) {
    return (next) => async (args) => {
        beforeRequest();
        return next(args);
    };
}
async function openAwsBackend(settings, options) {
    const { connection } = settings;
    const clientSettings = await connect(connection);
    const credentials = (0,translate .to)(await resolveCredentials(connection, options, clientSettings('sts')), roleAskedFor(connection, options.env));
    await confirmAccount(connection, { ...clientSettings('sts'), credentials });
    const client = new dist_cjs .YxF({
        ...clientSettings('s3'),
        credentials,
        forcePathStyle: connection.usePathStyle,
        requestChecksumCalculation: connection.skipS3Checksum ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
        responseChecksumValidation: connection.skipS3Checksum ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
    });
    client.middlewareStack.add(lookBefore(options), { step: 'initialize' });
    const objects = openObjects(client, settings, options.signal);
    const forTables = { ...clientSettings('dynamodb'), credentials };
    const table = await openLockTable(settings, forTables, options);
    const openTableAt = async ({ table: name, region }) => {
        const sdk = await loadTables();
        const elsewhere = new sdk.DynamoDBClient({ ...forTables, region });
        elsewhere.middlewareStack.add(lookBefore(options), { step: 'initialize' });
        return sdk.openTable(elsewhere, name, options.signal);
    };
    const openTurns = (address) => {
        return openTurnHomes({
            address,
            object: openTurnObject({ client, settings, address, objects }),
            table: table && { home: table.home, store: table.turns(address) },
            openElsewhere: async (home) => {
                const sdk = await loadTables();
                const elsewhere = new sdk.DynamoDBClient({ ...forTables, region: home.region });
                elsewhere.middlewareStack.add(lookBefore(options), { step: 'initialize' });
                return sdk.openTurnItem({ client: elsewhere, home, address });
            },
            warn: options.warn,
        });
    };
    const production = new Map();
    return {
        settings,
        objects,
        digests: table?.records ?? NO_DIGESTS,
        turns: (address, key) => {
            if (key === 'pr')
                return table?.turns(address) ?? openTurnObject({ client, settings, address, objects });
            const id = (0,keys .Gw)(address);
            const turns = production.get(id) ?? openTurns(address);
            production.set(id, turns);
            return turns;
        },
        locks: openLocks({ table: table?.records, tableHome: table?.home, objects: settings.useLockfile ? objects : undefined }, async (kind) => ({
            table: kind.table && (await openTableAt(kind.table)),
            tableHome: kind.table,
            objects: kind.lockfile ? objects : undefined,
        })),
        probes: openProbes({
            settings,
            s3: client,
            signal: options.signal,
            clientSettings: (service) => ({ ...clientSettings(service), credentials }),
        }),
        credentialsTerm: () => credentialsTerm(connection, options.env),
        renewCredentials: async () => {
            const tokenFile = tokenFileOf(connection, options.env);
            if (tokenFile !== undefined)
                await renewTokenFile(tokenFile, options);
        },
    };
}
function roleAskedFor({ assumeRole, assumeRoleWithWebIdentity }, env) {
    return assumeRole === undefined
        ? {
            action: 'sts:AssumeRoleWithWebIdentity',
            resource: assumeRoleWithWebIdentity?.roleArn ?? env['AWS_ROLE_ARN'] ?? '',
        }
        : { action: 'sts:AssumeRole', resource: assumeRole.roleArn };
}
const NO_DIGESTS = {
    get: () => Promise.resolve(undefined),
    put: () => Promise.resolve(true),
    replace: () => Promise.resolve(true),
    delete: () => Promise.resolve(true),
};
async function openLockTable(settings, clientSettings, options) {
    const { lockTable: table } = settings;
    if (table === undefined)
        return undefined;
    const { DynamoDBClient, openTable, openTurnItem } = await loadTables();
    const client = new DynamoDBClient(clientSettings);
    client.middlewareStack.add(lookBefore(options), { step: 'initialize' });
    const home = { kind: 'table', table, region: clientSettings.region };
    return {
        home,
        records: openTable(client, table, options.signal),
        turns: (address) => openTurnItem({ client, home, address }),
    };
}
async function loadTables() {
    const [{ DynamoDBClient }, { openTable }, { openTurnItem }] = await Promise.all([
        __webpack_require__.e( 305).then(__webpack_require__.t.bind(__webpack_require__, 4305, 19)),
        Promise.all( [__webpack_require__.e(305), __webpack_require__.e(686)]).then(__webpack_require__.bind(__webpack_require__, 7686)),
        Promise.all( [__webpack_require__.e(305), __webpack_require__.e(884)]).then(__webpack_require__.bind(__webpack_require__, 5503)),
    ]);
    return { DynamoDBClient, openTable, openTurnItem };
}
async function confirmAccount(connection, client) {
    const { allowedAccountIds, forbiddenAccountIds } = connection;
    if (allowedAccountIds.length === 0 && forbiddenAccountIds.length === 0)
        return;
    const { GetCallerIdentityCommand, STSClient } = await __webpack_require__.e( 695).then(__webpack_require__.t.bind(__webpack_require__, 1695, 19));
    const { Account = '' } = await (0,translate .Em)({ action: 'sts:GetCallerIdentity', resource: 'the account' }, () => new STSClient(client).send(new GetCallerIdentityCommand({})));
    const allowed = allowedAccountIds.length === 0 || allowedAccountIds.includes(Account);
    if (!allowed || forbiddenAccountIds.includes(Account)) {
        throw new backend .Y(`the credentials belong to the account ${Account}, which the backend's ${allowed ? 'forbidden_account_ids' : 'allowed_account_ids'} rules out.`);
    }
}
}),
3932:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Em: () => ( request),
GZ: () => ( isDenied),
Is: () => ( errorName),
Tl: () => ( translate),
dh: () => ( isConflict),
to: () => ( explained)
});
var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7934);
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _causes_causes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6011);
var _causes_refusal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2425);
function errorName(error) {
    return error instanceof Error ? error.name : '';
}
function httpStatus(error) {
    return error?.$metadata?.httpStatusCode;
}
function isDenied(error) {
    return (0,_causes_causes_js__WEBPACK_IMPORTED_MODULE_1__ .D)(refusalOf({ action: '', resource: '' }, error))?.isDenied ?? false;
}
function isConflict(error) {
    return [404, 409, 412].includes(httpStatus(error) ?? 0) && errorName(error) !== 'NoSuchBucket';
}
async function request(about, send) {
    try {
        return await send();
    }
    catch (cause) {
        if (errorName(cause) === 'AbortError')
            throw cause;
        throw translate(about, cause);
    }
}
function explained(credentials, about) {
    if (typeof credentials !== 'function')
        return credentials;
    const provide = credentials;
    const explaining = async (...args) => {
        try {
            return await provide(...args);
        }
        catch (cause) {
            throw httpStatus(cause) === undefined ? cause : translate(about, cause);
        }
    };
    return explaining;
}
function translate(about, cause) {
    if (cause instanceof _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y)
        return cause;
    const refusal = refusalOf(about, cause);
    const said = describe(refusal);
    const told = (0,_causes_causes_js__WEBPACK_IMPORTED_MODULE_1__ .D)(refusal);
    if (told === undefined) {
        const isLasting = refusal.status === 401 || refusal.status === 403;
        return new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`${(0,_causes_refusal_js__WEBPACK_IMPORTED_MODULE_2__ .gz)(refusal)}: ${said}`, { cause, isLasting });
    }
    const { sentence, ...kind } = told;
    return new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(`${sentence} (${said})`, { cause, ...kind });
}
function describe({ code, status, message }) {
    return `${[code || 'no code', ...(status === undefined ? [] : [status])].join(', ')}: ${message || 'no words'}`;
}
function refusalOf({ action, resource }, error) {
    const status = httpStatus(error);
    const said = valibot__WEBPACK_IMPORTED_MODULE_3__ .xLC(Said, error);
    const { $response, RequestTime, ServerTime, code, message } = said.success ? said.output : {};
    const answer = {
        action,
        resource,
        status,
        message: message ?? (error instanceof Error ? error.message : String(error)),
    };
    const headers = $response?.headers ?? {};
    const [oursMs, theirsMs] = [RequestTime ?? '', ServerTime ?? headers['date'] ?? ''].map(timeOf);
    const aheadMs = theirsMs === undefined ? undefined : (oursMs ?? Date.now()) - theirsMs;
    const name = errorName(error);
    return {
        ...answer,
        code: name === 'Error' && code !== undefined ? code : name,
        region: headers['x-amz-bucket-region'],
        aheadMs,
    };
}
const Text = valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP()), undefined));
const Said = valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({
    message: Text,
    code: Text,
    RequestTime: Text,
    ServerTime: Text,
    $response: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .Ikc({ headers: valibot__WEBPACK_IMPORTED_MODULE_3__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__ .g1P(valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__ .YjP())) })), undefined)),
});
function timeOf(text) {
    const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
    const time = Date.parse(text.replace(compact, '$1-$2-$3T$4:$5:$6Z'));
    return Number.isNaN(time) ? undefined : time;
}
}),
1577:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
LP: () => ( createStateLock),
X6: () => ( renderLockRecord)
});
var _state_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6736);
const LOCK_OPERATIONS = { plan: 'OperationTypePlan', apply: 'OperationTypeApply' };
function createStateLock(taker) {
    const { id, operation, address, actor, prNumber, runUrl } = taker;
    const purpose = prNumber === undefined ? '' : ` for #${prNumber}`;
    return {
        id,
        operation: LOCK_OPERATIONS[operation],
        info: toLine(`Lockstep: ${operation} by ${actor}${purpose}, ${runUrl}`),
        who: toLine(`${taker.user}@${taker.host}`),
        version: toLine(taker.toolVersion ?? ''),
        created: trimFraction(taker.takenAt.toISOString()),
        path: (0,_state_keys_js__WEBPACK_IMPORTED_MODULE_0__ .Gw)(address),
    };
}
function renderLockRecord(lock) {
    const record = {
        ID: lock.id,
        Operation: lock.operation,
        Info: lock.info,
        Who: lock.who,
        Version: lock.version,
        Created: trimFraction(lock.created),
        Path: lock.path,
    };
    return JSON.stringify(record)
        .replace(/(\\\\)|\\ud[89a-f][0-9a-f]{2}/g, (_, backslash) => backslash ?? String.raw `\ufffd`)
        .replace(/[<>&\u2028\u2029]/g, (found) => String.raw `\u` + found.charCodeAt(0).toString(16).padStart(4, '0'));
}
function trimFraction(time) {
    return time.replace(/\.(\d*?)0*(?=Z|[+-]|$)/, (_, digits) => (digits === '' ? '' : `.${digits}`));
}
const MAX_LINE_LENGTH = 500;
function toLine(text) {
    const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
    const characters = Array.from(line);
    return characters.length <= MAX_LINE_LENGTH ? line : `${characters.slice(0, MAX_LINE_LENGTH - 1).join('')}…`;
}
}),
7143:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
FF: () => ( APPLY_LOCK),
Pw: () => ( decideLockHold),
eV: () => ( decideLockReading),
vJ: () => ( isRecordOf)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
const APPLY_LOCK = 'OperationTypeApply';
const LockInfo = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    ID: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .hq()),
    Operation: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Info: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Who: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Version: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Created: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
    Path: valibot__WEBPACK_IMPORTED_MODULE_0__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), ''),
});
function parseStateLock(raw) {
    let json;
    try {
        json = JSON.parse(raw);
    }
    catch {
        return undefined;
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_0__ .xLC(LockInfo, json);
    if (!parsed.success)
        return undefined;
    const { ID, Operation, Info, Who, Version, Created, Path } = parsed.output;
    return { id: ID, operation: Operation, info: Info, who: Who, version: Version, created: Created, path: Path };
}
function decideLockReading(records) {
    const found = records.filter((record) => record.raw !== undefined);
    return found.length === 0 ? { kind: 'free' } : describeTaken(found);
}
function describeTaken(found) {
    const places = found.map((record) => record.place);
    for (const record of found) {
        const lock = parseStateLock(record.raw ?? '');
        if (lock !== undefined)
            return { kind: 'held', lock, places };
    }
    return { kind: 'unreadable', places };
}
function isRecordOf({ raw }, lockId) {
    return raw !== undefined && parseStateLock(raw)?.id === lockId;
}
function decideLockHold(records, lockId) {
    const anothers = records.filter((record) => record.raw !== undefined && !isRecordOf(record, lockId));
    if (anothers.length > 0)
        return { kind: 'anothers', reading: describeTaken(anothers) };
    return records.every((record) => isRecordOf(record, lockId)) ? { kind: 'ours' } : { kind: 'gone' };
}
}),
6736:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
B3: () => ( workspaceOf),
BQ: () => ( statePath),
Gw: () => ( lockItemId),
IA: () => ( decidePrKey),
NP: () => ( parseReviewKey),
Ov: () => ( describePrPaths),
SA: () => ( reviewKey),
TQ: () => ( digestItemId),
cN: () => ( turnItemId),
eM: () => ( TURN_OBJECT_SUFFIX),
eQ: () => ( LOCKFILE_SUFFIX),
mc: () => ( turnObjectKey),
pN: () => ( lockfileKey),
qQ: () => ( firstReviewKey)
});
var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
var node_path__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
var _pattern_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6412);
function lockItemId(address) {
    return `${address.bucket}/${address.path}`;
}
function digestItemId(address) {
    return `${lockItemId(address)}-md5`;
}
function lockfileKey(address) {
    return address.path + LOCKFILE_SUFFIX;
}
function turnItemId(address) {
    return `${lockItemId(address)}#lockstep`;
}
function turnObjectKey(address) {
    return address.path + TURN_OBJECT_SUFFIX;
}
function reviewKey(address, headSha) {
    return `${address.path}.${headSha}${REVIEW_SUFFIX}`;
}
function firstReviewKey(address) {
    return address.path + REVIEW_SUFFIX;
}
function parseReviewKey(key) {
    if (!key.endsWith(REVIEW_SUFFIX))
        return undefined;
    const before = key.slice(0, -REVIEW_SUFFIX.length);
    const [commit, headSha] = COMMIT_AT_END.exec(before) ?? [''];
    return { path: before.slice(0, before.length - commit.length), headSha };
}
const COMMIT_AT_END = /\.([0-9a-f]{40}|[0-9a-f]{64})$/;
const LOCKFILE_SUFFIX = '.tflock';
const TURN_OBJECT_SUFFIX = '.lockstep.json';
const REVIEW_SUFFIX = '.review.json';
function statePath(key, workspace) {
    if (workspace.name === 'default')
        return key;
    return node_path__WEBPACK_IMPORTED_MODULE_0__.posix.join(workspace.keyPrefix, workspace.name, key);
}
function workspaceOf(address) {
    const before = address.path.slice(0, Math.max(0, address.path.length - address.key.length - 1));
    return address.path === address.key ? 'default' : (before.split('/').at(-1) ?? 'default');
}
function fillPrKeyTemplate(template, prodKey, prNumber) {
    const slash = prodKey.lastIndexOf('/');
    const dir = slash < 0 ? '' : prodKey.slice(0, slash);
    const file = prodKey.slice(slash + 1);
    const fill = { dir, file, pr: String(prNumber) };
    return cleanKey(template.replace(/\{(dir|file|pr)\}/g, (_, name) => fill[name] ?? ''));
}
const ANY_PR = '{pr}';
function describePrPaths(template, prodKey, workspace) {
    const path = statePath(fillPrKeyTemplate(template, prodKey, ANY_PR), workspace);
    const [prefix = '', ...rest] = path.split(ANY_PR);
    const escaped = [prefix, ...rest].map(_pattern_js__WEBPACK_IMPORTED_MODULE_1__ .M);
    const pattern = new RegExp(`^${escaped[0] ?? ''}([1-9]\\d*)${escaped.slice(1).join('\\1')}$`);
    return {
        prefix,
        pattern: path.replaceAll(ANY_PR, '*'),
        prNumberOf: (path) => {
            const number = Number(pattern.exec(path)?.[1] ?? NaN);
            return number < 2 ** 31 ? number : undefined;
        },
    };
}
function decidePrKey({ template, prodKey, prNumber, workspaceKeyPrefix }) {
    const key = fillPrKeyTemplate(template, prodKey, prNumber);
    const refuse = (why) => ({
        kind: 'refused',
        reason: `pr-state-key ${JSON.stringify(template)} gives ${JSON.stringify(key)} for pull request ${prNumber}: ${why}`,
    });
    if (key === '' || key.endsWith('/'))
        return refuse('that is no object key. Name a file, as in {dir}/pr-{pr}/{file}.');
    if (key.split('/').includes('..'))
        return refuse('a key with ".." in it is not allowed.');
    const prod = cleanKey(node_path__WEBPACK_IMPORTED_MODULE_0__.posix.normalize(prodKey));
    if (key === prod || key === prodKey) {
        return refuse('that is the prod key. A pull request may never touch it; use a template such as {dir}/pr-{pr}/{file}.');
    }
    const workspaces = cleanKey(`${workspaceKeyPrefix}/`);
    if (workspaces !== '' && key.startsWith(workspaces)) {
        return refuse(`everything under ${workspaces} is the state of a workspace.`);
    }
    if (isReserved(key, prod) || isReserved(prod, key)) {
        return refuse('that name belongs to the lock or the records of the prod key.');
    }
    if (Buffer.byteLength(key) > 1024 - COMPANION_BYTES) {
        return refuse('S3 allows 1024 bytes, and the names beside it need some of them.');
    }
    return { kind: 'key', key };
}
const COMPANION_BYTES = 80;
const RESERVED_SUFFIXES = [LOCKFILE_SUFFIX, '-md5', '#lockstep', TURN_OBJECT_SUFFIX];
function isReserved(name, key) {
    return RESERVED_SUFFIXES.some((suffix) => name === key + suffix) || parseReviewKey(name)?.path === key;
}
function cleanKey(key) {
    return key
        .split('/')
        .filter((part, index, parts) => part !== '.' && (part !== '' || index === parts.length - 1))
        .join('/');
}
}),
6412:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
M: () => ( escapePattern)
});
function escapePattern(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
}),
4018:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
A: () => ( planRemoval),
d: () => ( NO_VERSION)
});
const NO_VERSION = 'null';
function planRemoval(versions, current) {
    const keepsVersions = (current !== undefined && current.versionId !== NO_VERSION) ||
        versions.some(({ isCurrent, versionId }) => isCurrent && versionId !== NO_VERSION);
    const listed = versions.filter(({ versionId }) => keepsVersions || versionId !== NO_VERSION);
    return {
        earlier: listed.filter(({ kind, versionId, isCurrent }) => kind === 'version' && (current === undefined ? !isCurrent : versionId !== current.versionId)),
        markers: listed.filter(({ kind }) => kind === 'delete-marker'),
    };
}
}),
8863:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
FR: () => ( parseBesideState),
Wr: () => ( renderPointer),
i: () => ( isSameHome),
xw: () => ( TableHomeShape)
});
var valibot__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7934);
const POINTER_VERSION = 2;
const TableHomeShape = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({
    kind: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz('table'),
    table: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .yGV(/^[\w.:/-]{1,1024}$/)),
    region: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_0__ .yGV(/^[a-z0-9-]{1,64}$/)),
});
const Pointer = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_0__ .euz(POINTER_VERSION), home: TableHomeShape });
const Versioned = valibot__WEBPACK_IMPORTED_MODULE_0__ .Ikc({ version: valibot__WEBPACK_IMPORTED_MODULE_0__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_0__ .aig(), valibot__WEBPACK_IMPORTED_MODULE_0__ .ndf()) });
function parseBesideState(body) {
    const json = JSON.parse(body);
    const pointer = valibot__WEBPACK_IMPORTED_MODULE_0__ .xLC(Pointer, json);
    if (pointer.success)
        return { kind: 'pointer', home: pointer.output.home };
    if (!valibot__WEBPACK_IMPORTED_MODULE_0__.is(Versioned, json))
        throw new Error('it names no version');
    return { kind: 'document' };
}
function renderPointer(home) {
    return JSON.stringify({
        version: POINTER_VERSION,
        home: { kind: home.kind, table: home.table, region: home.region },
        note: 'The queue of the state beside this object is an item of this table. See docs/locking.md of Lockstep.',
    });
}
function isSameHome(one, other) {
    if (one.kind === 'object' || other.kind === 'object')
        return one.kind === other.kind;
    return one.table === other.table && one.region === other.region;
}
})
};
