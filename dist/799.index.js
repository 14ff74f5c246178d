export const id = 799;
export const ids = [799];
export const modules = {
1799:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  openAwsBackend: () => ( openAwsBackend)
});
var dist_cjs = __webpack_require__(3711);
var backend = __webpack_require__(1395);
var keys = __webpack_require__(6736);
var external_node_path_ = __webpack_require__(6760);
var stack_tool = __webpack_require__(4705);
var external_node_http_ = __webpack_require__(7067);
var external_node_https_ = __webpack_require__(4708);
var external_node_tls_ = __webpack_require__(1692);
var external_node_net_ = __webpack_require__(7030);
var external_node_url_ = __webpack_require__(3136);
;
function openProxyChoice({ httpProxy, httpsProxy, noProxy }) {
    const proxies = {
        'http:': parseProxy(httpProxy),
        'https:': parseProxy(httpsProxy),
    };
    const isExcepted = openExceptions(noProxy ?? '');
    return (to) => {
        const proxy = proxies[to.protocol];
        return proxy === undefined || isExcepted(to) ? undefined : proxy;
    };
}
function parseProxy(text) {
    if (text === undefined || text === '')
        return undefined;
    const url = URL.parse(text);
    return url === null || url.host === '' ? (URL.parse(`http://${text}`) ?? undefined) : url;
}
function openExceptions(noProxy) {
    const rules = [];
    for (const entry of noProxy.split(',').map((part) => part.trim().toLowerCase())) {
        if (entry === '')
            continue;
        rules.push(entry === '*' ? () => true : ruleOf(entry));
    }
    return (to) => {
        const host = to.hostname.replace(/^\[|\]$/g, '');
        const port = to.port === '' ? (to.protocol === 'https:' ? '443' : '80') : to.port;
        if (host === 'localhost' || isLoopback(host))
            return true;
        return rules.some((matches) => matches(host, port));
    };
}
function ruleOf(entry) {
    const network = parseNetwork(entry);
    if (network !== undefined)
        return (host) => (0,external_node_net_.isIP)(host) === (0,external_node_net_.isIP)(network.address) && contains(network.block, host);
    const [host, port] = splitPort(entry);
    const hasPort = (other) => port === '' || port === other;
    if ((0,external_node_net_.isIP)(host) !== 0) {
        const one = new external_node_net_.BlockList();
        one.addAddress(host, familyOf(host));
        return (other, otherPort) => contains(one, other) && hasPort(otherPort);
    }
    if (host === '')
        return () => false;
    const name = host.startsWith('*.') ? host.slice(1) : host;
    const isWithName = !name.startsWith('.');
    const suffix = toAscii(isWithName ? `.${name}` : name);
    return (other, otherPort) => (0,external_node_net_.isIP)(other) === 0 && (other.endsWith(suffix) || (isWithName && other === suffix.slice(1))) && hasPort(otherPort);
}
function toAscii(name) {
    return /^[\x00-\x7f]*$/.test(name) ? name : `.${(0,external_node_url_.domainToASCII)(name.slice(1))}`;
}
function parseNetwork(entry) {
    const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
    const family = (0,external_node_net_.isIP)(address);
    if (family === 0 || Number(length) > (family === 4 ? 32 : 128))
        return undefined;
    const block = new external_node_net_.BlockList();
    block.addSubnet(address, Number(length), familyOf(address));
    return { address, block };
}
function splitPort(entry) {
    const [, bracketed, plain, port = ''] = /^(?:\[(.*)\]|([^:]*)):([^:]*)$/.exec(entry) ?? [];
    const host = bracketed ?? plain;
    return host === undefined ? [entry, ''] : [host, port];
}
function isLoopback(host) {
    return (0,external_node_net_.isIP)(host) === 4 ? host.startsWith('127.') : host === '::1';
}
function contains(block, host) {
    return (0,external_node_net_.isIP)(host) !== 0 && block.check(host, familyOf(host));
}
function familyOf(address) {
    return (0,external_node_net_.isIP)(address) === 6 ? 'ipv6' : 'ipv4';
}
;
const POOL = { keepAlive: true, maxSockets: 50 };
async function openAgents(proxies, tls) {
    const { rejectUnauthorized } = tls;
    const secure = { ...POOL, rejectUnauthorized };
    const contextOf = openContext(tls);
    class TrustingAgent extends external_node_https_.Agent {
        createConnection(...[options, ...rest]) {
            return super.createConnection(Object.assign({}, options, { secureContext: contextOf() }), ...rest);
        }
    }
    const direct = { http: new external_node_http_.Agent(POOL), https: new TrustingAgent(secure) };
    if (!proxies.httpProxy && !proxies.httpsProxy)
        return { httpAgent: direct.http, httpsAgent: direct.https };
    const { Agent } = await __webpack_require__.e( 319).then(__webpack_require__.bind(__webpack_require__, 2700));
    const choose = openProxyChoice(proxies);
    const opened = new Map();
    class ProxyingAgent extends Agent {
        async connect(_request, to) {
            const isSecure = to.secureEndpoint;
            const { host = '', port } = to;
            const name = host.includes(':') ? `[${host}]` : host;
            const proxy = choose(new URL(`${isSecure ? 'https' : 'http'}://${name}:${port ?? ''}`));
            if (proxy === undefined)
                return isSecure ? direct.https : direct.http;
            if (isSecure)
                Object.assign(to, { secureContext: contextOf() });
            const key = `${isSecure ? 'https' : 'http'} ${proxy.href}`;
            const options = { ...secure, ...(proxy.protocol === 'https:' ? { secureContext: contextOf() } : {}) };
            const agent = opened.get(key) ?? (await openProxyAgent(proxy, { isSecure, options }));
            opened.set(key, agent);
            return agent;
        }
        destroy() {
            for (const agent of [direct.http, direct.https, ...opened.values()])
                agent.destroy();
            super.destroy();
        }
    }
    const agent = new ProxyingAgent(secure);
    return { httpAgent: agent, httpsAgent: agent };
}
function openContext({ rejectUnauthorized, trusted }) {
    let context;
    return () => {
        const ca = context === undefined && rejectUnauthorized ? trusted() : undefined;
        context ??= (0,external_node_tls_.createSecureContext)(ca === undefined ? {} : { ca: [...ca] });
        return context;
    };
}
async function openProxyAgent(proxy, { isSecure, options }) {
    switch (proxy.protocol) {
        case 'http:':
        case 'https:': {
            if (isSecure)
                return new (await Promise.all( [__webpack_require__.e(642), __webpack_require__.e(566)]).then(__webpack_require__.bind(__webpack_require__, 1566))).HttpsProxyAgent(proxy, options);
            return new (await Promise.all( [__webpack_require__.e(642), __webpack_require__.e(947)]).then(__webpack_require__.bind(__webpack_require__, 1328))).HttpProxyAgent(proxy, { ...options, keepAlive: false });
        }
        case 'socks5:':
        case 'socks5h:': {
            const { SocksProxyAgent } = await Promise.all( [__webpack_require__.e(642), __webpack_require__.e(814)]).then(__webpack_require__.bind(__webpack_require__, 5814));
            return new SocksProxyAgent(proxy.href.replace(/^socks5:/, 'socks5h:'), options);
        }
        default:
            throw new backend .Y(`the proxy of the backend has the scheme ${proxy.protocol.slice(0, -1)}, and only http, https and socks5 are known. Correct the proxy settings of the backend or of the environment.`, { isLasting: true });
    }
}
;
function givenEndpointOf(service, connection) {
    const { s3Endpoint, dynamodbEndpoint, stsEndpoint, ssoEndpoint } = connection;
    return { s3: s3Endpoint, dynamodb: dynamodbEndpoint, sts: stsEndpoint, sso: ssoEndpoint }[service];
}
function endpointOf(service, { connection, profile, env, }) {
    const given = givenEndpointOf(service, connection);
    if (given !== undefined)
        return given;
    const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] || profile.get('ignore_configured_endpoint_urls');
    if (ignored?.toLowerCase() === 'true')
        return undefined;
    return env['AWS_ENDPOINT_URL'] || profile.ofService(service, 'endpoint_url') || profile.get('endpoint_url');
}
;
function proxySettingsOf({ httpProxy, httpsProxy, noProxy }, { env, tool }) {
    const ofEnvironment = (name) => env[name] || env[name.toLowerCase()] || undefined;
    const forBoth = tool.name === 'terraform' ? httpProxy : undefined;
    return {
        httpProxy: httpProxy ?? ofEnvironment('HTTP_PROXY'),
        httpsProxy: httpsProxy ?? ofEnvironment('HTTPS_PROXY') ?? forBoth,
        noProxy: noProxy ?? ofEnvironment('NO_PROXY'),
    };
}
var external_node_fs_ = __webpack_require__(3024);
var promises_ = __webpack_require__(1455);
;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
async function readBundle(path, named) {
    let content;
    try {
        content = await (0,promises_.readFile)(path, 'latin1');
    }
    catch (cause) {
        throw new backend .Y(`the certificates of ${path} cannot be read (${String(cause)}). Correct ${named}, which names this file.`, { cause, isLasting: true });
    }
    const found = content.match(CERTIFICATE);
    if (found === null) {
        throw new backend .Y(`there is no certificate in ${path}. Correct ${named}, which names this file.`, {
            isLasting: true,
        });
    }
    return found;
}
const FILES = [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/ca-bundle.pem',
    '/etc/pki/tls/cacert.pem',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/ssl/cert.pem',
];
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];
function readSystemTrust({ env, directory, platform = process.platform, }) {
    if (platform !== 'linux')
        return fromSystem();
    const found = new Set();
    const keep = (content) => {
        for (const certificate of content?.match(CERTIFICATE) ?? [])
            found.add(certificate);
        return content !== undefined;
    };
    const files = env['SSL_CERT_FILE'] ? [env['SSL_CERT_FILE']] : FILES;
    for (const file of files)
        if (keep(read((0,external_node_path_.resolve)(directory, file))))
            break;
    const folders = env['SSL_CERT_DIR'] ? env['SSL_CERT_DIR'].split(':') : FOLDERS;
    for (const folder of folders) {
        const path = (0,external_node_path_.resolve)(directory, folder);
        for (const name of namesIn(path))
            keep(read((0,external_node_path_.resolve)(path, name)));
    }
    return [...found];
}
function read(path) {
    try {
        return (0,external_node_fs_.readFileSync)(path, 'latin1');
    }
    catch {
        return undefined;
    }
}
function namesIn(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder);
    }
    catch {
        return [];
    }
}
function fromSystem() {
    const ask = external_node_tls_.getCACertificates;
    const found = ask?.('system') ?? [];
    return found.length === 0 ? undefined : found;
}
var stall = __webpack_require__(433);
;
const CONNECTION_TIMEOUT_MS = 5000;
const USUAL_ATTEMPTS = 3;
async function connect(connection, { env, profile, tool, stallMs = stall .Gn }) {
    const places = { connection, profile, env };
    const bundle = await readGivenBundle(connection, profile);
    const requestHandler = {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        socketTimeout: stallMs,
        ...(await openAgents(proxySettingsOf(connection, { env, tool }), {
            rejectUnauthorized: !connection.insecure,
            trusted: () => bundle ?? readSystemTrust({ env, directory: connection.directory }),
        })),
    };
    const said = (variable, setting) => env[variable] || profile.get(setting);
    const attempts = Number.parseInt(said('AWS_MAX_ATTEMPTS', 'max_attempts') ?? '', 10) || USUAL_ATTEMPTS;
    const retryMode = connection.retryMode ?? profile.get('retry_mode');
    const useDualstack = readFlag(connection.useDualstackEndpoint, {
        variable: env['AWS_USE_DUALSTACK_ENDPOINT'],
        setting: profile.get('use_dualstack_endpoint'),
        tool,
    });
    const useFips = readFlag(connection.useFipsEndpoint, {
        variable: env['AWS_USE_FIPS_ENDPOINT'],
        setting: profile.get('use_fips_endpoint'),
        tool,
    });
    const settingsFor = (service, of) => ({
        region: (service === 'sts' ? connection.stsRegion : undefined) ?? connection.region ?? 'us-east-1',
        ...(of.endpoint === undefined ? {} : { endpoint: of.endpoint }),
        ignoreConfiguredEndpointUrls: true,
        maxAttempts: of.maxAttempts,
        retryMode: retryMode === 'adaptive' ? 'adaptive' : 'standard',
        useDualstackEndpoint: of.endpoint === undefined && useDualstack,
        useFipsEndpoint: of.endpoint === undefined && useFips,
        requestHandler,
    });
    return {
        clientSettings: (service) => settingsFor(service, {
            endpoint: endpointOf(service, places),
            maxAttempts: connection.maxAttempts ?? attempts,
        }),
        forCredentials: (service) => settingsFor(service, { endpoint: givenEndpointOf(service, connection), maxAttempts: attempts }),
        s3: { forcePathStyle: connection.usePathStyle, ...checksumsOf(connection, { said, tool }) },
        dynamodb: {
            accountIdEndpointMode: (0,stack_tool .Tg)(11, tool)
                ? accountMode(said('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'account_id_endpoint_mode'))
                : 'disabled',
        },
    };
}
function readFlag(ofBlock, of) {
    if (ofBlock === true)
        return true;
    if (of.variable) {
        return of.variable.toLowerCase() === 'true' || (ofBlock === undefined && !(0,stack_tool .Tg)(15, of.tool));
    }
    return of.setting?.toLowerCase() === 'true';
}
function checksumsOf({ skipS3Checksum }, { said, tool }) {
    const hasNone = skipS3Checksum && !(0,stack_tool .Tg)(11, tool);
    const read = (variable, setting) => hasNone || said(variable, setting)?.toLowerCase() === 'when_required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
    return {
        requestChecksumCalculation: read('AWS_REQUEST_CHECKSUM_CALCULATION', 'request_checksum_calculation'),
        responseChecksumValidation: read('AWS_RESPONSE_CHECKSUM_VALIDATION', 'response_checksum_validation'),
    };
}
function accountMode(said) {
    return said === 'required' || said === 'disabled' ? said : 'preferred';
}
async function readGivenBundle({ caBundle, directory }, profile) {
    if (caBundle !== undefined)
        return readBundle(caBundle, 'custom_ca_bundle of the backend, or AWS_CA_BUNDLE');
    const ofProfile = profile.get('ca_bundle');
    return ofProfile === undefined ? undefined : readBundle((0,external_node_path_.resolve)(directory, ofProfile), 'ca_bundle of the profile');
}
var environment = __webpack_require__(5929);
var external_node_os_ = __webpack_require__(8161);
;
const isBlank = (char) => char === ' ' || char === '\t';
function parseIni(content) {
    const sections = new Map();
    let section;
    let last = '';
    for (const line of content.split(/\r?\n/)) {
        if (line.trim() === '' || /^[ \t]*[#;]/.test(line))
            continue;
        const header = /^\[(.*)\]$/s.exec(line.replace(/[#;].*$/s, '').trim());
        if (header !== null) {
            const name = (header[1] ?? '').trim().replace(/^(\S+)[ \t]+/, '$1 ');
            section = sections.get(name) ?? new Map();
            sections.set(name, section);
            last = '';
            continue;
        }
        if (section === undefined)
            continue;
        const isIndented = isBlank(line[0]);
        const property = splitProperty(isIndented ? line.trimStart() : withoutComment(line).trimEnd());
        const before = section.get(last);
        if (property === undefined) {
            if (isIndented && before !== undefined && before.text !== '') {
                section.set(last, { ...before, text: `${before.text}\n${line.trimStart()}` });
            }
        }
        else if (isIndented && last !== '' && before?.text === '') {
            section.set(last, { text: '', inner: new Map([...before.inner, [property.name, property.value]]) });
        }
        else {
            last = property.name;
            const value = isIndented ? withoutComment(property.value).trim() : property.value;
            section.set(last, { text: value, inner: new Map() });
        }
    }
    return sections;
}
function withoutComment(text) {
    return text.replace(/[ \t][#;].*$/s, '');
}
function splitProperty(text) {
    const match = /^([^=:]*)[=:](.*)$/s.exec(text);
    if (match === null)
        return undefined;
    const value = (match[2] ?? '').trim();
    const isQuoted = value.length > 1 && /^(?:'.*'|".*")$/s.test(value);
    return { name: (match[1] ?? '').trim().toLowerCase(), value: isQuoted ? value.slice(1, -1) : value };
}
;
const MERGED = new Set([
    ...['role_arn', 'source_profile', 'credential_source', 'external_id', 'mfa_serial', 'role_session_name', 'region'],
    ...['endpoint_discovery_enabled', 'credential_process', 'web_identity_token_file', 's3_use_arn_region'],
    ...['s3_disable_multiregion_access_points', 'ec2_metadata_service_endpoint_mode', 'ec2_metadata_service_endpoint'],
    ...['ec2_metadata_v1_disabled', 'use_dualstack_endpoint', 'use_fips_endpoint', 'defaults_mode', 'retry_mode'],
    ...['ca_bundle', 'duration_seconds', 'max_attempts', 'sso_session', 'sso_account_id', 'sso_region'],
    ...['sso_role_name', 'sso_start_url'],
]);
const [KEY, SECRET, TOKEN] = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];
async function readSharedFiles(configFiles, credentialsFiles) {
    const sections = profilesOf(await readAndMerge(configFiles));
    const ofCredentials = await readAndMerge(credentialsFiles);
    for (const name of ofCredentials.keys()) {
        if (name.startsWith(PROFILE))
            ofCredentials.delete(name);
    }
    merge(sections, ofCredentials);
    return sections;
}
async function readAndMerge(files) {
    const merged = new Map();
    for (const file of files) {
        const content = await (0,promises_.readFile)(file, 'utf8').catch(() => '');
        merge(merged, sectionsOf(parseIni(content)));
    }
    return merged;
}
function sectionsOf(parsed) {
    return new Map([...parsed].map(([name, values]) => [name, { values, isPartial: values.has(KEY) !== values.has(SECRET) }]));
}
function merge(into, from) {
    for (const [name, { values, isPartial }] of from) {
        const before = into.get(name);
        if (before === undefined) {
            into.set(name, { values, isPartial });
            continue;
        }
        const taken = [...values].filter(([setting]) => MERGED.has(setting) || (values.has(KEY) && values.has(SECRET) && [KEY, SECRET, TOKEN].includes(setting)));
        into.set(name, { values: new Map([...before.values, ...taken]), isPartial });
    }
}
const PROFILE = 'profile ';
function profilesOf(sections) {
    const kept = [...sections].filter(([name]) => /^(?:sso-session |services |default$)/i.test(name));
    const profiles = [...sections].filter(([name]) => name.startsWith(PROFILE));
    return new Map([...kept, ...profiles.map(([name, section]) => [name.slice(PROFILE.length), section])]);
}
;
const OF_ROLE = ['role_arn', 'external_id', 'mfa_serial', 'role_session_name', 'source_profile'];
const OF_CREDENTIALS = [
    ...['credential_source', 'credential_process', 'web_identity_token_file', 'aws_access_key_id'],
    ...['aws_secret_access_key', 'aws_session_token', 'sso_account_id', 'sso_region', 'sso_role_name', 'sso_start_url'],
];
async function loadProfile(connection, env) {
    const home = env['HOME'] || (0,external_node_os_.homedir)();
    const { sharedConfigFiles, sharedCredentialsFiles } = connection;
    const sections = await readSharedFiles(sharedConfigFiles.length > 0 ? sharedConfigFiles : [(0,external_node_path_.join)(home, '.aws', 'config')], sharedCredentialsFiles.length > 0 ? sharedCredentialsFiles : [(0,external_node_path_.join)(home, '.aws', 'credentials')]);
    const asked = connection.profile ?? (env['AWS_PROFILE'] || undefined);
    const name = asked ?? (env['AWS_DEFAULT_PROFILE'] || 'default');
    if (asked === undefined && !sections.has(name))
        return profileOf(name, NOTHING, sections);
    return profile_link(name, sections, new Set());
}
const NOTHING = { values: new Map(), isPartial: false };
function profile_link(name, sections, seen) {
    const section = sections.get(name);
    if (section === undefined) {
        throw unusable(name, 'is in none of the shared configuration and credentials files. Correct its name, or the files');
    }
    if (section.isPartial)
        throw unusable(name, 'has one of aws_access_key_id and aws_secret_access_key only');
    const profile = profileOf(name, seen.has(name) ? without(section, OF_ROLE) : section, sections);
    if (!seen.has(name)) {
        const needy = ['source_profile', 'credential_source', 'web_identity_token_file'].find((one) => profile.get(one));
        if (needy !== undefined && profile.get('role_arn') === undefined)
            throw unusable(name, `has ${needy} without role_arn`);
    }
    if (seen.size > 0 && hasKeys(profile))
        return profile;
    const kinds = ['source_profile', 'credential_source', 'credential_process', 'web_identity_token_file'].filter((one) => profile.get(one));
    if (kinds.length > 1)
        throw unusable(name, `has more than one of ${kinds.join(' and ')}`);
    const sourceName = profile.get('source_profile');
    if (sourceName === undefined)
        return profile;
    const source = profile_link(sourceName, sections, new Set([...seen, name]));
    const isNoSource = source.source === undefined && !hasSso(source) && !hasKeys(source) && kindsOf(source).length === 0;
    if (isNoSource)
        throw unusable(name, `has the source_profile ${sourceName}, which has no credentials`);
    return profileOf(name, without(section, OF_CREDENTIALS), sections, source);
}
function profileOf(name, { values }, sections, source) {
    const get = (setting) => values.get(setting)?.text || undefined;
    return {
        name,
        get,
        source,
        ofService: (service, setting) => sections
            .get(`services ${get('services') ?? ''}`)
            ?.values.get(service)
            ?.inner.get(setting) || undefined,
        ofSession: (setting) => sections.get(`sso-session ${(get('sso_session') ?? '').trim()}`)?.values.get(setting)?.text || undefined,
    };
}
function without({ values, isPartial }, settings) {
    return { values: new Map([...values].filter(([setting]) => !settings.includes(setting))), isPartial };
}
function hasKeys(profile) {
    return profile.get('aws_access_key_id') !== undefined && profile.get('aws_secret_access_key') !== undefined;
}
function hasSso(profile) {
    return ['sso_session', 'sso_region', 'sso_account_id', 'sso_start_url', 'sso_role_name'].some((one) => profile.get(one));
}
function kindsOf(profile) {
    return ['source_profile', 'credential_source', 'credential_process', 'web_identity_token_file'].filter((one) => profile.get(one));
}
function unusable(name, why) {
    return new backend .Y(`the AWS profile ${name} ${why}.`, { isLasting: true });
}
;
function chooseCredentials(given) {
    const { staticCredentials, assumeRoleWithWebIdentity, assumeRole } = given.connection;
    const base = staticCredentials !== undefined
        ? { kind: 'keys', from: 'backend', ...staticCredentials }
        : assumeRoleWithWebIdentity !== undefined
            ? { kind: 'web-identity', role: assumeRoleWithWebIdentity, sts: 'backend' }
            : chooseOfSdk(given);
    return assumeRole === undefined ? base : { kind: 'role', role: assumeRole, base, sts: 'backend' };
}
function chooseOfSdk({ connection, env, profile }) {
    if (connection.profile !== undefined)
        return ofProfile(profile, { connection, env });
    const keys = keysOfEnvironment(env);
    if (keys !== undefined)
        return keys;
    const tokenFile = env['AWS_WEB_IDENTITY_TOKEN_FILE'] || undefined;
    if (tokenFile === undefined)
        return ofProfile(profile, { connection, env });
    const roleArn = env['AWS_ROLE_ARN'] || undefined;
    if (roleArn === undefined) {
        throw new backend .Y('AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not. Set both, or neither.');
    }
    const sessionName = env['AWS_ROLE_SESSION_NAME'] || undefined;
    return webIdentity({ roleArn, sessionName, tokenFile: (0,external_node_path_.resolve)(connection.directory, tokenFile) });
}
function keysOfEnvironment(env) {
    const accessKeyId = env['AWS_ACCESS_KEY_ID'] || env['AWS_ACCESS_KEY'];
    const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] || env['AWS_SECRET_KEY'];
    if (!accessKeyId || !secretAccessKey)
        return undefined;
    const sessionToken = env['AWS_SESSION_TOKEN'] || undefined;
    const accountId = env['AWS_ACCOUNT_ID'] || undefined;
    return { kind: 'keys', from: 'environment', accessKeyId, secretAccessKey, sessionToken, accountId };
}
function ofProfile(profile, around) {
    const { get, name } = profile;
    const tokenFile = get('web_identity_token_file');
    const roleArn = get('role_arn');
    if (profile.source === undefined && !hasKeys(profile) && get('credential_source') === undefined && tokenFile) {
        return webIdentity({
            roleArn: roleArn ?? '',
            sessionName: get('role_session_name'),
            tokenFile: (0,external_node_path_.resolve)(around.connection.directory, tokenFile),
        });
    }
    const base = baseOfProfile(profile, around);
    if (roleArn === undefined)
        return base;
    if (get('mfa_serial') !== undefined) {
        throw new backend .Y(`the AWS profile ${name} has mfa_serial: nobody can be asked for a code here, nor can Terraform. Use a role that needs none.`, { isLasting: true });
    }
    const seconds = Number(get('duration_seconds') ?? '');
    const role = {
        roleArn,
        sessionName: get('role_session_name'),
        externalId: get('external_id'),
        durationSeconds: seconds >= 960 ? seconds : undefined,
        policy: undefined,
        policyArns: [],
        sourceIdentity: undefined,
        tags: {},
        transitiveTagKeys: [],
    };
    return { kind: 'role', role, base, sts: 'profile' };
}
function baseOfProfile(profile, around) {
    const { get } = profile;
    if (profile.source !== undefined)
        return ofProfile(profile.source, around);
    if (hasKeys(profile)) {
        return {
            kind: 'keys',
            from: 'profile',
            accessKeyId: get('aws_access_key_id') ?? '',
            secretAccessKey: get('aws_secret_access_key') ?? '',
            sessionToken: get('aws_session_token'),
            accountId: get('aws_account_id'),
        };
    }
    const source = get('credential_source');
    if (source !== undefined)
        return ofCredentialSource(source, profile.name, around);
    if (hasSso(profile))
        return ofSso(profile);
    const command = get('credential_process');
    if (command !== undefined)
        return { kind: 'process', command, profile: profile.name };
    return ofContainer(around.env) ?? { kind: 'metadata' };
}
function ofCredentialSource(source, name, { env }) {
    switch (source) {
        case 'Ec2InstanceMetadata':
            return { kind: 'metadata' };
        case 'Environment': {
            const keys = keysOfEnvironment(env);
            if (keys !== undefined)
                return keys;
            break;
        }
        case 'EcsContainer': {
            const container = ofContainer(env);
            if (container !== undefined)
                return container;
            break;
        }
        default:
            throw new backend .Y(`the AWS profile ${name} has the credential_source ${source}; it can be Environment, Ec2InstanceMetadata or EcsContainer.`, { isLasting: true });
    }
    throw new backend .Y(`the AWS profile ${name} has the credential_source ${source}, and there is nothing.`, {
        isLasting: true,
    });
}
function ofContainer(env) {
    const path = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || undefined;
    const url = env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || undefined;
    return path === undefined && url === undefined ? undefined : { kind: 'container', path, url };
}
function ofSso({ name, get, ofSession }) {
    const session = get('sso_session');
    const of = session === undefined ? get : ofSession;
    const given = {
        accountId: get('sso_account_id'),
        roleName: get('sso_role_name'),
        region: of('sso_region'),
        startUrl: of('sso_start_url'),
    };
    const { accountId, roleName, region, startUrl } = given;
    if (accountId === undefined || roleName === undefined || region === undefined || startUrl === undefined) {
        throw new backend .Y(`the AWS profile ${name} is for IAM Identity Center and lacks one of sso_account_id, sso_role_name, sso_region and sso_start_url.`, { isLasting: true });
    }
    return { kind: 'sso', accountId, roleName, region, cachedAs: session ?? startUrl };
}
function webIdentity(given) {
    const { roleArn, sessionName, tokenFile } = given;
    const role = {
        roleArn,
        sessionName,
        durationSeconds: undefined,
        policy: undefined,
        policyArns: [],
        token: { kind: 'file', path: tokenFile },
    };
    return { kind: 'web-identity', role, sts: 'profile' };
}
function firstOf(source) {
    return source.kind === 'role' ? firstOf(source.base) : source;
}
var external_node_child_process_ = __webpack_require__(1421);
var dist = __webpack_require__(7934);
;
const Printed = dist .Ikc({
    Version: dist .euz(1),
    AccessKeyId: dist .FsL(dist .YjP(), dist .hq()),
    SecretAccessKey: dist .FsL(dist .YjP(), dist .hq()),
    SessionToken: dist .lqM(dist .YjP()),
    Expiration: dist .lqM(dist .FsL(dist .YjP(), dist .yhX())),
});
const WITHIN_MS = 60_000;
async function runCredentialProcess(command, { env, directory, profile }) {
    const unusable = (why, cause) => new backend .Y(`the credential_process of the AWS profile ${profile} ${why}.`, { cause, isLasting: true });
    const printed = await new Promise((resolve, reject) => {
        (0,external_node_child_process_.execFile)('sh', ['-c', command], { cwd: directory, env, timeout: WITHIN_MS }, (error, stdout) => {
            if (error === null)
                resolve(stdout);
            else
                reject(unusable(`failed (${error.killed ? 'it took more than a minute' : `exit code ${error.code ?? ''}`})`, error));
        });
    });
    let json;
    try {
        json = JSON.parse(printed);
    }
    catch (cause) {
        throw unusable('printed no JSON', cause);
    }
    const read = dist .xLC(Printed, json);
    if (!read.success) {
        throw unusable(`printed JSON without a good ${dist .BuJ(read.issues[0]) ?? 'object'}`, new dist .H6d(read.issues));
    }
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = read.output;
    return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        ...(SessionToken ? { sessionToken: SessionToken } : {}),
        ...(Expiration === undefined ? {} : { expiration: new Date(Expiration) }),
    };
}
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
var translate = __webpack_require__(3932);
;
function openIdentity(options) {
    const { connection, env, profile } = options;
    const source = chooseCredentials({ connection, env, profile });
    const first = firstOf(source);
    const tokenFile = tokenFileOf(first);
    return {
        credentials: credentials_open(source, options),
        term: async () => {
            if (tokenFile !== undefined) {
                return { expiresAt: await readTokenExpiry(tokenFile), renewable: await isRenewable(tokenFile, env) };
            }
            const isOfEnvironment = first.kind === 'keys' && first.from === 'environment';
            const expiresAt = new Date(isOfEnvironment ? (env['AWS_CREDENTIAL_EXPIRATION'] ?? '') : '');
            return { expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt, renewable: false };
        },
        renew: async () => {
            if (tokenFile !== undefined)
                await renewTokenFile(tokenFile, options);
        },
    };
}
function tokenFileOf(source) {
    return source.kind === 'web-identity' && source.role.token.kind === 'file' ? source.role.token.path : undefined;
}
function credentials_open(source, options) {
    switch (source.kind) {
        case 'keys': {
            const { accessKeyId, secretAccessKey, sessionToken, accountId } = source;
            return {
                ...{ accessKeyId, secretAccessKey },
                ...(sessionToken === undefined ? {} : { sessionToken }),
                ...(accountId === undefined ? {} : { accountId }),
            };
        }
        case 'web-identity':
            return told(`the role ${source.role.roleArn} cannot be had with the web identity token`, () => openWebIdentity(source, options), { action: 'sts:AssumeRoleWithWebIdentity', resource: source.role.roleArn });
        case 'sso':
            return told('IAM Identity Center gives no credentials', () => openSso(source, options));
        case 'process':
            return () => runProcess(source, options);
        case 'container':
            return told('the container gives no credentials', () => openContainer(source, options));
        case 'metadata':
            return openMetadata(options);
        case 'role':
            return told(`the role ${source.role.roleArn} cannot be assumed`, () => openRole(source, options), {
                action: 'sts:AssumeRole',
                resource: source.role.roleArn,
            });
    }
}
function runProcess({ command, profile }, { env, connection: { directory } }) {
    return runCredentialProcess(command, { env: (0,environment .P)(env, directory), directory, profile });
}
function told(what, load, about) {
    let loaded;
    return async (properties) => {
        try {
            loaded ??= load();
            return await (await loaded)(properties);
        }
        catch (cause) {
            if (cause instanceof backend .Y || (0,translate .Is)(cause) === 'AbortError')
                throw cause;
            const known = about === undefined ? undefined : (0,translate .uy)(about, cause);
            if (known !== undefined)
                throw known;
            const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
            const status = cause.$metadata?.httpStatusCode;
            const isLasting = (0,translate .Is)(cause) === 'CredentialsProviderError' || (status !== undefined && status < 500);
            throw new backend .Y(`${what}. (${said})`, { cause, isLasting });
        }
    };
}
function stsOf(which, { connection, connected }) {
    const ofBackend = connected.clientSettings('sts');
    if (connection.staticCredentials !== undefined)
        return ofBackend;
    const settings = connected.forCredentials('sts');
    if (which === 'backend')
        return { ...ofBackend, maxAttempts: settings.maxAttempts };
    return connection.stsEndpoint === undefined
        ? { ...settings, region: connected.forCredentials('s3').region }
        : settings;
}
async function openRole({ role, base, sts }, options) {
    const { fromTemporaryCredentials } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    const provide = fromTemporaryCredentials({
        masterCredentials: credentials_open(base, options),
        clientConfig: stsOf(sts, options),
        params: {
            RoleArn: role.roleArn,
            RoleSessionName: role.sessionName ?? 'lockstep',
            ...sessionParameters(role),
        },
    });
    const accountId = role.roleArn.split(':')[4] ?? '';
    return async (properties) => ({ ...(await provide(properties)), ...(accountId === '' ? {} : { accountId }) });
}
const DEFAULT_SECONDS = 900;
function sessionParameters(role) {
    const { durationSeconds, policy, policyArns, externalId, sourceIdentity, tags, transitiveTagKeys } = role;
    return {
        DurationSeconds: durationSeconds ?? DEFAULT_SECONDS,
        ...(policy === undefined ? {} : { Policy: policy }),
        ...(policyArns.length === 0 ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
        ...(Object.keys(tags).length === 0 ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
        ...(transitiveTagKeys.length === 0 ? {} : { TransitiveTagKeys: [...transitiveTagKeys] }),
    };
}
async function openWebIdentity({ role, sts }, options) {
    const { fromWebToken } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    const { token } = role;
    return async (properties) => {
        if (token.kind === 'file')
            await renewQuietly(token.path, options);
        const provide = fromWebToken({
            webIdentityToken: token.kind === 'literal' ? token.token : await readToken(token.path),
            roleArn: role.roleArn,
            roleSessionName: role.sessionName ?? 'lockstep',
            clientConfig: stsOf(sts, options),
            ...(role.durationSeconds === undefined ? {} : { durationSeconds: role.durationSeconds }),
            ...(role.policy === undefined ? {} : { policy: role.policy }),
            ...(role.policyArns.length === 0 ? {} : { policyArns: role.policyArns.map((arn) => ({ arn })) }),
        });
        return await provide(properties);
    };
}
async function readToken(path) {
    try {
        return await (0,promises_.readFile)(path, 'utf8');
    }
    catch (cause) {
        const { code = '' } = cause;
        throw new backend .Y(`the web identity token cannot be had: unable to read file at ${path} (${code}). Correct web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE, or write the token there in a step before this one.`, { cause, isLasting: true });
    }
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
async function openSso(source, { connected }) {
    const { fromSSO } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    return fromSSO({
        ssoAccountId: source.accountId,
        ssoRoleName: source.roleName,
        ssoRegion: source.region,
        ssoStartUrl: source.cachedAs,
        clientConfig: { ...connected.forCredentials('sso'), region: source.region },
    });
}
async function openContainer(source, { connection, env }) {
    const { fromHttp } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
    const tokenFile = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] || undefined;
    const token = env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] || undefined;
    return fromHttp({
        ...(source.path === undefined ? {} : { awsContainerCredentialsRelativeUri: source.path }),
        ...(source.path === undefined && source.url !== undefined ? { awsContainerCredentialsFullUri: source.url } : {}),
        ...(tokenFile === undefined
            ? token === undefined
                ? {}
                : { awsContainerAuthorizationToken: token }
            : { awsContainerAuthorizationTokenFile: (0,external_node_path_.resolve)(connection.directory, tokenFile) }),
    });
}
const NO_CREDENTIALS = 'there are no AWS credentials. Add a step with aws-actions/configure-aws-credentials before this one';
function openMetadata({ connection, env, profile }) {
    const { isEnabled, endpoint, endpointMode } = connection.metadata;
    const disabled = (env['AWS_EC2_METADATA_DISABLED'] ?? '').toLowerCase() === 'true';
    if (isEnabled === false || (isEnabled === undefined && disabled)) {
        return () => {
            throw new backend .Y(`${NO_CREDENTIALS}.`, { isLasting: true });
        };
    }
    return told(NO_CREDENTIALS, async () => {
        const { fromInstanceMetadata } = await __webpack_require__.e( 719).then(__webpack_require__.t.bind(__webpack_require__, 9719, 19));
        const url = endpoint ?? profile.get('ec2_metadata_service_endpoint');
        const mode = endpointMode ?? profile.get('ec2_metadata_service_endpoint_mode');
        if (url !== undefined)
            process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = url;
        if (mode !== undefined) {
            process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'] = mode.toLowerCase() === 'ipv6' ? 'IPv6' : 'IPv4';
        }
        return fromInstanceMetadata({ maxRetries: 2, timeout: 1000 });
    });
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
    const inOrder = [...places].reverse();
    const looks = await Promise.allSettled(inOrder.map((place) => place.read()));
    for (const [index, place] of inOrder.entries()) {
        const hold = await giveBackPlace(place, { lockId, first: looks[index] });
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
async function giveBackPlace(place, { lockId, first }) {
    let trouble;
    let wasOurs = false;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const record = attempt === 1 && first !== undefined ? fulfilled(first) : await readAfter(place, trouble);
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
function fulfilled(look) {
    if (look.status === 'rejected')
        throw look.reason;
    return look.value;
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
;
function openProbes({ settings, s3, clientSettings, signal }) {
    const { bucket: Bucket, lockTable: TableName = '' } = settings;
    const options = { abortSignal: signal };
    const openTable = async () => {
        const sdk = await __webpack_require__.e( 305).then(__webpack_require__.t.bind(__webpack_require__, 4305, 19));
        const client = new sdk.DynamoDBClient(clientSettings('dynamodb'));
        (0,stall .Ld)(client);
        return { sdk, client };
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
            (0,stall .Ld)(client);
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
                if (['NoSuchKey', 'NoSuchVersion', 'InvalidObjectState'].includes((0,translate .Is)(error)) || (0,translate .GZ)(error)) {
                    return undefined;
                }
                throw error;
            }
        }),
        put: (key, content, expected) => (0,translate .Em)(about('s3:PutObject', key), () => unlessChanged(() => client.send(new dist_cjs .wKZ({
            Bucket,
            Key: key,
            Body: content.body,
            ContentType: 'application/json',
            Metadata: { ...content.metadata },
            ...(settings.connection.skipS3Checksum ? {} : { ChecksumAlgorithm: 'SHA256' }),
            ...conditionOf(expected),
            ...encryptionHeaders(settings.encryption),
            ...(settings.acl === undefined ? {} : { ACL: settings.acl }),
        }), options))),
        delete: (key, expected) => removing.delete(key, expected),
        remove: (removable) => removeObject(removing, removable),
        deleteVersions: (key, versionIds) => removing.deleteVersions(key, versionIds),
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
                    ...(settings.connection.skipS3Checksum ? {} : { ChecksumAlgorithm: 'SHA256' }),
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
function prepare(client, { beforeRequest = () => undefined }) {
    const lookBefore = (next) => async (args) => {
        beforeRequest();
        return next(args);
    };
    client.middlewareStack.add(lookBefore, { step: 'initialize' });
    (0,stall .Ld)(client);
}
async function openAwsBackend(settings, options) {
    const { connection } = settings;
    const profile = await loadProfile(connection, options.env);
    const connected = await connect(connection, { ...options, profile });
    const { clientSettings, s3, dynamodb } = connected;
    const identity = openIdentity({ ...options, connection, profile, connected });
    const { credentials } = identity;
    await confirmAccount(connection, { ...clientSettings('sts'), credentials });
    const client = new dist_cjs .YxF({ ...clientSettings('s3'), credentials, ...s3 });
    prepare(client, options);
    const objects = openObjects(client, settings, options.signal);
    const forTables = { ...clientSettings('dynamodb'), ...dynamodb, credentials };
    const openTableAt = async ({ table: name, region }) => {
        const sdk = await loadTables();
        const elsewhere = new sdk.DynamoDBClient({ ...forTables, region });
        prepare(elsewhere, options);
        return sdk.openTable(elsewhere, name, options.signal);
    };
    const openWith = async (of, tables) => {
        const table = await openLockTable(of, tables, options);
        const object = (address) => openTurnObject({ client, settings, address, objects });
        const openTurns = (address) => {
            return openTurnHomes({
                address,
                object: object(address),
                table: table && { home: table.home, store: table.turns(address) },
                openElsewhere: async (home) => {
                    const sdk = await loadTables();
                    const elsewhere = new sdk.DynamoDBClient({ ...forTables, region: home.region });
                    prepare(elsewhere, options);
                    return sdk.openTurnItem({ client: elsewhere, home, address });
                },
                warn: options.warn,
            });
        };
        const production = new Map();
        return {
            settings: of,
            objects,
            digests: table?.records ?? NO_DIGESTS,
            turns: (address, key) => {
                if (key === 'pr')
                    return table?.turns(address) ?? object(address);
                const id = (0,keys .Gw)(address);
                const turns = production.get(id) ?? openTurns(address);
                production.set(id, turns);
                return turns;
            },
            locks: openLocks({ table: table?.records, tableHome: table?.home, objects: of.useLockfile ? objects : undefined }, async (kind) => ({
                table: kind.table && (await openTableAt(kind.table)),
                tableHome: kind.table,
                objects: kind.lockfile ? objects : undefined,
            })),
            probes: openProbes({
                settings: of,
                s3: client,
                signal: options.signal,
                clientSettings: (service) => ({
                    ...clientSettings(service),
                    ...(service === 'dynamodb' ? dynamodb : {}),
                    credentials,
                }),
            }),
            at: ({ lockfile, table: home }) => openWith({ ...settings, lockTable: home?.table, useLockfile: lockfile }, home === undefined ? forTables : { ...forTables, region: home.region }),
            credentialsTerm: () => identity.term(),
            renewCredentials: () => identity.renew(),
        };
    };
    return openWith(settings, forTables);
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
    prepare(client, options);
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
        Promise.all( [__webpack_require__.e(305), __webpack_require__.e(503)]).then(__webpack_require__.bind(__webpack_require__, 5503)),
    ]);
    return { DynamoDBClient, openTable, openTurnItem };
}
async function confirmAccount(connection, client) {
    const { allowedAccountIds, forbiddenAccountIds } = connection;
    if (allowedAccountIds.length === 0 && forbiddenAccountIds.length === 0)
        return;
    const { GetCallerIdentityCommand, STSClient } = await __webpack_require__.e( 695).then(__webpack_require__.t.bind(__webpack_require__, 1695, 19));
    const sts = new STSClient(client);
    (0,stall .Ld)(sts);
    const { Account = '' } = await (0,translate .Em)({ action: 'sts:GetCallerIdentity', resource: 'the account' }, () => sts.send(new GetCallerIdentityCommand({})));
    const allowed = allowedAccountIds.length === 0 || allowedAccountIds.includes(Account);
    if (!allowed || forbiddenAccountIds.includes(Account)) {
        throw new backend .Y(`the credentials belong to the account ${Account}, which the backend's ${allowed ? 'forbidden_account_ids' : 'allowed_account_ids'} rules out.`);
    }
}
}),
433:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
Gn: () => ( STALL_MS),
Ld: () => ( endStalls),
XF: () => ( isStall),
sX: () => ( STALLS_AT_MOST)
});
const STALL_MS = 30_000;
const STALLS_AT_MOST = 3;
class StoodStill extends Error {
    name = 'StoodStill';
}
function isStall(error) {
    return error instanceof Error && error.name === 'TimeoutError' && /\bms of inactivity\b/.test(error.message);
}
function endStalls({ middlewareStack }) {
    middlewareStack.addRelativeTo(limitStalls, {
        relation: 'after',
        toMiddleware: 'retryMiddleware',
        name: 'limitStalls',
    });
}
function limitStalls(next) {
    let stalls = 0;
    return async (args) => {
        try {
            return await next(args);
        }
        catch (error) {
            if (!isStall(error))
                throw error;
            stalls += 1;
            throw stalls < STALLS_AT_MOST ? error : new StoodStill(error.message);
        }
    };
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
uy: () => ( translateKnown)
});
var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7934);
var _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1395);
var _causes_causes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6011);
var _causes_refusal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2425);
var _network_stall_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(433);
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
    return ([404, 409, 412].includes(httpStatus(error) ?? 0) &&
        !['NoSuchBucket', 'NoSuchAccessPoint'].includes(errorName(error)));
}
async function request(about, send) {
    try {
        return await send();
    }
    catch (cause) {
        if (errorName(cause) === 'AbortError' || cause instanceof _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y)
            throw cause;
        throw translate(about, cause);
    }
}
function translateKnown(about, cause) {
    const isKnown = httpStatus(cause) !== undefined && (0,_causes_causes_js__WEBPACK_IMPORTED_MODULE_1__ .D)(refusalOf(about, cause)) !== undefined;
    return isKnown ? translate(about, cause) : undefined;
}
function translate(about, cause) {
    if (cause instanceof _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y)
        return cause;
    const stalled = describeStall(about, cause);
    if (stalled !== undefined)
        return new _domain_stack_backend_js__WEBPACK_IMPORTED_MODULE_0__ .Y(stalled, { cause });
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
function describeStall({ action, resource }, cause) {
    const said = cause instanceof Error ? cause.message : '';
    if (errorName(cause) === 'StoodStill') {
        return `${action} on ${resource} stood still: at each of ${_network_stall_js__WEBPACK_IMPORTED_MODULE_3__ .sX} tries the connection was there, and nothing came or went on it${limitIn(said)}. ${LOOK_AT_LINK}`;
    }
    if (errorName(cause) !== 'TimeoutError' || !(0,_network_stall_js__WEBPACK_IMPORTED_MODULE_3__ .XF)(cause))
        return undefined;
    return `${action} on ${resource} stood still in the middle of its answer: nothing more came${limitIn(said)}. ${LOOK_AT_LINK}`;
}
const LOOK_AT_LINK = 'Look at what lies between the runner and the store: the network, a proxy, the endpoint.';
function limitIn(said) {
    const ms = /(\d+) ms of inactivity/.exec(said)?.[1];
    return ms === undefined ? '' : ` for ${Number(ms) / 1000} s`;
}
function describe({ code, status, message }) {
    return `${[code || 'no code', ...(status === undefined ? [] : [status])].join(', ')}: ${message || 'no words'}`;
}
function refusalOf({ action, resource }, error) {
    const status = httpStatus(error);
    const said = valibot__WEBPACK_IMPORTED_MODULE_4__ .xLC(Said, error);
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
        redirect: redirectOf(status, headers, name === 'PermanentRedirect' || name === 'TemporaryRedirect'),
    };
}
const REDIRECTS = [301, 302, 303, 307, 308];
function redirectOf(status, headers, isOfS3) {
    const signs = ['x-amz-bucket-region', 'x-amz-request-id', 'x-amz-id-2'];
    if (isOfS3 || !REDIRECTS.includes(status ?? 0) || signs.some((name) => headers[name] !== undefined))
        return undefined;
    const location = headers['location'] ?? '';
    return { to: URL.canParse(location) ? new URL(location).origin : undefined };
}
const Text = valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .YjP()), undefined));
const Said = valibot__WEBPACK_IMPORTED_MODULE_4__ .Ikc({
    message: Text,
    code: Text,
    RequestTime: Text,
    ServerTime: Text,
    $response: valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .NpB(valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .Ikc({ headers: valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .g1P(valibot__WEBPACK_IMPORTED_MODULE_4__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_4__ .YjP())) })), undefined)),
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
