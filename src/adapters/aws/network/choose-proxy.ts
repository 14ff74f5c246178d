import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** What the backend and its environment say of proxies; empty is as good as nothing. */
export interface ProxySettings {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

export type ChooseProxy = (to: URL) => URL | undefined;

/**
 * Which proxy a request goes through, by the rules of the library that Terraform asks. Source: golang.org/x/net,
 * http/httpproxy/proxy.go.
 */
export function openProxyChoice({ httpProxy, httpsProxy, noProxy }: ProxySettings): ChooseProxy {
  const proxies: Readonly<Record<string, URL | undefined>> = {
    'http:': parseProxy(httpProxy),
    'https:': parseProxy(httpsProxy),
  };
  const isExcepted = openExceptions(noProxy ?? '');
  return (to) => {
    const proxy = proxies[to.protocol];
    return proxy === undefined || isExcepted(to) ? undefined : proxy;
  };
}

/** A URL, or `host[:port]`, which is one of `http`; undefined for what is neither, as Go takes it. */
function parseProxy(text: string | undefined): URL | undefined {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  return url === null || url.host === '' ? (URL.parse(`http://${text}`) ?? undefined) : url;
}

type Matches = (host: string, port: string) => boolean;

function openExceptions(noProxy: string): (to: URL) => boolean {
  const rules: Matches[] = [];
  for (const entry of noProxy.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '') continue;
    rules.push(entry === '*' ? () => true : ruleOf(entry));
  }
  return (to) => {
    const host = to.hostname.replace(/^\[|\]$/g, '');
    const port = to.port === '' ? (to.protocol === 'https:' ? '443' : '80') : to.port;
    if (host === 'localhost' || isLoopback(host)) return true;
    return rules.some((matches) => matches(host, port));
  };
}

function ruleOf(entry: string): Matches {
  const network = parseNetwork(entry);
  // A block of one family has no addresses of the other, not even such as stand for them.
  if (network !== undefined) return (host) => isIP(host) === isIP(network.address) && contains(network.block, host);
  const [host, port] = splitPort(entry);
  const hasPort = (other: string): boolean => port === '' || port === other;
  if (isIP(host) !== 0) {
    const one = new BlockList();
    one.addAddress(host, familyOf(host));
    return (other, otherPort) => contains(one, other) && hasPort(otherPort);
  }
  if (host === '') return () => false;
  const name = host.startsWith('*.') ? host.slice(1) : host;
  const isWithName = !name.startsWith('.');
  const suffix = toAscii(isWithName ? `.${name}` : name);
  return (other, otherPort) =>
    isIP(other) === 0 && (other.endsWith(suffix) || (isWithName && other === suffix.slice(1))) && hasPort(otherPort);
}

/** What has characters of its own is compared as the request has it. */
function toAscii(name: string): string {
  return /^[\x00-\x7f]*$/.test(name) ? name : `.${domainToASCII(name.slice(1))}`;
}

function parseNetwork(entry: string): { readonly address: string; readonly block: BlockList } | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(length) > (family === 4 ? 32 : 128)) return undefined;
  const block = new BlockList();
  block.addSubnet(address, Number(length), familyOf(address));
  return { address, block };
}

/** `host:port` and `[address]:port`; of anything else all is the host. */
function splitPort(entry: string): readonly [string, string] {
  const [, bracketed, plain, port = ''] = /^(?:\[(.*)\]|([^:]*)):([^:]*)$/.exec(entry) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? [entry, ''] : [host, port];
}

/** 127.0.0.0/8 and ::1. */
function isLoopback(host: string): boolean {
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
}

function contains(block: BlockList, host: string): boolean {
  return isIP(host) !== 0 && block.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
